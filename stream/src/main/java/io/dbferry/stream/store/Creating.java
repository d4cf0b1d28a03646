package io.dbferry.stream.store;

import java.io.IOException;

/** What a store can do that compares before it writes. */
@FunctionalInterface
public interface Creating {
    /**
     * Brings a file there whole, unless one of that name is there: of several that try at once, one does. Safe to repeat
     * after any failure.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one with other content
     */
    void create(String file, Content content) throws IOException;
}
