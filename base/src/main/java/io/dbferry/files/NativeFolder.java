package io.dbferry.files;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.ToLongFunction;

/**
 * Chooses where zstd-jni and junixsocket unpack their native libraries: the system's folder for temporary files, or a folder
 * in {@code work/} where that one is mounted noexec or full.
 */
public final class NativeFolder {
    private static final String ZSTD = "ZstdTempFolder";
    private static final String JUNIXSOCKET = "org.newsclub.net.unix.library.tmpdir";

    /** What both libraries take, rounded up: they are unpacked anew by each run, and deleted as it ends. */
    private static final long ROOM = 4 << 20;

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
        choose(temporary, work, NativeFolder::free);
    }

    /** @param free how many bytes can be written to a folder */
    static void choose(Path temporary, Path work, ToLongFunction<Path> free) {
        if (System.getProperty(ZSTD) != null) {
            return;
        }
        boolean temporaryAllows = allowsExecution(temporary);
        if (temporaryAllows && free.applyAsLong(temporary) >= ROOM) {
            return;
        }
        Path ours = work.resolve("native");
        boolean oursAllows = allowsExecution(ours);
        if (temporaryAllows && !(oursAllows && free.applyAsLong(ours) >= ROOM)) {
            return; // commands that need no library go on while all is full
        }
        if (!oursAllows) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot unpack native libraries: nothing can be written and executed in '" + temporary
                            + "', nor in '" + ours + "'",
                    "Mount one of them without noexec, or name a work folder on another disk");
        }
        System.setProperty(ZSTD, ours.toString());
        System.setProperty(JUNIXSOCKET, ours.toString());
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE; // whoever writes will see
        }
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
