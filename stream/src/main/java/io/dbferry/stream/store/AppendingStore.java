package io.dbferry.stream.store;

import java.io.IOException;
import java.io.InputStream;

/** A store that can write behind what a file has: uploads go on so. */
public interface AppendingStore extends Store {
    /**
     * Writes behind the first {@code from} bytes of a file that is exactly so long; from 0, writes it whole, replacing
     * what is there. Its folder must exist. Returns the file's new length, after comparing it with the one that the
     * store reports. A failure leaves the file with some or all of the bytes.
     *
     * @throws DepotException if the file has another length, with the problem {@code UNREACHABLE}: look again, then repeat
     */
    long append(String file, long from, InputStream content) throws IOException;

    @Override
    default void put(String file, Content content) throws IOException {
        long from = ResumePoint.find(this, file, content);
        try (InputStream rest = content.from(from)) {
            append(file, from, rest);
        }
    }
}
