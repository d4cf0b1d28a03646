package io.dbferry.stream;

import io.dbferry.stream.store.ConditionalWrites;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;

/** Finds out whether a store creates a file once, with a file that nobody misses. */
final class ProvenCreation {
    private ProvenCreation() {}

    /**
     * Creates a file, tries to create another one in its place, and deletes it.
     *
     * @throws DepotException if the store takes both
     */
    static void prove(String file, Store store, ConditionalWrites writes) throws IOException {
        writes.create(file, Content.of(new byte[] {1}));
        try {
            writes.create(file, Content.of(new byte[] {2}));
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            store.delete(file);
        }
        throw ConditionalWrites.missing(
                store.describe(), "it overwrote an object that it was asked to create only once", null);
    }
}
