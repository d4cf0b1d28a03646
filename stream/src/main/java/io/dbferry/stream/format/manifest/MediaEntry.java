package io.dbferry.stream.format.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Media of the shipment.
 *
 * @param count files carried
 * @param bytes of the files carried
 * @param listed all files the sender has, of a complete; as carried, of a partial
 * @param files of a partial; a complete lists them in {@code media-index.json.zst}
 */
@JsonInclude(Include.NON_EMPTY)
public record MediaEntry(
        @JsonInclude(Include.ALWAYS) long count,
        @JsonInclude(Include.ALWAYS) long bytes,
        @JsonInclude(Include.ALWAYS) long listed,
        @Nullable List<String> packs,
        @Nullable List<MediaFile> files,
        @Nullable List<MissingFile> missing) {
    public static final MediaEntry NONE = new MediaEntry(0, 0, 0, null, null, null);

    public List<String> packsOrNone() {
        return packs == null ? List.of() : packs;
    }

    public List<MediaFile> filesOrNone() {
        return files == null ? List.of() : files;
    }

    public List<MissingFile> missingOrNone() {
        return missing == null ? List.of() : missing;
    }
}
