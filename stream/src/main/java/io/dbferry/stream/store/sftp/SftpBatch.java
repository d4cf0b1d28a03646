package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.pipe.Done;
import io.dbferry.stream.store.sftp.pipe.FileHandle;
import io.dbferry.stream.store.sftp.pipe.Found;
import io.dbferry.stream.store.sftp.pipe.Reply;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;

/**
 * Small files that go to an SFTP server together: the folder and the files are made in one step, and written in the next.
 * Each is made where nothing may stand, so that no link and no file of somebody else takes its bytes.
 */
final class SftpBatch {
    /** What may be on its way at once. */
    private static final int MOST_BYTES = SftpChannel.PIECES * SftpChannel.PIECE_BYTES;

    private static final int MOST_FILES = 32;

    /** A file on its way. */
    private static final class Sent {
        private final StorePath path;
        private final byte[] bytes;
        private final Reply<FileHandle> opening;
        private final List<Reply<Done>> done = new ArrayList<>();
        private boolean taken;
        private @Nullable FileHandle handle;
        private @Nullable SftpLook look;

        Sent(StorePath path, byte[] bytes, Reply<FileHandle> opening) {
            this.path = path;
            this.bytes = bytes;
            this.opening = opening;
        }
    }

    private final SftpFolder folder;
    private final SftpChannel channel;
    private final SftpAhead ahead;
    private final List<Sent> files = new ArrayList<>();

    SftpBatch(SftpFolder folder, SftpChannel channel, SftpAhead ahead) {
        this.folder = folder;
        this.channel = channel;
        this.ahead = ahead;
    }

    /** What they hold; empty if that does not fit. */
    static Optional<Map<String, byte[]>> read(Map<String, Content> files) throws IOException {
        Map<String, byte[]> read = new LinkedHashMap<>();
        int left = MOST_BYTES;
        for (Map.Entry<String, Content> each : files.entrySet()) {
            if (read.size() == MOST_FILES || each.getValue().length() > left) {
                return Optional.empty();
            }
            try (InputStream content = each.getValue().from(0)) {
                byte[] bytes = content.readNBytes(left + 1);
                left -= bytes.length;
                read.put(each.getKey(), bytes);
            }
        }
        return left < 0 ? Optional.empty() : Optional.of(read);
    }

    /**
     * Writes them; the answer to what is asked next comes with those of the last step.
     *
     * @return whether all are there; else the server refused something, and files may be there by half
     */
    boolean put(StorePath target, Map<String, byte[]> contents, Soon soon) throws IOException {
        StoreAction making = StoreAction.makeFolder(target, folder.account().address());
        SftpNewFolder made = new SftpNewFolder(folder, channel, ahead, making);
        int there = made.there(target);
        ahead.changes(target);
        List<Reply<Done>> folders = made.ask(target, there);
        for (Map.Entry<String, byte[]> each : contents.entrySet()) {
            StorePath path = target.child(each.getKey());
            channel.remove(folder.remote(path)).forget();
            files.add(new Sent(path, each.getValue(), channel.open(folder.remote(path), SftpUpload.NEW)));
        }
        try {
            made.require(target, there, folders);
            write(soon);
            return true;
        } catch (SftpException e) {
            letGo();
            return false;
        } catch (DepotException e) {
            letGo();
            throw e;
        }
    }

    private void write(Soon soon) throws IOException {
        for (Sent file : files) {
            file.taken = true;
            file.handle = file.opening.take();
        }
        for (Sent file : files) {
            write(file);
        }
        ahead.ask(channel, soon);
        for (Sent file : files) {
            check(file);
        }
    }

    private void write(Sent file) throws IOException {
        FileHandle handle = file.handle;
        if (handle == null) {
            throw new IllegalStateException("'" + file.path + "' is not open");
        }
        for (int from = 0; from < file.bytes.length; from += SftpChannel.PIECE_BYTES) {
            int count = Math.min(SftpChannel.PIECE_BYTES, file.bytes.length - from);
            file.done.add(channel.write(handle, from, file.bytes, from, count));
        }
        file.done.add(channel.close(handle));
        file.look = SftpLook.ask(folder, channel, file.path);
    }

    private void check(Sent file) throws IOException {
        for (Reply<Done> each : file.done) {
            each.take();
        }
        long reported = file.look == null
                ? 0
                : file.look.take().filter(Found::isFile).map(Found::bytes).orElse(0L);
        if (reported != file.bytes.length) {
            throw shortened(file, reported);
        }
    }

    private DepotException shortened(Sent file, long reported) {
        return StoreAction.write(file.path, folder.account().address()).shortened(file.bytes.length, reported);
    }

    private void letGo() throws IOException {
        for (Sent file : files) {
            file.done.forEach(Reply::forget);
            if (file.look != null) {
                file.look.drop();
            } else if (file.handle != null) {
                channel.letGo(file.handle);
            } else if (!file.taken) {
                channel.letGo(file.opening);
            }
        }
    }
}
