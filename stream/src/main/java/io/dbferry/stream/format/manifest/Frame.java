package io.dbferry.stream.format.manifest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of {@code database.sql.zst}: one zstd frame or several, a whole statement together; offset and length in bytes.
 *
 * @param in of rows that do not travel again: the folder's name of the complete in whose file they stand. They are lines
 *     of rows alone there, without the statement around them
 */
public record Frame(
        long offset,
        long bytes,
        long rows,
        String sha256,
        @JsonInclude(Include.NON_NULL) @Nullable String in) {
    /** One that the shipment carries. */
    public Frame(long offset, long bytes, long rows, String sha256) {
        this(offset, bytes, rows, sha256, null);
    }

    @JsonIgnore
    public boolean isCarried() {
        return in == null;
    }

    /** The complete that carries it; empty if that is this shipment. */
    @JsonIgnore
    public Optional<ShipmentName> base() {
        return in == null ? Optional.empty() : ShipmentName.parse(Kind.COMPLETE, in);
    }
}
