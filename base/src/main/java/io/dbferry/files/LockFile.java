package io.dbferry.files;

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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock that the operating system drops when its process ends, so that it is never stale. The file holds who took
 * it, for the message that the next one prints.
 *
 * <p>A POSIX lock belongs to the process, and is dropped when the process closes any descriptor of the file (fcntl(2)). So
 * a file that this process holds is not even opened again: the paths that this process holds are kept here besides, and
 * belong to the process as the locks do.
 */
public final class LockFile implements AutoCloseable {
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private static final long PAUSE_MILLIS = 20;

    private final Path path;
    private final FileChannel file;

    private LockFile(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Who takes a lock, for whoever is refused, and what it is told.
     *
     * @param what that cannot run while another holds the lock, after "cannot run": {@code dump partial}
     * @param command that takes it, after "dbferry"
     * @param host that it runs on
     * @param hint what to do if another holds it
     */
    public record Claim(String what, String command, String host, String hint) {
        private String holder() {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            return "dbferry " + command + ", process " + ProcessHandle.current().pid() + " on " + host
                    + ", running since " + now + ",";
        }

        private DbferryException locked(Path path, String holder) {
            return new DbferryException(
                    Failure.LOCKED,
                    "cannot run " + what + ": " + (holder.isEmpty() ? "another run" : holder) + " holds '" + path + "'",
                    hint,
                    null);
        }
    }

    /**
     * Takes the lock.
     *
     * @throws DbferryException that names who has it, if it is another
     */
    public static LockFile take(Path path, Claim claim) {
        String holder = claim.holder();
        String ours = HELD.putIfAbsent(key(path), holder);
        if (ours != null) {
            throw claim.locked(path, ours);
        }
        try {
            LockFile lock = lock(path);
            if (lock == null) {
                throw claim.locked(path, Files.readString(path).strip());
            }
            lock.file.truncate(0).write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)));
            return lock;
        } catch (IOException e) {
            HELD.remove(key(path));
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            HELD.remove(key(path));
            throw e;
        }
    }

    /** Takes the lock, or gives null if another has it. */
    public static @Nullable LockFile takeIfFree(Path path) {
        if (HELD.putIfAbsent(key(path), "") != null) {
            return null;
        }
        LockFile lock = null;
        try {
            lock = lock(path);
            return lock;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (lock == null) {
                HELD.remove(key(path));
            }
        }
    }

    /** Waits for its turn, however long the others take. */
    public static LockFile await(Path path) {
        LockFile lock = takeIfFree(path);
        while (lock == null) {
            pause(path);
            lock = takeIfFree(path);
        }
        return lock;
    }

    /**
     * Waits for its turn.
     *
     * @throws IOException if another still has it after that time
     */
    public static LockFile await(Path path, Duration patience) throws IOException {
        long begun = System.nanoTime();
        LockFile lock = takeIfFree(path);
        while (lock == null) {
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw new IOException("another process holds '" + path + "'");
            }
            pause(path);
            lock = takeIfFree(path);
        }
        return lock;
    }

    /** Who has the lock now, as other runs are told of it; empty if nobody has. */
    public static Optional<String> holder(Path path) throws IOException {
        String ours = HELD.get(key(path));
        if (ours != null || !Files.exists(path)) {
            return Optional.ofNullable(ours).map(LockFile::named);
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            String holder = Files.readString(path).strip();
            // An empty one is nobody's: it is not even tried, so that whoever takes it now gets it.
            return holder.isEmpty() || isLocked(file) ? Optional.empty() : Optional.of(named(holder));
        }
    }

    private static String named(String holder) {
        return holder.endsWith(",") ? holder.substring(0, holder.length() - 1) : holder;
    }

    /**
     * Who had the lock and did not give it back, while nobody has it now: the process was killed, or its machine went
     * down. Empty after one that ended, and while one runs.
     */
    public static Optional<String> leftBehind(Path path) throws IOException {
        if (HELD.containsKey(key(path)) || !Files.exists(path)) {
            return Optional.empty();
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            String holder = Files.readString(path).strip();
            return isLocked(file) && !holder.isEmpty() ? Optional.of(holder) : Optional.empty();
        }
    }

    private static void pause(Path path) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for '" + path + "'", e);
        }
    }

    /** For a path that this process does not hold; null if another process has it. */
    private static @Nullable LockFile lock(Path path) throws IOException {
        FileChannel file = PrivateFile.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(file)) {
            file.close();
            return null;
        }
        return new LockFile(path, file);
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // something else in this process has it
        }
    }

    private static Path key(Path path) {
        return path.toAbsolutePath().normalize();
    }

    @Override
    public void close() {
        try (file) {
            file.truncate(0); // nothing is left behind
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(key(path));
        }
    }
}
