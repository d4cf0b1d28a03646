package io.dbferry.stream.store.retry;

import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.io.InputStream;

/** A file of a depot that is opened anew, behind what has been read, when the connection breaks. */
final class RetryingRead extends InputStream {
    private final Store store;
    private final String file;
    private final RetryPolicy patience;
    private final Pace pace;
    private long offset;
    private InputStream content;
    private boolean broken;

    RetryingRead(Store store, String file, long from, RetryPolicy patience, Pace pace) throws IOException {
        this.store = store;
        this.file = file;
        this.patience = patience;
        this.pace = pace;
        this.offset = from;
        this.content = patience.call(() -> store.get(file, from));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int start, int count) throws IOException {
        int read = patience.call(() -> tryToRead(into, start, count));
        offset += Math.max(read, 0);
        pace.moved(read);
        return read;
    }

    private int tryToRead(byte[] into, int start, int count) throws IOException {
        if (broken) {
            content.close();
            content = store.get(file, offset);
            broken = false;
        }
        try {
            return content.read(into, start, count);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
