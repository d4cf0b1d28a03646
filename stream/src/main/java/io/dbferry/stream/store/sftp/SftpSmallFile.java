package io.dbferry.stream.store.sftp;

import com.jcraft.jsch.ChannelSftp;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A file that is read at once: as a stream, JSch would ask once more for its length, and once more behind its end. */
record SftpSmallFile(StorePath path, SftpFolder folder, StoreAction action) {
    /** Bytes. */
    static final int MOST = 1 << 16;

    /**
     * @param bytes the length that the server has just told
     * @throws DepotException if it has another length by now, with the problem {@code UNREACHABLE}: look again
     */
    InputStream read(int bytes) throws DepotException {
        Bounded content = new Bounded(bytes);
        try {
            folder.ask(action, channel -> {
                channel.get(folder.remote(path), content, null, ChannelSftp.OVERWRITE, 0);
                return null;
            });
        } catch (DepotException e) {
            throw content.overflow == null ? e : SftpFailure.broken(action, content.overflow);
        }
        if (content.size() != bytes) {
            throw SftpFailure.broken(
                    action, new IOException("ended after " + content.size() + " of " + bytes + " bytes"));
        }
        return new ByteArrayInputStream(content.toByteArray());
    }

    /** Takes no more than was announced, whatever the server sends. */
    private static final class Bounded extends ByteArrayOutputStream {
        private final int most;
        private @Nullable IOException overflow;

        Bounded(int most) {
            super(most);
            this.most = most;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            if (length > most - count) {
                overflow = new IOException("more than " + most + " bytes came");
                throw new IllegalStateException(overflow);
            }
            super.write(from, offset, length);
        }
    }
}
