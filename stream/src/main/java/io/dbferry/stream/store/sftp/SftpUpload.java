package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.ReadContent;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.pipe.Done;
import io.dbferry.stream.store.sftp.pipe.FileHandle;
import io.dbferry.stream.store.sftp.pipe.Found;
import io.dbferry.stream.store.sftp.pipe.Reply;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way to an SFTP server. What stands there is looked at together with the try to make it new, which no file
 * and no link there lets pass; then its bytes go, and behind them its end and a look at its length.
 */
final class SftpUpload implements AutoCloseable {
    private static final int WRITE = SftpConstants.SSH_FXF_WRITE;
    /** Fails where anything stands, a link too. */
    static final int NEW = WRITE | SftpConstants.SSH_FXF_CREAT | SftpConstants.SSH_FXF_EXCL;

    private static final int ANEW = WRITE | SftpConstants.SSH_FXF_CREAT | SftpConstants.SSH_FXF_TRUNC;

    /** A file that was opened, on the channel that opened it. */
    private record Opened(SftpChannel channel, FileHandle handle) {}

    private final SftpFolder folder;
    private final StorePath path;
    private final StoreAction action;
    private @Nullable Opened made;

    private SftpUpload(SftpFolder folder, StorePath path, StoreAction action) {
        this.folder = folder;
        this.path = path;
        this.action = action;
    }

    static SftpUpload of(SftpFolder folder, StorePath path, String depot) {
        return new SftpUpload(folder, path, StoreAction.write(path, depot));
    }

    /**
     * Bytes of the file that stands there; 0 if nothing does, and then it is made.
     *
     * @throws DepotException if it is no file
     */
    long begin() throws DepotException {
        SftpChannel channel = folder.connection().channel();
        try {
            SftpLook look = SftpLook.ask(folder, channel, path);
            Reply<FileHandle> opening = channel.open(folder.remote(path), NEW);
            Optional<Found> found = look.take();
            if (found.isPresent()) {
                channel.letGo(opening);
                requireFile(found.get());
                return found.get().bytes();
            }
            made = new Opened(channel, opening.take());
            return 0;
        } catch (DepotException e) {
            throw e;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void requireFile(Found found) throws DepotException {
        if (!found.isFile()) {
            throw action.notAFile(path);
        }
    }

    /** Writes behind the first bytes of a file, or it whole, and compares its length with what was written. */
    long append(long from, InputStream content) throws IOException {
        if (from == 0) {
            begin();
        }
        return write(from, content);
    }

    /** The same as {@link #append} behind {@link #begin}. */
    long write(long from, InputStream content) throws IOException {
        ReadContent counted = new ReadContent(content);
        try {
            Opened opened = made != null && from == 0 ? made : open(from);
            made = null;
            return write(opened, from, counted);
        } catch (DepotException e) {
            throw e;
        } catch (IOException e) {
            if (counted.failure() != null) {
                throw counted.failure();
            }
            throw failure(e);
        }
    }

    /** Opens a file that is there; a link is not one, nor is a file of another length where bytes go behind it. */
    private Opened open(long from) throws IOException {
        SftpChannel channel = folder.connection().channel();
        if (from == 0) {
            return new Opened(channel, channel.open(folder.remote(path), ANEW).take());
        }
        Optional<Found> found = SftpLook.ask(folder, channel, path).take();
        if (found.isPresent()) {
            requireFile(found.get());
        }
        long there = found.map(Found::bytes).orElse(0L);
        if (there != from) {
            throw action.otherLength(from, there);
        }
        return new Opened(channel, channel.open(folder.remote(path), WRITE).take());
    }

    private long write(Opened opened, long from, InputStream content) throws IOException {
        SftpChannel channel = opened.channel;
        Deque<Reply<Done>> underWay = new ArrayDeque<>();
        boolean whole = false;
        try {
            long written = send(opened, from, content, underWay);
            whole = true;
            underWay.addLast(channel.close(opened.handle));
            SftpLook look = SftpLook.ask(folder, channel, path);
            while (!underWay.isEmpty()) {
                underWay.removeFirst().take();
            }
            long reported = look.take().filter(Found::isFile).map(Found::bytes).orElse(0L);
            if (reported != written) {
                throw action.shortened(written, reported);
            }
            return written;
        } finally {
            underWay.forEach(Reply::forget);
            if (!whole) {
                channel.letGo(opened.handle);
            }
        }
    }

    /** Returns the file's length when all has arrived. */
    private static long send(Opened opened, long from, InputStream content, Deque<Reply<Done>> underWay)
            throws IOException {
        byte[] piece = new byte[SftpChannel.PIECE_BYTES];
        long place = from;
        int count = content.readNBytes(piece, 0, piece.length);
        while (count > 0) {
            underWay.addLast(opened.channel.write(opened.handle, place, piece, 0, count));
            place += count;
            if (underWay.size() == SftpChannel.PIECES) {
                underWay.removeFirst().take();
            }
            count = content.readNBytes(piece, 0, piece.length);
        }
        return place;
    }

    /** Closes a file that was made and is not written: its content cannot be read. */
    @Override
    public void close() {
        if (made != null) {
            made.channel.letGo(made.handle);
        }
    }

    /** Finds out why the server took no file, or not all of it; its own answer is but "failure". */
    private DepotException failure(IOException e) throws DepotException {
        if (e instanceof SftpException) {
            folder.requireAbove(path, action, e);
            OptionalLong free = folder.freeBytes();
            if (free.isPresent() && StoreAction.isFull(free.getAsLong())) {
                return action.full(e);
            }
        }
        return SftpFailure.of(action, e);
    }
}
