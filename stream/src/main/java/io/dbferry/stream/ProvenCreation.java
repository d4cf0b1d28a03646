package io.dbferry.stream;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.Creating;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;

/** Files of which one writer wins. A server that takes a second one is found out with a file that nobody misses. */
final class ProvenCreation {
    private ProvenCreation() {}

    /**
     * Creates a file, tries to create another one in its place, and deletes it.
     *
     * @throws DepotException if the store takes both
     */
    static void prove(String file, Store store, Creating creating) throws IOException {
        creating.create(file, Content.of(new byte[] {1}));
        try {
            creating.create(file, Content.of(new byte[] {2}));
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            store.delete(file);
        }
        throw new DepotException(
                DepotException.Problem.ACCESS,
                "cannot publish to depot '" + store.describe()
                        + "': the server writes over an object that it was asked to create only if there is none",
                "Use a server with conditional writes (If-None-Match), as S3, Ceph, MinIO and R2 have: without them, two"
                        + " senders could write the same shipment.",
                null);
    }
}
