package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.pipe.FileHandle;
import io.dbferry.stream.store.sftp.pipe.Reply;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The content of a file on an SFTP server, asked for ahead of its reader. Ends only after as many bytes as the file had when it
 * was opened: a server that has fewer by then has no whole file to give.
 */
final class SftpContent extends InputStream {
    /** Bytes that were asked for. */
    private record Piece(long from, int bytes, Reply<ByteBuffer> reply) {}

    private final SftpChannel channel;
    private final FileHandle handle;
    private final long end;
    private final StoreAction action;
    private final Deque<Piece> underWay = new ArrayDeque<>();
    private ByteBuffer arrived = ByteBuffer.allocate(0);
    private long asked;
    private int pieceBytes = SftpChannel.PIECE_BYTES;
    private boolean closed;

    /** @param end the file's length */
    SftpContent(SftpChannel channel, FileHandle handle, long from, long end, StoreAction action) {
        this.channel = channel;
        this.handle = handle;
        this.asked = from;
        this.end = end;
        this.action = action;
    }

    /** Asks for the first pieces, which come with the answer to what is asked next. */
    SftpContent begin() throws IOException {
        askAhead();
        return this;
    }

    private void askAhead() throws IOException {
        if (underWay.size() > SftpChannel.PIECES / 2 || asked == end) {
            return;
        }
        while (underWay.size() < SftpChannel.PIECES && asked < end) {
            int bytes = (int) Math.min(pieceBytes, end - asked);
            underWay.addLast(ask(asked, bytes));
            asked += bytes;
        }
        channel.flush();
    }

    private Piece ask(long from, int bytes) throws IOException {
        return new Piece(from, bytes, channel.read(handle, from, bytes));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            if (!arrived.hasRemaining() && !next()) {
                return -1;
            }
        } catch (IOException e) {
            throw SftpFailure.broken(action, e);
        }
        int count = Math.min(length, arrived.remaining());
        arrived.get(into, offset, count);
        return count;
    }

    private boolean next() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        askAhead();
        Piece piece = underWay.pollFirst();
        if (piece == null) {
            return false;
        }
        arrived = piece.reply.take();
        int got = arrived.remaining();
        if (got == 0) {
            throw new IOException("ended after " + piece.from + " of " + end + " bytes");
        }
        if (got < piece.bytes) { // a server that gives less at once is asked for less from now on
            pieceBytes = got;
            underWay.addFirst(ask(piece.from + got, piece.bytes - got));
        }
        return true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        underWay.forEach(piece -> piece.reply.forget());
        channel.letGo(handle);
    }
}
