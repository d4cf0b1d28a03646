package io.dbferry.capture;

import io.dbferry.config.ThisHost;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A lock that the operating system drops when its process ends, so that it is never stale. The file holds who took
 * it, for the message that the next one prints.
 */
final class RunLock implements AutoCloseable {
    private final FileChannel file;

    private RunLock(FileChannel file) {
        this.file = file;
    }

    /** Takes the lock or says who has it. */
    static RunLock take(Path path, String job) {
        try {
            FileChannel file = open(path);
            if (tryLock(file) == null) {
                String holder = Files.readString(path).strip();
                file.close();
                throw new DbferryException(
                        Failure.LOCKED,
                        "cannot run " + job + ": " + (holder.isEmpty() ? "another run" : holder) + " holds '" + path
                                + "'",
                        "Wait for it to end; the next run catches up",
                        null);
            }
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            String holder = "dbferry " + job + ", process "
                    + ProcessHandle.current().pid() + " on " + ThisHost.name() + ", running since " + now + ",\n";
            file.truncate(0).write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
            return new RunLock(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the lock, or gives null if another has it. */
    static @Nullable RunLock takeIfFree(Path path) {
        try {
            FileChannel file = open(path);
            if (tryLock(file) == null) {
                file.close();
                return null;
            }
            return new RunLock(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (java.nio.channels.OverlappingFileLockException e) {
            return null; // held by this very process, as tests do
        }
    }

    static RunLock await(Path path) {
        try {
            FileChannel file = open(path);
            while (tryLock(file) == null) {
                Thread.sleep(20);
            }
            return new RunLock(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for '" + path + "'", e);
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
