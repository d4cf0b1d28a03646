package io.dbferry.sender.media;

import io.dbferry.stream.format.Manifest.MissingFile;
import io.dbferry.stream.media.MediaFolder;

/**
 * A file that a row names.
 *
 * @param namedBy the column, as the config writes it
 */
public record ReferencedFile(MediaFolder folder, String name, String namedBy) {
    MissingFile missing() {
        return new MissingFile(folder.number(), name, namedBy);
    }
}
