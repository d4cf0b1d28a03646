package io.dbferry.stream.store.retry;

import io.dbferry.stream.store.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Content that knows how far it has surely arrived, whichever of several tries has sent it. */
final class SentContent implements Content {
    private final Content content;
    private final long onTheWay;
    private final Pace pace;
    private long arrived;

    /** @param onTheWay so much at most is read ahead of the store's answers, and may not have arrived */
    SentContent(Content content, long onTheWay, Pace pace) {
        this.content = content;
        this.onTheWay = onTheWay;
        this.pace = pace;
    }

    long arrived() {
        return arrived;
    }

    @Override
    public long length() throws IOException {
        return content.length();
    }

    @Override
    public InputStream from(long offset) throws IOException {
        arrived = Math.max(arrived, offset);
        return new FilterInputStream(content.from(offset)) {
            private long place = offset;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int start, int count) throws IOException {
                int read = super.read(into, start, count);
                pace.moved(read);
                place += Math.max(read, 0);
                arrived = Math.max(arrived, place - onTheWay);
                return read;
            }
        };
    }
}
