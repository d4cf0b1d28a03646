package io.dbferry.files;

import io.dbferry.config.watch.ThisHost;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock that the operating system drops when its process ends, so that it is never stale. The file holds who took
 * it, for the message that the next one prints.
 *
 * <p>A POSIX lock belongs to the process, and is dropped when the process closes any descriptor of the file (fcntl(2)). So
 * a file that this process holds is not even opened again: what it holds is kept here besides.
 */
public final class RunLock implements AutoCloseable {
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path path;
    private final FileChannel file;

    private RunLock(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /** Takes the lock or says who has it. */
    public static RunLock take(Path path, String job) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String holder = "dbferry " + job + ", process "
                + ProcessHandle.current().pid() + " on " + ThisHost.name() + ", running since " + now + ",";
        String ours = HELD.putIfAbsent(path, holder);
        if (ours != null) {
            throw locked(path, job, ours);
        }
        try {
            RunLock lock = lock(path);
            if (lock == null) {
                throw locked(path, job, Files.readString(path).strip());
            }
            lock.file.truncate(0).write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)));
            return lock;
        } catch (IOException e) {
            HELD.remove(path);
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            HELD.remove(path);
            throw e;
        }
    }

    private static DbferryException locked(Path path, String job, String holder) {
        return new DbferryException(
                Failure.LOCKED,
                "cannot run " + job + ": " + (holder.isEmpty() ? "another run" : holder) + " holds '" + path + "'",
                "Wait for it to end; the next run catches up",
                null);
    }

    /** Takes the lock, or gives null if another has it. */
    public static @Nullable RunLock takeIfFree(Path path) {
        if (HELD.putIfAbsent(path, "") != null) {
            return null;
        }
        RunLock lock = null;
        try {
            lock = lock(path);
            return lock;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (lock == null) {
                HELD.remove(path);
            }
        }
    }

    public static RunLock await(Path path) {
        try {
            RunLock lock = takeIfFree(path);
            while (lock == null) {
                Thread.sleep(20);
                lock = takeIfFree(path);
            }
            return lock;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for '" + path + "'", e);
        }
    }

    /** For a path that this process does not hold; null if another process has it. */
    private static @Nullable RunLock lock(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(file)) {
            file.close();
            return null;
        }
        return new RunLock(path, file);
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // something else in this process has it
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(path);
        }
    }
}
