package io.dbferry.stream.store;

import java.io.IOException;
import java.nio.file.Path;

/** The files of a store on this machine, which need not be copied to be read. */
@FunctionalInterface
public interface LocalFiles {
    /**
     * The store's own file: it is not the caller's to change or delete.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    Path path(String file) throws IOException;
}
