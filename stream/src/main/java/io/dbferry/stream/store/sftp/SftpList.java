package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.sftp.pipe.FileHandle;
import io.dbferry.stream.store.sftp.pipe.Found;
import io.dbferry.stream.store.sftp.pipe.Reply;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;

/** A folder of an SFTP server that is read: looked at and opened together, then read several times together. */
final class SftpList implements SftpQuestion {
    /** A server gives some hundred names at once. */
    private static final int FIRST_READS = 4;

    private static final int MOST_READS = 32;

    /** Gets the names, and says whether to go on. */
    interface Names {
        boolean add(Found.Named name) throws IOException;
    }

    private final SftpChannel channel;
    private final SftpLook look;
    private final Reply<FileHandle> opening;
    private final Deque<Reply<List<Found.Named>>> reads = new ArrayDeque<>();
    private boolean looked;
    private Optional<Found> found = Optional.empty();
    private @Nullable FileHandle handle;
    private @Nullable IOException failure;

    /** @param opening asked for behind the look */
    SftpList(SftpChannel channel, SftpLook look, Reply<FileHandle> opening) {
        this.channel = channel;
        this.look = look;
        this.opening = opening;
    }

    static SftpList ask(SftpFolder folder, SftpChannel channel, StorePath path) throws IOException {
        return new SftpList(channel, SftpLook.ask(folder, channel, path), channel.openFolder(folder.remote(path)));
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
            if (found.filter(Found::isFolder).isPresent()) {
                handle = opening.take();
                read(handle, FIRST_READS);
            } else {
                channel.letGo(opening); // a link to a folder can be opened
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void read(FileHandle open, int together) throws IOException {
        for (int i = 0; i < together; i++) {
            reads.addLast(channel.read(open));
        }
    }

    /** What stands there. */
    Optional<Found> found() throws IOException {
        goOn();
        if (failure != null && !(failure instanceof SftpException gone && SftpFailure.isMissing(gone))) {
            throw failure;
        }
        return found;
    }

    /**
     * Reads the names; none of what is no folder, or is gone by now.
     *
     * @param into gets each; a server that names a path instead of a name is not listened to
     */
    void forEach(Names into) throws IOException {
        FileHandle open = found().isPresent() ? handle : null;
        if (open == null) {
            return;
        }
        try {
            readAll(open, into);
        } catch (SftpException e) {
            if (!SftpFailure.isMissing(e)) {
                throw e;
            }
        } finally {
            close(open);
        }
    }

    private void readAll(FileHandle open, Names into) throws IOException {
        int together = FIRST_READS;
        while (true) {
            while (!reads.isEmpty()) {
                List<Found.Named> names = reads.removeFirst().take();
                if (names.isEmpty() || !add(names, into)) {
                    return;
                }
            }
            together = Math.min(2 * together, MOST_READS);
            read(open, together);
        }
    }

    private static boolean add(List<Found.Named> names, Names into) throws IOException {
        for (Found.Named each : names) {
            if (StorePath.isName(each.name()) && !into.add(each)) {
                return false;
            }
        }
        return true;
    }

    private void close(FileHandle open) {
        reads.forEach(Reply::forget);
        reads.clear();
        channel.letGo(open);
    }

    @Override
    public void drop() {
        goOn();
        if (handle != null) {
            close(handle);
        }
    }
}
