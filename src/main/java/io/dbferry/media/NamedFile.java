package io.dbferry.media;

import io.dbferry.shipment.Manifest.MissingFile;
import io.dbferry.shipment.MissingCause;
import org.jspecify.annotations.Nullable;

/**
 * A file that a row names.
 *
 * @param namedBy the column, as the config writes it; null for one that was found in its folder, and was not carried
 */
public record NamedFile(
        MediaFolder folder, String name, @Nullable String namedBy) {
    MissingFile missing(MissingCause cause) {
        return new MissingFile(folder.number(), name, namedBy, cause);
    }

    /** As it is now. */
    MissingFile missing() {
        return missing(folder.trouble(name).orElse(MissingCause.ABSENT));
    }
}
