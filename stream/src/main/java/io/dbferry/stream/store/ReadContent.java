package io.dbferry.stream.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Content on its way to a server: counts its bytes, and remembers when it was itself what failed. */
public final class ReadContent extends FilterInputStream {
    private long bytes;
    private @Nullable IOException failure;

    public ReadContent(InputStream content) {
        super(content);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            int read = super.read(into, offset, length);
            bytes += Math.max(read, 0);
            return read;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    public long bytes() {
        return bytes;
    }

    /** What reading the content threw, or null. */
    @Nullable
    public IOException failure() {
        return failure;
    }
}
