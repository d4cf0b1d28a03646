package io.dbferry.stream.store;

import java.io.IOException;

/** What a store can do whose folders are folders. */
@FunctionalInterface
public interface Renaming {
    /**
     * Renames a file or folder in one step: readers see the old name or the new one, never both or a part. The modification
     * time of the folder that gets the new name changes.
     *
     * @throws java.nio.file.NoSuchFileException if {@code from} does not exist
     * @throws java.nio.file.FileAlreadyExistsException if {@code to} exists
     */
    void rename(String from, String to) throws IOException;
}
