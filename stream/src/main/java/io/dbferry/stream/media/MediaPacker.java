package io.dbferry.stream.media;

import io.dbferry.progress.Progress;
import io.dbferry.stream.format.Manifest.FileEntry;
import io.dbferry.stream.format.Manifest.MediaFile;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.text.Hashing;
import java.io.BufferedOutputStream;
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
 * An entry's name is the folder's number and the file's name: {@code 0/7_ab.jpeg}. Files are read once, and their
 * hash is of the very bytes in the pack.
 */
public final class MediaPacker implements AutoCloseable {
    private static final long PACK_BYTES = 256L << 20;

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
            OutputStream file = Files.newOutputStream(shipment.resolve(name));
            this.hashed = new DigestOutputStream(new BufferedOutputStream(file, 1 << 16), Hashing.sha256());
            this.tar = new TarArchiveOutputStream(hashed, "UTF-8");
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
        }
    }

    /**
     * Packs a file; empty if it is no longer there, or grew shorter while it was read (its entry is then in the pack,
     * padded, and no index names it).
     */
    public Optional<MediaFile> pack(MediaFolder folder, String name) throws IOException {
        Path path = folder.path(name).orElseThrow();
        try (InputStream content = Files.newInputStream(path)) {
            long bytes = Files.size(path);
            Pack pack = packFor(bytes);
            TarArchiveEntry entry = new TarArchiveEntry(folder.number() + "/" + name);
            entry.setSize(bytes);
            pack.tar.putArchiveEntry(entry);
            MessageDigest hash = Hashing.sha256();
            long missing = bytes - copy(content, bytes, pack.tar, hash);
            pad(pack.tar, missing);
            pack.tar.closeArchiveEntry();
            progress.add(1);
            return missing > 0
                    ? Optional.empty()
                    : Optional.of(new MediaFile(folder.number(), name, bytes, Hashing.hex(hash.digest()), pack.name));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static long copy(InputStream from, long bytes, OutputStream to, MessageDigest hash) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long copied = 0;
        while (copied < bytes) {
            int read = from.read(buffer, 0, (int) Math.min(buffer.length, bytes - copied));
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
        try (InputStream content = Files.newInputStream(file)) {
            copy(content, Long.MAX_VALUE, OutputStream.nullOutputStream(), hash);
        }
        return Hashing.hex(hash.digest());
    }
}
