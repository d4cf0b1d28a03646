package io.dbferry.sender.work;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.DamagedFiles;
import io.dbferry.files.Durability;
import io.dbferry.files.LockFile;
import io.dbferry.files.PrivateFile;
import io.dbferry.files.StateFile;
import io.dbferry.sender.change.VisibleXids;
import io.dbferry.sender.change.deletes.KeyLists;
import io.dbferry.sender.change.deletes.KnownKeys;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * The sender's {@code work/} folder: its state, its locks, its shipments on their way. State is replaced by rename
 * after fsync, so a reader finds the old one or the new one.
 */
public final class WorkFolder {
    private final Path folder;

    private WorkFolder(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder to look only. */
    public static WorkFolder look(Path folder) {
        return new WorkFolder(folder);
    }

    /** Opens the folder, making it if it is missing. */
    public static WorkFolder open(Path folder) {
        try {
            PrivateFile.folder(folder);
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
    public Path outbox(Kind kind) {
        return folder.resolve("outbox").resolve(kind.word());
    }

    /** What is built, or being built. */
    public Set<ShipmentName> built() {
        Set<ShipmentName> built = new HashSet<>();
        for (Kind kind : Kind.values()) {
            String[] folders = outbox(kind).toFile().list();
            for (String name : folders == null ? new String[0] : folders) {
                ShipmentName.parse(kind, name).ifPresent(built::add);
            }
        }
        return built;
    }

    /** Which files travelled; one that cannot be read is set aside, so that they travel again. */
    public Path carriedMedia() throws IOException {
        Path file = folder.resolve("carried-media.jsonl");
        boolean usable = Files.isRegularFile(file) && Files.isReadable(file) && Files.isWritable(file);
        if (!usable && Files.exists(file)) {
            damaged().setAside(file, "the next complete carries all media again");
        }
        return file;
    }

    public DamagedFiles damaged() {
        return new DamagedFiles(folder);
    }

    public VisibleXids seenTransactions() {
        return new VisibleXids(folder);
    }

    public KeyLists keyLists() {
        return new KeyLists(folder.resolve("keys"));
    }

    public KnownKeys knownKeys() {
        return new KnownKeys(keyLists(), damaged());
    }

    /** The newest receipt of each receiver that the log has told of. */
    public ReportedReceipts receiptsSeen() {
        return new ReportedReceipts(folder);
    }

    public Path folder() {
        return folder;
    }

    public WorkLocks locks() {
        return new WorkLocks(folder);
    }

    public LeftOut leftOut() {
        return new LeftOut(folder);
    }

    public Pacing pacing() {
        return new Pacing(folder);
    }

    /** The state, a fresh one if there is none. Call under the {@linkplain WorkLocks#sequence sequence's lock}. */
    public SenderState state() {
        try {
            return stateFile().read().orElseGet(WorkFolder::fresh);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The state for whoever changes nothing: a damaged one stays, and counts as none. */
    public SenderState lookAtState() throws IOException {
        return stateFile().look().orElseGet(WorkFolder::fresh);
    }

    public boolean hasDamagedState() throws IOException {
        return stateFile().isDamaged();
    }

    private static SenderState fresh() {
        return new SenderState(
                UUID.randomUUID().toString(), null, Sequence.NONE, null, null, null, null, null, List.of());
    }

    /** Replaces the state. Call under the {@linkplain WorkLocks#sequence sequence's lock}. */
    public SenderState update(UnaryOperator<SenderState> change) {
        SenderState state = change.apply(state());
        try {
            // A number that was drawn is never drawn again.
            stateFile().write(Json.write(state), Durability.DURABLE);
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean hasState() {
        return Files.exists(folder.resolve("state.json"));
    }

    /** The highest number that a shipment has that is being built here, or waits. */
    public Sequence highestBuilt() {
        return built().stream().map(ShipmentName::sequence).reduce(Sequence.NONE, Sequence::later);
    }

    /**
     * Lets numbers go on behind that one.
     *
     * @param anew whether no shipment in the depot is to be continued from here
     * @param ahead that a receiver has applied what was never shipped from here; empty if none has
     */
    public void adopt(Sequence highest, boolean anew, Optional<String> ahead) {
        try (LockFile lock = locks().sequence()) {
            SenderState before = state();
            boolean further = before.drawn().compareTo(highest) < 0;
            boolean newlyAhead = ahead.isPresent() && (further || before.ahead() == null);
            if (anew || !hasState() || further || newlyAhead) {
                update(state -> {
                    Sequence drawn = state.drawn().later(highest);
                    SenderState next = anew ? state.anew(UUID.randomUUID().toString(), drawn) : state.withDrawn(drawn);
                    return newlyAhead ? next.withAhead(ahead.orElseThrow()) : next;
                });
            }
        }
    }

    /** What all shipments that are built or being built take. */
    public long outboxBytes() throws IOException {
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

    private StateFile<SenderState> stateFile() {
        return new StateFile<>(
                folder,
                folder.resolve("state.json"),
                json -> Json.read(json, SenderState.class),
                "the next shipment is a complete");
    }
}
