package io.dbferry.stream.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file of this machine on its way into a depot, which can be read again from any place on. */
public interface Content {
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream from(long offset) {
                int first = Math.toIntExact(offset);
                return new ByteArrayInputStream(bytes, first, bytes.length - first);
            }
        };
    }

    /** Bytes; of a file that is still written, those that are there by now. */
    long length() throws IOException;

    /** What follows the first {@code offset} bytes; of a file that is still written, up to its end to come. */
    InputStream from(long offset) throws IOException;
}
