package io.dbferry.stream.format.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

/**
 * A media file.
 *
 * @param folder which of the configured folders, from 0
 * @param name path below that folder, with {@code /}
 * @param pack the tar that carries it; absent if an earlier shipment carried it
 */
@JsonInclude(Include.NON_NULL)
public record MediaFile(
        int folder,
        String name,
        long bytes,
        String sha256,
        @Nullable String pack) {}
