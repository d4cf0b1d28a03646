package io.dbferry.stream.store;

import io.dbferry.stream.store.DepotException.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import org.jspecify.annotations.Nullable;

/** What a store can do that compares before it writes. */
public interface ConditionalWrites {
    /**
     * Brings a file there whole, unless one of that name is there: of several that try at once, one does. Safe to repeat
     * after any failure.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one with other content
     */
    void create(String file, Content content) throws IOException;

    /**
     * Brings a file there whole, in place of the one that is there, if any. Afterwards a replacement that another process
     * began earlier, and that is still under way, is refused. Safe to repeat after any failure.
     */
    void replace(String file, Content content) throws IOException;

    /**
     * Finds out whether the store of these creates a file once, with a file that nobody misses: creates it, tries to create
     * another one in its place, and deletes it.
     *
     * @throws DepotException if the store takes both
     */
    default void prove(String file, Store store) throws IOException {
        create(file, Content.of(new byte[] {1}));
        try {
            create(file, Content.of(new byte[] {2}));
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            store.delete(file);
        }
        throw missing(store.describe(), "it overwrote an object that it was asked to create only once", null);
    }

    /** @param cause what the server did instead */
    static DepotException missing(String depot, String cause, @Nullable Throwable thrown) {
        return new DepotException(
                Problem.ACCESS,
                "cannot publish to depot '" + depot + "': the server has no conditional writes: " + cause,
                "Use a server that has them (If-None-Match), such as S3, Ceph, MinIO and R2: without them, two senders could"
                        + " write the same shipment.",
                thrown);
    }
}
