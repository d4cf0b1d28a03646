package io.dbferry.stream.media;

import io.dbferry.files.PrivateFile;
import io.dbferry.files.RegularFile;
import io.dbferry.progress.Progress;
import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.text.Hashing;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes files into plain tar packs of at most {@value #PACK_BYTES} bytes (a larger file has a pack of its own).
 * An entry's name is the folder's number and the file's name: {@code 0/7_ab.jpeg}. A hash is of the very bytes in the pack.
 * A file of up to {@value #WHOLE_BYTES} bytes that is written over while it is read is read again, {@value #READS} times at most.
 */
public final class MediaPacker implements AutoCloseable {
    private static final long PACK_BYTES = 256L << 20;

    private static final int WHOLE_BYTES = 1 << 20;
    private static final int READS = 20;

    private final Path shipment;
    private final Progress.Step progress;
    private final List<FileEntry> packs = new ArrayList<>();
    private @Nullable Pack open;

    public MediaPacker(Path shipment, Progress.Step progress) {
        this.shipment = shipment;
        this.progress = progress;
    }

    private static final class Pack {
        private final String name;
        private final TarArchiveOutputStream tar;
        private final DigestOutputStream hashed;

        Pack(Path shipment, String name) throws IOException {
            this.name = name;
            OutputStream file = PrivateFile.write(shipment.resolve(name));
            this.hashed = new DigestOutputStream(new BufferedOutputStream(file, 1 << 16), Hashing.sha256());
            this.tar = new TarArchiveOutputStream(hashed, "UTF-8");
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
        }
    }

    /**
     * What became of a file.
     *
     * @param file empty if it is no longer there, cannot be read, or grew shorter while it was read (its entry is then in
     *     the pack, padded, and no index names it)
     * @param trouble why the next shipments must look for it again; also of one that was carried and changed meanwhile
     */
    public record Packed(Optional<MediaFile> file, Optional<MissingCause> trouble) {
        public static Packed without(MissingCause cause) {
            return new Packed(Optional.empty(), Optional.of(cause));
        }
    }

    /** Packs a file. */
    public Packed pack(MediaFolder folder, String name) throws IOException {
        Path path = folder.path(name).orElseThrow();
        InputStream content;
        FileStamp stamp;
        try {
            stamp = FileStamp.of(path);
            for (int reads = 0; reads < READS && stamp.bytes() <= WHOLE_BYTES; reads++) {
                byte[] whole = whole(path, (int) stamp.bytes());
                if (whole.length == stamp.bytes() && isStill(stamp, path)) {
                    return pack(new ByteArrayInputStream(whole), stamp, folder, name, path);
                }
                stamp = FileStamp.of(path);
            }
            content = RegularFile.read(path);
        } catch (NoSuchFileException e) {
            return Packed.without(MissingCause.ABSENT);
        } catch (IOException e) {
            return Packed.without(folder.trouble(name).orElse(MissingCause.UNREADABLE));
        }
        try (content) {
            return pack(content, stamp, folder, name, path);
        }
    }

    private static byte[] whole(Path path, int bytes) throws IOException {
        try (InputStream content = RegularFile.read(path)) {
            return content.readNBytes(bytes);
        }
    }

    private Packed pack(InputStream content, FileStamp stamp, MediaFolder folder, String name, Path path)
            throws IOException {
        long bytes = stamp.bytes();
        Pack pack = packFor(bytes);
        TarArchiveEntry entry = new TarArchiveEntry(folder.number() + "/" + name);
        entry.setSize(bytes);
        pack.tar.putArchiveEntry(entry);
        MessageDigest hash = Hashing.sha256();
        Optional<MissingCause> trouble = Optional.empty();
        long copied = 0;
        try {
            copied = copy(content, bytes, pack.tar, hash);
        } catch (UnreadableException e) {
            copied = e.copied();
            trouble = Optional.of(MissingCause.UNREADABLE);
        }
        pad(pack.tar, bytes - copied);
        pack.tar.closeArchiveEntry();
        progress.add(1);
        if (trouble.isEmpty() && !isStill(stamp, path)) {
            trouble = Optional.of(MissingCause.CHANGED);
        }
        return copied < bytes
                ? Packed.without(trouble.orElse(MissingCause.CHANGED))
                : new Packed(
                        Optional.of(new MediaFile(folder.number(), name, bytes, Hashing.hex(hash.digest()), pack.name)),
                        trouble);
    }

    /** A file that was deleted was read as it was: nothing is to be looked for again. */
    private static boolean isStill(FileStamp stamp, Path path) {
        try {
            return FileStamp.of(path).equals(stamp);
        } catch (IOException e) {
            return true;
        }
    }

    /** The file is what failed, not what is written. */
    private static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1L;

        private final long copied;

        UnreadableException(long copied, IOException cause) {
            super(cause);
            this.copied = copied;
        }

        long copied() {
            return copied;
        }
    }

    private static int read(InputStream from, byte[] buffer, int most, long copied) throws UnreadableException {
        try {
            return from.read(buffer, 0, most);
        } catch (IOException e) {
            throw new UnreadableException(copied, e);
        }
    }

    private static long copy(InputStream from, long bytes, OutputStream to, MessageDigest hash) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long copied = 0;
        while (copied < bytes) {
            int read = read(from, buffer, (int) Math.min(buffer.length, bytes - copied), copied);
            if (read < 0) {
                return copied;
            }
            to.write(buffer, 0, read);
            hash.update(buffer, 0, read);
            copied += read;
        }
        return copied;
    }

    private static void pad(OutputStream to, long bytes) throws IOException {
        byte[] zeros = new byte[1 << 16];
        for (long left = bytes; left > 0; left -= zeros.length) {
            to.write(zeros, 0, (int) Math.min(zeros.length, left));
        }
    }

    private Pack packFor(long bytes) throws IOException {
        Pack pack = open;
        if (pack != null && pack.tar.getBytesWritten() + bytes > PACK_BYTES) {
            finish(pack);
            pack = null;
        }
        if (pack == null) {
            pack = new Pack(shipment, ShipmentLayout.mediaPack(packs.size() + 1));
            open = pack;
        }
        return pack;
    }

    private void finish(Pack pack) throws IOException {
        open = null;
        pack.tar.close();
        String hash = Hashing.hex(pack.hashed.getMessageDigest().digest());
        packs.add(new FileEntry(pack.name, Files.size(shipment.resolve(pack.name)), hash));
    }

    /** Ends the last pack and returns all of them. */
    public List<FileEntry> finish() throws IOException {
        if (open != null) {
            finish(open);
        }
        return List.copyOf(packs);
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            finish(open);
        }
    }

    public static String sha256(Path file) throws IOException {
        MessageDigest hash = Hashing.sha256();
        try (InputStream content = RegularFile.read(file)) {
            copy(content, Long.MAX_VALUE, OutputStream.nullOutputStream(), hash);
        }
        return Hashing.hex(hash.digest());
    }
}
