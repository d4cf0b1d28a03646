package io.dbferry.stream.format;

import com.github.luben.zstd.ZstdInputStream;
import io.dbferry.text.ByteCount;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What zstd data holds, read within bounds: whoever compressed it may mean harm. A window of more than
 * {@value #WINDOW_BITS} bits is refused before memory is taken for it, and reading ends with a
 * {@link TooMuchException} where more comes out than honest data gives.
 */
public final class Decompressed extends FilterInputStream {
    /** 16 MB; what we write has a window of at most 2 MB. */
    private static final int WINDOW_BITS = 24;
    /** Rows of a table compress to a tenth, of a very dull one to a hundredth. */
    private static final long RATIO = 1000;
    /** PostgreSQL's own bound of a row's text; as much may come out of however few bytes. */
    private static final long ALWAYS_BYTES = 1L << 30;

    private final long limit;
    private long left;

    private Decompressed(InputStream content, long limit) {
        super(content);
        this.limit = limit;
        this.left = limit;
    }

    /** More than the compressed bytes can honestly hold. */
    public static final class TooMuchException extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuchException(long limit) {
            super("it holds more than " + ByteCount.of(limit));
        }
    }

    /** @param bytes length of the compressed data */
    public static InputStream of(InputStream compressed, long bytes) throws IOException {
        return of(compressed, bytes, ALWAYS_BYTES);
    }

    /** @param always how much may come out of however few bytes */
    static InputStream of(InputStream compressed, long bytes, long always) throws IOException {
        long limit = bytes > (Long.MAX_VALUE - always) / RATIO ? Long.MAX_VALUE : always + bytes * RATIO;
        return new Decompressed(new ZstdInputStream(compressed).setLongMax(WINDOW_BITS), limit);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        left -= Math.max(read, 0);
        if (left < 0) {
            throw new TooMuchException(limit);
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[1 << 13];
        long skipped = 0;
        for (int read = 0; read >= 0 && skipped < count; skipped += Math.max(read, 0)) {
            read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
