package io.dbferry.notify;

import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code work/alarms.json}, which several processes change, each whole or not at all; a file that is not ours counts as
 * none. The locks are the operating system's, so none is ever stale.
 */
final class AlarmFile {
    /** Whoever holds the lock writes a few kilobytes. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PAUSE_MILLIS = 20;

    private final Path file;

    AlarmFile(Path work) {
        this.file = work.resolve("alarms.json");
    }

    AlarmState read() throws IOException {
        try {
            return Json.read(Files.readAllBytes(file), AlarmState.class);
        } catch (NoSuchFileException | com.fasterxml.jackson.core.JsonProcessingException e) {
            return AlarmState.NONE;
        }
    }

    /**
     * Replaces what is there by what is made of it, and returns that.
     *
     * @throws IOException also if another process does not come to its end with it
     */
    AlarmState change(UnaryOperator<AlarmState> change) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        // One thread of this process at a time: whoever closed the lock's file would drop another's lock (fcntl(2)).
        synchronized (AlarmFile.class) {
            try (FileChannel channel = await("alarms.lock")) {
                return replace(change);
            }
        }
    }

    private AlarmState replace(UnaryOperator<AlarmState> change) throws IOException {
        AlarmState before = read();
        AlarmState after = change.apply(before);
        if (!after.equals(before)) {
            Path fresh = Files.write(file.resolveSibling("alarms.json.new"), Json.write(after));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return after;
    }

    /** The right to deliver, until it is closed; null if another has it. */
    @Nullable
    FileChannel deliverer() throws IOException {
        return tryLock("alarms-delivery.lock");
    }

    private FileChannel await(String name) throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        FileChannel locked = tryLock(name);
        while (locked == null) {
            if (System.nanoTime() - until > 0) {
                throw new IOException("another process holds '" + file.resolveSibling(name) + "'");
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for '" + file.resolveSibling(name) + "'", e);
            }
            locked = tryLock(name);
        }
        return locked;
    }

    private @Nullable FileChannel tryLock(String name) throws IOException {
        FileChannel channel =
                FileChannel.open(file.resolveSibling(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // something else in this process has it
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : channel;
    }
}
