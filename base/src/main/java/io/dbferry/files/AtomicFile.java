package io.dbferry.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * Replaces files so that readers see the old content or the new one, whole, whoever else writes meanwhile. Temporary names
 * are unique and begin with a dot; the ones that killed processes left are deleted by later writes of the same file.
 */
public final class AtomicFile {
    private static final String TEMPORARY = ".new";

    /** No write takes that long: an older temporary file is nobody's. */
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    private AtomicFile() {}

    /** Writes a file that only this user may read. Makes its folder if that is missing, this user's alone. */
    public static void write(Path file, byte[] content, Durability durability) throws IOException {
        PrivateFile.folderOf(file);
        write(file, content, durability, PrivateFile.OWNERS);
    }

    /** Writes a file that other users may read, as far as the umask lets them. */
    public static void writeReadable(Path file, byte[] content) throws IOException {
        write(file, content, Durability.CACHE, PrivateFile.READABLE);
    }

    private static void write(
            Path file, byte[] content, Durability durability, FileAttribute<Set<PosixFilePermission>> rights)
            throws IOException {
        String prefix = "." + file.getFileName() + ".";
        deleteLeftBehind(file, prefix);
        Path fresh = file.resolveSibling(prefix + UUID.randomUUID() + TEMPORARY);
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), rights)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            replace(fresh, file, durability);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Gives a file that is written its final name, in place of the one that has it. Both are in one folder. */
    public static void replace(Path fresh, Path file, Durability durability) throws IOException {
        if (durability == Durability.DURABLE) {
            Sync.file(fresh);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (durability == Durability.DURABLE) {
            Sync.folder(file.toAbsolutePath().getParent());
        }
    }

    private static void deleteLeftBehind(Path file, String prefix) throws IOException {
        Instant before = Instant.now().minus(LEFT_BEHIND);
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(
                file.toAbsolutePath().getParent(),
                each -> each.getFileName().toString().startsWith(prefix)
                        && each.getFileName().toString().endsWith(TEMPORARY))) {
            for (Path left : folder) {
                deleteIfOlder(left, before);
            }
        }
    }

    private static void deleteIfOlder(Path file, Instant before) throws IOException {
        try {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return; // its writer has renamed it
        }
    }
}
