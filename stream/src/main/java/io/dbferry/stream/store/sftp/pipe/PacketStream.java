package io.dbferry.stream.store.sftp.pipe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a server sends, in pieces of any length, cut into SFTP's packets. A packet's length is checked before there is memory
 * for it. For one thread, that of the SSH session.
 */
final class PacketStream extends OutputStream {
    /** As OpenSSH's client and server: SFTP_MAX_MSG_LENGTH of its sftp-common.h. */
    static final int MOST_BYTES = 256 * 1024;
    /** A packet's type and the number of its question. */
    static final int LEAST_BYTES = 5;

    /** Gets the packets. */
    interface Arrivals {
        /** @param packet with its length before it, as it came */
        void arrived(byte[] packet) throws IOException;

        /** Nothing comes any more. */
        void ended(IOException why);
    }

    private final Arrivals arrivals;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    private @Nullable ByteBuffer packet;

    PacketStream(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        try {
            ByteBuffer some = ByteBuffer.wrap(bytes, offset, count);
            while (some.hasRemaining()) {
                take(some);
            }
        } catch (IOException e) {
            arrivals.ended(e);
            throw e;
        }
    }

    private void take(ByteBuffer some) throws IOException {
        if (packet == null) {
            move(some, length);
            packet = length.hasRemaining() ? null : begin();
            return;
        }
        move(some, packet);
        if (!packet.hasRemaining()) {
            byte[] whole = packet.array();
            packet = null;
            length.clear();
            arrivals.arrived(whole);
        }
    }

    private ByteBuffer begin() throws IOException {
        int bytes = length.getInt(0);
        if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
            throw new NotSftpException("a packet of " + Integer.toUnsignedString(bytes) + " bytes");
        }
        return ByteBuffer.allocate(Integer.BYTES + bytes).putInt(bytes);
    }

    private static void move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(from.slice().limit(count));
        from.position(from.position() + count);
    }

    @Override
    public void close() {
        arrivals.ended(new IOException("the server ended the channel"));
    }
}
