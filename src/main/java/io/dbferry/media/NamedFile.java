package io.dbferry.media;

import io.dbferry.shipment.Manifest.MissingFile;

/**
 * A file that a row names.
 *
 * @param namedBy the column, as the config writes it
 */
public record NamedFile(MediaFolder folder, String name, String namedBy) {
    MissingFile missing() {
        return new MissingFile(folder.number(), name, namedBy);
    }
}
