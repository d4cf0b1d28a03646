package io.dbferry.schedule;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One daemon per work folder: {@code run.lock}, which the operating system drops when the process ends. */
public final class DaemonLock implements AutoCloseable {
    private final FileChannel file;

    private DaemonLock(FileChannel file) {
        this.file = file;
    }

    /** Takes the lock or says who has it. */
    public static DaemonLock take(Path work) throws IOException {
        Path path = Files.createDirectories(work).resolve("run.lock");
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() != null) {
                String holder = "process " + ProcessHandle.current().pid();
                file.truncate(0).write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
                return new DaemonLock(file);
            }
        } catch (OverlappingFileLockException e) {
            file.close();
            throw held(path);
        }
        file.close();
        throw held(path);
    }

    /**
     * Who had the lock and did not give it back, while nobody has it now: the process was killed, or its machine went
     * down. Empty after a daemon that ended, and while one runs.
     */
    public static Optional<String> leftBehind(Path work) throws IOException {
        Path path = work.resolve("run.lock");
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            String holder = Files.readString(path);
            return lock == null || holder.isEmpty() ? Optional.empty() : Optional.of(holder);
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // this very process has it
        }
    }

    private static DbferryException held(Path path) throws IOException {
        return new DbferryException(
                Failure.LOCKED,
                "cannot run the daemon: " + Files.readString(path) + " holds '" + path + "'",
                "One 'dbferry run' works for one config; end the other first, or give this one its own work");
    }

    @Override
    public void close() throws IOException {
        file.truncate(0);
        file.close();
    }
}
