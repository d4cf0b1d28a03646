package io.dbferry.stream.store.sftp;

import com.jcraft.jsch.ChannelSftp;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of a file on an SFTP server. Ends only after as many bytes as the file has: JSch's own stream ends
 * early, as if the file did, when the connection breaks between two answers.
 */
final class SftpContent extends InputStream {
    private final InputStream content;
    private final ChannelSftp channel;
    private final SftpConnection connection;
    private final StoreAction action;
    private final long bytes;
    private long read;
    private boolean broken;
    private boolean closed;

    SftpContent(InputStream content, long bytes, ChannelSftp channel, SftpConnection connection, StoreAction action) {
        this.content = content;
        this.bytes = bytes;
        this.channel = channel;
        this.connection = connection;
        this.action = action;
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
            // JSch answers 0 where it has asked again for a piece that came short.
            int got = content.read(into, offset, length);
            while (got == 0) {
                got = content.read(into, offset, length);
            }
            if (got < 0 && read < bytes) {
                throw new IOException("ended after " + read + " of " + bytes + " bytes");
            }
            read += Math.max(got, 0);
            return got;
        } catch (IOException e) {
            broken = true;
            throw SftpFailure.broken(action, e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (broken || read < bytes) {
            connection.discard(channel);
            return;
        }
        try {
            content.close();
            connection.giveBack(channel);
        } catch (IOException e) {
            connection.discard(channel);
        }
    }
}
