package io.dbferry.capture;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.shipment.Json;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Sequence;
import io.dbferry.shipment.ShipmentName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The sender's {@code work/} folder: its state, its locks, its shipments on their way. State is replaced by rename
 * after fsync, so a reader finds the old one or the new one.
 */
final class WorkFolder {
    private final Path folder;

    private WorkFolder(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder, making it if it is missing. */
    static WorkFolder open(Path folder) {
        try {
            Files.createDirectories(folder);
            return new WorkFolder(folder);
        } catch (IOException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot open work folder '" + folder + "': " + e.getMessage(),
                    "Make it and give it to this user, or name another with work",
                    e);
        }
    }

    /** Where shipments of the kind are built and wait for the depot. */
    Path outbox(Kind kind) {
        return folder.resolve("outbox").resolve(kind.word());
    }

    /** What is built, or being built. */
    Set<ShipmentName> built() {
        Set<ShipmentName> built = new HashSet<>();
        for (Kind kind : Kind.values()) {
            String[] folders = outbox(kind).toFile().list();
            for (String folder : folders == null ? new String[0] : folders) {
                ShipmentName.parse(kind, folder).ifPresent(built::add);
            }
        }
        return built;
    }

    Path carriedMedia() {
        return folder.resolve("carried-media.jsonl");
    }

    SeenTransactions seenTransactions() {
        return new SeenTransactions(folder.resolve("seen-transactions.json"));
    }

    KnownKeys knownKeys() {
        return new KnownKeys(folder.resolve("keys"));
    }

    /** The newest receipt of each receiver that the log has told of. */
    Path receiptsSeen() {
        return folder.resolve("receipts-seen.json");
    }

    Path folder() {
        return folder;
    }

    /** Keeps all other dumps of this kind out until closed, or until this process ends in whatever way. */
    RunLock lock(Kind kind) {
        return RunLock.take(folder.resolve(kind.word() + ".lock"), "dump " + kind.word());
    }

    /** Whether no dump of the kind is running; never asked for a kind that this process has locked. */
    boolean isFree(Kind kind) {
        try (RunLock lock = RunLock.takeIfFree(folder.resolve(kind.word() + ".lock"))) {
            return lock != null;
        }
    }

    /** Keeps others from building and delivering shipments of the kind; waits for its turn. */
    RunLock lockOutbox(Kind kind) {
        return RunLock.await(outboxLock(kind));
    }

    /** The same, but null if another run has the lock. Never for a kind whose outbox this process has locked. */
    @Nullable
    RunLock lockOutboxIfFree(Kind kind) {
        return RunLock.takeIfFree(outboxLock(kind));
    }

    private Path outboxLock(Kind kind) {
        return folder.resolve(kind.word() + "-outbox.lock");
    }

    /** Orders snapshots and sequence numbers; waits for its turn. */
    RunLock lockSequence() {
        return RunLock.await(folder.resolve("sequence.lock"));
    }

    /** The state, a fresh one if there is none. Call under {@link #lockSequence}. */
    SenderState state() {
        try {
            return Json.read(Files.readAllBytes(stateFile()), SenderState.class);
        } catch (NoSuchFileException e) {
            return new SenderState(
                    UUID.randomUUID().toString(), null, Sequence.NONE, null, null, null, null, List.of());
        } catch (IOException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot read '" + stateFile() + "': " + e.getMessage(),
                    "Delete the file; the next run then ships a complete",
                    e);
        }
    }

    /** Replaces the state. Call under {@link #lockSequence}. */
    SenderState update(UnaryOperator<SenderState> change) {
        SenderState state = change.apply(state());
        try {
            replace(stateFile(), Json.write(state));
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On the disk, its new name too, when this returns: a number that was drawn is never drawn again. */
    private void replace(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(content));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    boolean hasState() {
        return Files.exists(stateFile());
    }

    /**
     * Lets numbers go on behind that one.
     *
     * @param anew whether no shipment in the depot is to be continued from here
     */
    void adopt(Sequence highest, boolean anew) {
        try (RunLock lock = lockSequence()) {
            if (anew) {
                update(state ->
                        state.anew(UUID.randomUUID().toString(), state.drawn().later(highest)));
            } else if (!hasState() || state().drawn().compareTo(highest) < 0) {
                update(state -> state.withDrawn(state.drawn().later(highest)));
            }
        }
    }

    /** The complete that was last shipped because it was asked for; null if none was. */
    @Nullable
    OnRequest completeOnRequest() {
        try {
            return Json.read(Files.readAllBytes(requestFile()), OnRequest.class);
        } catch (IOException e) {
            return null; // none yet, or not readable: obeying a request once too often does no harm
        }
    }

    void rememberRequest(OnRequest complete) throws IOException {
        replace(requestFile(), Json.write(complete));
    }

    /** @param seconds that it took until it was in the depot */
    record OnRequest(Instant shipped, long seconds) {
        OnRequest {
            Objects.requireNonNull(shipped, "no time");
            if (seconds < 0) {
                throw new IllegalArgumentException("less than no time");
            }
        }
    }

    /** The complete that was last shipped because it cost less than a partial; none if none was. */
    Sequence cheaperComplete() {
        try {
            return Json.read(Files.readAllBytes(cheaperFile()), Cheaper.class).complete();
        } catch (IOException e) {
            return Sequence.NONE; // none yet, or not readable: one complete too many does no harm
        }
    }

    void rememberCheaper(Sequence complete) throws IOException {
        replace(cheaperFile(), Json.write(new Cheaper(complete)));
    }

    private record Cheaper(Sequence complete) {}

    /** When a heartbeat was last left in a depot; null if none was. */
    @Nullable
    Instant heartbeat() {
        try {
            return Json.read(Files.readAllBytes(heartbeatFile()), LastHeartbeat.class)
                    .left();
        } catch (IOException e) {
            return null; // none yet, or not readable: one too many does no harm
        }
    }

    void rememberHeartbeat(Instant left) throws IOException {
        replace(heartbeatFile(), Json.write(new LastHeartbeat(left)));
    }

    private record LastHeartbeat(Instant left) {}

    /** What all shipments that are built or being built take. */
    long outboxBytes() throws IOException {
        AtomicLong bytes = new AtomicLong();
        Files.walkFileTree(folder.resolve("outbox"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // delivered meanwhile, or nothing was ever built
            }
        });
        return bytes.get();
    }

    private Path heartbeatFile() {
        return folder.resolve("heartbeat.json");
    }

    private Path cheaperFile() {
        return folder.resolve("cheaper-complete.json");
    }

    private Path requestFile() {
        return folder.resolve("complete-on-request.json");
    }

    private Path stateFile() {
        return folder.resolve("state.json");
    }
}
