package io.dbferry.stream.store;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Bytes to upload, that counts how many of them are read, and tells each place where a read begins. */
public final class CountedContent implements Content {
    private final byte[] bytes;
    private final LongConsumer beforeRead;
    private long read;

    public CountedContent(byte[] bytes) {
        this(bytes, place -> {});
    }

    public CountedContent(byte[] bytes, LongConsumer beforeRead) {
        this.bytes = bytes;
        this.beforeRead = beforeRead;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Bytes read, for comparing and for sending. */
    public long read() {
        return read;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public InputStream from(long offset) {
        int first = (int) offset;
        return new FilterInputStream(new ByteArrayInputStream(bytes, first, bytes.length - first)) {
            private long place = offset;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int start, int count) throws IOException {
                beforeRead.accept(place);
                int got = super.read(into, start, count);
                place += Math.max(got, 0);
                read += Math.max(got, 0);
                return got;
            }
        };
    }
}
