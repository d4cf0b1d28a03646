package io.dbferry.capture;

import io.dbferry.depot.Depot;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.shipment.ByteCount;
import io.dbferry.shipment.DepotLayout;
import io.dbferry.shipment.Json;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Sequence;
import io.dbferry.shipment.ShipmentName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

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

    SeenTransactions seenTransactions() {
        return new SeenTransactions(folder.resolve("seen-transactions.json"));
    }

    KnownKeys knownKeys() {
        return new KnownKeys(folder.resolve("keys"));
    }

    Path folder() {
        return folder;
    }

    /** Keeps all other dumps of this kind out until closed, or until this process ends in whatever way. */
    RunLock lock(Kind kind) {
        return RunLock.take(folder.resolve(kind.word() + ".lock"), "dump " + kind.word());
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

    /** Refuses to build a shipment when less than this would be left for others. */
    void checkSpace(long keepFree) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < keepFree) {
            throw new DbferryException(
                    Failure.DISK_SPACE,
                    "cannot build a shipment in '" + folder + "': " + ByteCount.of(free) + " are free, "
                            + ByteCount.of(keepFree) + " are to stay free",
                    "Free " + ByteCount.of(keepFree - free) + " there, or lower keep.free-space",
                    null);
        }
    }

    private Path stateFile() {
        return folder.resolve("state.json");
    }
}
