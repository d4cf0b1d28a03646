package io.dbferry.sender.media;

import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.manifest.MissingFile;
import io.dbferry.stream.media.MediaFolder;
import org.jspecify.annotations.Nullable;

/**
 * A file that a row names.
 *
 * @param namedBy the column, as the config writes it; null for one that was found in its folder, and was not carried
 */
public record ReferencedFile(
        MediaFolder folder, String name, @Nullable String namedBy) {
    MissingFile missing(MissingCause cause) {
        return new MissingFile(folder.number(), name, namedBy, cause);
    }

    /** As it is now. */
    MissingFile missing() {
        return missing(folder.trouble(name).orElse(MissingCause.ABSENT));
    }
}
