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

    /**
     * Renames a file over another, which readers see until they see this one. Where that takes more than one step, or something
     * else than a file is in the way, nothing happens.
     *
     * @return whether it was done
     * @throws java.nio.file.NoSuchFileException if {@code from} does not exist
     */
    default boolean replace(String from, String to) throws IOException {
        return false;
    }
}
