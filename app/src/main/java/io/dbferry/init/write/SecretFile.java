package io.dbferry.init.write;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are nobody else's: 0600 from their first byte, and whole or not there. */
public final class SecretFile {
    private static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OUR_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private SecretFile() {}

    /** @param replace whether one of that name is replaced; else that is a {@link FileAlreadyExistsException} */
    public static void write(Path file, String text, boolean replace) throws IOException {
        folder(file);
        Path draft = draft(file, text);
        try {
            publish(draft, file, replace);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** A file beside it with the text, for {@link #publish}. */
    static Path draft(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(draft);
        Files.createFile(draft, OURS);
        return Files.writeString(draft, text);
    }

    static void publish(Path draft, Path file, boolean replace) throws IOException {
        if (replace) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.createLink(file, draft); // unlike a move, this never replaces
        }
    }

    /** Adds a line to a file, which is made if it is missing. */
    public static void append(Path file, String line) throws IOException {
        folder(file);
        if (!Files.exists(file)) {
            Files.createFile(file, OURS);
        }
        String before = Files.readString(file);
        String text = before.isEmpty() || before.endsWith("\n") ? line + "\n" : "\n" + line + "\n";
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    /** Makes the folder of a file, this user's alone. */
    public static void folder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, OUR_FOLDER);
        }
    }
}
