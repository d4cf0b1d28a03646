package io.dbferry.stream.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file that is read while it is still written: appended to by several threads, followed by one. Reading waits for
 * more until the file is finished. An append is whole before a reader sees any of it.
 */
public final class GrowingFile implements AutoCloseable {
    private final FileChannel channel;
    private long length;
    private boolean finished;
    private boolean abandoned;

    private GrowingFile(FileChannel channel) {
        this.channel = channel;
    }

    /** @param channel of a file that is empty, open to be read and written; closed with this */
    public static GrowingFile of(FileChannel channel) {
        return new GrowingFile(channel);
    }

    /** Appends the buffer's remaining bytes and returns the offset at which they stand. */
    public synchronized long append(ByteBuffer bytes) throws IOException {
        long offset = length;
        while (bytes.hasRemaining()) {
            length += channel.write(bytes, length);
        }
        notifyAll();
        return offset;
    }

    /** Says that no more comes: followers reach the end. */
    public synchronized void finish() {
        finished = true;
        notifyAll();
    }

    /** Says that the file will never be whole: followers fail. No effect once finished. */
    public synchronized void abandon() {
        abandoned = !finished;
        notifyAll();
    }

    /** Bytes that are there by now. */
    public synchronized long length() {
        return length;
    }

    /** What follows the first {@code offset} bytes, to the end; a read waits for bytes that are still to come. */
    public InputStream follow(long offset) {
        return new Follower(offset);
    }

    @Override
    public void close() throws IOException {
        abandon();
        channel.close();
    }

    /** Waits until there is something at the offset and returns how much, or 0 at the end. */
    private synchronized long available(long offset) throws IOException {
        while (length <= offset && !finished && !abandoned) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        if (abandoned) {
            throw new IOException("the file that was being uploaded was given up");
        }
        return length - offset;
    }

    private final class Follower extends InputStream {
        private long offset;

        Follower(long offset) {
            this.offset = offset;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int start, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            long ready = GrowingFile.this.available(offset);
            if (ready == 0) {
                return -1;
            }
            int read = channel.read(ByteBuffer.wrap(into, start, (int) Math.min(count, ready)), offset);
            offset += Math.max(read, 0);
            return read;
        }
    }
}
