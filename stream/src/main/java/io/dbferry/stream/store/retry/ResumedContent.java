package io.dbferry.stream.store.retry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What goes behind the first bytes of a file. JSch asks the server for the file's length once more, tells it by a
 * {@link #skip}, and writes from there: anything but the length that the content starts at is refused here, because
 * the bytes would stand in the wrong place.
 */
public final class ResumedContent extends FilterInputStream {
    private static final int NONE = -1;

    private final long from;
    private boolean agreed;
    private long otherLength = NONE;

    public ResumedContent(InputStream content, long from) {
        super(content);
        this.from = from;
        this.agreed = from == 0;
    }

    @Override
    public long skip(long there) throws IOException {
        if (there != from) {
            throw refused(there);
        }
        agreed = true;
        return there;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (!agreed) {
            throw refused(0);
        }
        return super.read(into, offset, length);
    }

    private IOException refused(long there) {
        otherLength = there;
        return new IOException(there + " bytes stand there");
    }

    /** The length that the file turned out to have, if it is another one; else less than 0. */
    public long otherLength() {
        return otherLength;
    }
}
