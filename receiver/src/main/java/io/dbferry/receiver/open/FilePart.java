package io.dbferry.receiver.open;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Some bytes of a file, read without moving the channel's own place. */
final class FilePart extends InputStream {
    private final FileChannel channel;
    private long offset;
    private long left;

    FilePart(FileChannel channel, long offset, long bytes) {
        this.channel = channel;
        this.offset = offset;
        this.left = bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int start, int count) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = channel.read(ByteBuffer.wrap(into, start, (int) Math.min(count, left)), offset);
        offset += Math.max(read, 0);
        left -= Math.max(read, 0);
        return read;
    }
}
