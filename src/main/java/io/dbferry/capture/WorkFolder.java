package io.dbferry.capture;

import io.dbferry.depot.Depot;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.shipment.DepotLayout;
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
import java.util.List;
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

    Path carriedMedia() {
        return folder.resolve("carried-media.jsonl");
    }

    Path folder() {
        return folder;
    }

    /** Keeps all other dumps of this kind out until closed, or until this process ends in whatever way. */
    RunLock lock(Kind kind) {
        return RunLock.take(folder.resolve(kind.word() + ".lock"), "dump " + kind.word());
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
            return new SenderState(UUID.randomUUID().toString(), Sequence.NONE, null, null, List.of());
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
            Path fresh = folder.resolve("state.json.new");
            try (FileChannel file = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                file.write(java.nio.ByteBuffer.wrap(Json.write(state)));
                file.force(true);
            }
            Files.move(fresh, stateFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes sequence numbers of the depot into account, for a work folder that was lost or a run that ended between
     * publishing and remembering.
     */
    void adoptDepot(Depot depot) throws IOException {
        Sequence highest = Sequence.NONE;
        for (Kind kind : Kind.values()) {
            for (Depot.Entry entry : depot.list(DepotLayout.shipments(kind))) {
                Sequence sequence = ShipmentName.parse(kind, entry.name())
                        .map(ShipmentName::sequence)
                        .orElse(Sequence.NONE);
                highest = highest.compareTo(sequence) < 0 ? sequence : highest;
            }
        }
        try (RunLock lock = lockSequence()) {
            if (state().drawn().compareTo(highest) < 0 || !Files.exists(stateFile())) {
                Sequence drawn = highest;
                update(state -> state.withDrawn(drawn));
            }
        }
    }

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

    private Path stateFile() {
        return folder.resolve("state.json");
    }
}
