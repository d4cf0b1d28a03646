package io.dbferry.files;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Chooses where zstd-jni and junixsocket unpack their native libraries: the system's folder for temporary files, or a folder
 * in {@code work/} where that one is mounted noexec.
 */
public final class NativeFolder {
    private static final String ZSTD = "ZstdTempFolder";
    private static final String JUNIXSOCKET = "org.newsclub.net.unix.library.tmpdir";

    private NativeFolder() {}

    /**
     * Must be called before either library is used.
     *
     * @throws DbferryException if neither folder allows to execute files
     */
    public static void choose(Path work) {
        choose(Path.of(System.getProperty("java.io.tmpdir", "/tmp")), work);
    }

    static void choose(Path temporary, Path work) {
        if (System.getProperty(ZSTD) != null || allowsExecution(temporary)) {
            return;
        }
        Path ours = work.resolve("native");
        if (!allowsExecution(ours)) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot unpack native libraries: nothing can be written and executed in '" + temporary
                            + "', nor in '" + ours + "'",
                    "Mount one of them without noexec, or name a work folder on another disk");
        }
        System.setProperty(ZSTD, ours.toString());
        System.setProperty(JUNIXSOCKET, ours.toString());
    }

    /** The kernel says so of a file with the right to be executed; access(2), EACCES. */
    private static boolean allowsExecution(Path folder) {
        try {
            PrivateFile.folder(folder);
            Path probe = Files.createTempFile(
                    folder,
                    ".dbferry-",
                    null,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try {
                return Files.isExecutable(probe);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            return false;
        }
    }
}
