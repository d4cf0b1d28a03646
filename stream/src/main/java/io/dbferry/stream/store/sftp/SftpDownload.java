package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.pipe.FileHandle;
import io.dbferry.stream.store.sftp.pipe.Found;
import io.dbferry.stream.store.sftp.pipe.Reply;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.sshd.sftp.common.SftpConstants;
import org.jspecify.annotations.Nullable;

/** A file that is read: looked at and opened together, then read, a small one whole. */
final class SftpDownload implements SftpQuestion {
    /** Bytes. */
    private static final int SMALL = 1 << 16;

    private final SftpChannel channel;
    private final StorePath path;
    private final StoreAction action;
    private final SftpLook look;
    private final Reply<FileHandle> opening;
    private boolean looked;
    private Optional<Found> found = Optional.empty();
    private @Nullable FileHandle handle;
    private @Nullable SftpContent content;
    private @Nullable Reply<Optional<Found>> again;
    private @Nullable IOException failure;

    private SftpDownload(
            SftpChannel channel, StorePath path, StoreAction action, SftpLook look, Reply<FileHandle> opening) {
        this.channel = channel;
        this.path = path;
        this.action = action;
        this.look = look;
        this.opening = opening;
    }

    static SftpDownload ask(SftpFolder folder, SftpChannel channel, StorePath path) throws IOException {
        SftpLook look = SftpLook.ask(folder, channel, path);
        return new SftpDownload(
                channel,
                path,
                StoreAction.read(path, folder.account().address()),
                look,
                channel.open(folder.remote(path), SftpConstants.SSH_FXF_READ));
    }

    @Override
    public boolean isDue() {
        return !looked && look.isDue();
    }

    @Override
    public void goOn() {
        if (looked) {
            return;
        }
        looked = true;
        try {
            found = look.take();
            if (found.isEmpty()) {
                channel.letGo(opening);
            } else if (!found.get().isFile()) {
                channel.close(); // a server that opens a named pipe may wait for ever; the session stays
            } else {
                begin(opening.take(), found.get().bytes());
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void begin(FileHandle open, long bytes) throws IOException {
        handle = open;
        if (bytes <= SMALL) {
            content = new SftpContent(channel, open, 0, bytes, action).begin();
            again = channel.stat(open);
        }
    }

    /** Empty if there is none. */
    Optional<InputStream> open(long from) throws IOException {
        goOn();
        if (failure != null) {
            throw failure;
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (handle == null) {
            throw action.notAFile(path);
        }
        long bytes = found.get().bytes();
        if (content != null && again != null) {
            return Optional.of(whole(content, again, (int) bytes, from));
        }
        return Optional.of(new SftpContent(channel, handle, Math.min(from, bytes), bytes, action).begin());
    }

    /** One that has another length by now is a broken connection: look again. */
    private InputStream whole(SftpContent small, Reply<Optional<Found>> lookAgain, int bytes, long from)
            throws IOException {
        try (small) {
            byte[] whole = small.readNBytes(bytes);
            long now = lookAgain.take().map(Found::bytes).orElse(0L);
            if (now != bytes) {
                throw SftpFailure.broken(action, new IOException(now + " bytes instead of " + bytes));
            }
            int first = (int) Math.min(from, bytes);
            return new ByteArrayInputStream(whole, first, bytes - first);
        }
    }

    @Override
    public void drop() {
        goOn();
        if (again != null) {
            again.forget();
        }
        if (content != null) {
            content.close();
        } else if (handle != null) {
            channel.letGo(handle);
        }
    }
}
