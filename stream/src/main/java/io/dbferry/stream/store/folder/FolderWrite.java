package io.dbferry.stream.store.folder;

import io.dbferry.files.Sync;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** A file on its way into the folder. */
record FolderWrite(StorePath path, UnlinkedFolder tree, StoreAction action) {
    private static final int BUFFER_BYTES = 1 << 18;

    /** Writes behind the first bytes of a file, or it whole; it is on the disk then. */
    long append(long from, InputStream content) throws IOException {
        Path place = tree.place(path, action);
        if (from == 0) {
            tree.requireFolder(path.folder(), action);
        }
        BasicFileAttributes there = tree.attributes(place, action);
        if (from == 0 && there != null && !there.isRegularFile()) {
            throw action.notAFile(path);
        }
        if (from > 0 && (there == null || !there.isRegularFile() || there.size() != from)) {
            throw action.otherLength(from, there == null ? 0 : there.size());
        }
        StandardOpenOption how = from == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
        try (FileChannel channel = open(how)) {
            long written = from + copy(content, channel);
            Sync.file(channel);
            if (channel.size() != written) {
                throw action.shortened(written, channel.size());
            }
            return written;
        }
    }

    private FileChannel open(StandardOpenOption how) throws DepotException {
        try (OpenFolder folder = OpenFolder.of(tree.root(), path.folder())) {
            return folder.write(path.name(), how);
        } catch (IOException e) {
            throw tree.writeFailure(action, e);
        }
    }

    /** Copies all; what reading the content throws is passed on as it is, because it is not the depot's failure. */
    private long copy(InputStream content, FileChannel channel) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long written = 0;
        int read = content.readNBytes(buffer, 0, buffer.length);
        while (read > 0) {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
            try {
                while (bytes.hasRemaining()) {
                    written += channel.write(bytes);
                }
            } catch (IOException e) {
                throw tree.writeFailure(action, e);
            }
            read = content.readNBytes(buffer, 0, buffer.length);
        }
        return written;
    }
}
