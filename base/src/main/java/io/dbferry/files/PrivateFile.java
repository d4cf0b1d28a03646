package io.dbferry.files;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes files and folders that are this user's alone: 0600 and 0700 from their first byte, whatever the umask is. */
public final class PrivateFile {
    static final FileAttribute<Set<PosixFilePermission>> OWNERS = rights("rw-------");
    static final FileAttribute<Set<PosixFilePermission>> READABLE = rights("rw-r--r--");
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER = rights("rwx------");

    private static final Set<PosixFilePermission> OWNERS_RIGHTS = PosixFilePermissions.fromString("rwx------");
    private static final Path PROCESS = Path.of("/proc/self");

    private PrivateFile() {}

    private static FileAttribute<Set<PosixFilePermission>> rights(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    /** Makes the folder, and those above it that are missing. */
    public static Path folder(Path folder) throws IOException {
        return Files.isDirectory(folder) ? folder : Files.createDirectories(folder, OWNERS_FOLDER);
    }

    /** Makes the folder of a file. */
    public static void folderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            folder(folder);
        }
    }

    /** Opens a file; the options say how, as for {@link FileChannel#open}. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), OWNERS);
    }

    /** Replaces the content of a file, byte by byte: readers see it grow. */
    public static OutputStream write(Path file) throws IOException {
        return Channels.newOutputStream(
                open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    /** Writes on behind the end of a file, which is made if it is missing. */
    public static OutputStream append(Path file) throws IOException {
        return Channels.newOutputStream(open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Writes a file that does not exist yet, and returns it. */
    public static Path create(Path file, String text) throws IOException {
        try (OutputStream out =
                Channels.newOutputStream(open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    /**
     * Writes a file whole.
     *
     * @param replace whether one of that name is replaced; else that is a {@link FileAlreadyExistsException}
     */
    public static void write(Path file, String text, boolean replace) throws IOException {
        folderOf(file);
        Path draft = draft(file, text);
        try {
            publish(draft, file, replace);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** A file beside it with the text, for {@link #publish}. */
    public static Path draft(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(draft);
        return create(draft, text);
    }

    /**
     * Refuses a file with a secret that its group or others have rights to, as OpenSSH does: only if it belongs to the user
     * of this process, since its rights are for another to set otherwise. A file that does not exist passes.
     *
     * @param what it is: {@code private key}
     */
    public static void requireOwners(Path file, String what) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            boolean ours = Files.getAttribute(file, "unix:uid").equals(Files.getAttribute(PROCESS, "unix:uid"));
            if (ours && !OWNERS_RIGHTS.containsAll(rights)) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot use " + what + " '" + file + "': others than its owner have rights to it ("
                                + PosixFilePermissions.toString(rights) + ")",
                        "Run: chmod 600 '" + file + "'; if others may have read it, replace the secret");
            }
        } catch (IOException | UnsupportedOperationException e) {
            return; // whoever reads it reports what is wrong with it
        }
    }

    /** Gives a draft its final name. */
    public static void publish(Path draft, Path file, boolean replace) throws IOException {
        if (replace) {
            AtomicFile.replace(draft, file, Durability.DURABLE);
        } else {
            Files.createLink(file, draft); // unlike a move, this never replaces
        }
    }

    /** Adds a line to a file, which is made if it is missing. */
    public static void appendLine(Path file, String line) throws IOException {
        folderOf(file);
        String before = Files.exists(file) ? Files.readString(file) : "";
        String text = before.isEmpty() || before.endsWith("\n") ? line + "\n" : "\n" + line + "\n";
        try (OutputStream out = append(file)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
