package io.dbferry.sender.outbox;

import io.dbferry.config.watch.ThisHost;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.DamagedFiles;
import io.dbferry.files.Durability;
import io.dbferry.files.LockFile;
import io.dbferry.files.PrivateFile;
import io.dbferry.files.StateFile;
import io.dbferry.sender.change.VisibleXids;
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
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
    static WorkFolder look(Path folder) {
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

    DamagedFiles damaged() {
        return new DamagedFiles(folder);
    }

    public VisibleXids seenTransactions() {
        return new VisibleXids(folder);
    }

    public KnownKeys knownKeys() {
        return new KnownKeys(folder.resolve("keys"), damaged());
    }

    /** The newest receipt of each receiver that the log has told of. */
    public ReportedReceipts receiptsSeen() {
        return new ReportedReceipts(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Keeps all other dumps of this kind out until closed, or until this process ends in whatever way. */
    public LockFile lock(Kind kind) {
        return LockFile.take(folder.resolve(kind.word() + ".lock"), claim(kind));
    }

    private static LockFile.Claim claim(Kind kind) {
        String job = "dump " + kind.word();
        return new LockFile.Claim(job, job, ThisHost.name(), "Wait for it to end; the next run catches up");
    }

    /** Whether no dump of the kind is running; never asked for a kind that this process has locked. */
    public boolean isFree(Kind kind) {
        try (LockFile lock = LockFile.takeIfFree(folder.resolve(kind.word() + ".lock"))) {
            return lock != null;
        }
    }

    /** Keeps others from building and delivering shipments of the kind; waits for its turn. */
    public LockFile lockOutbox(Kind kind) {
        return LockFile.await(outboxLock(kind));
    }

    /** The same, but null if another run has the lock. Never for a kind whose outbox this process has locked. */
    @Nullable
    public LockFile lockOutboxIfFree(Kind kind) {
        return LockFile.takeIfFree(outboxLock(kind));
    }

    private Path outboxLock(Kind kind) {
        return folder.resolve(kind.word() + "-outbox.lock");
    }

    /** Orders snapshots and sequence numbers; waits for its turn. */
    public LockFile lockSequence() {
        return LockFile.await(folder.resolve("sequence.lock"));
    }

    /** The state, a fresh one if there is none. Call under {@link #lockSequence}. */
    public SenderState state() {
        try {
            return stateFile().read().orElseGet(WorkFolder::fresh);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The state for whoever changes nothing: a damaged one stays, and counts as none. */
    SenderState lookAtState() throws IOException {
        return stateFile().look().orElseGet(WorkFolder::fresh);
    }

    boolean hasDamagedState() throws IOException {
        return stateFile().isDamaged();
    }

    private static SenderState fresh() {
        return new SenderState(
                UUID.randomUUID().toString(), null, Sequence.NONE, null, null, null, null, null, List.of());
    }

    /** Replaces the state. Call under {@link #lockSequence}. */
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
     * @param ahead that a receiver has applied what was never shipped from here; null if none has
     */
    public void adopt(Sequence highest, boolean anew, @Nullable String ahead) {
        try (LockFile lock = lockSequence()) {
            SenderState before = state();
            boolean further = before.drawn().compareTo(highest) < 0;
            boolean newlyAhead = ahead != null && (further || before.ahead() == null);
            if (anew || !hasState() || further || newlyAhead) {
                update(state -> {
                    Sequence drawn = state.drawn().later(highest);
                    SenderState next = anew ? state.anew(UUID.randomUUID().toString(), drawn) : state.withDrawn(drawn);
                    return ahead != null && newlyAhead ? next.withAhead(ahead) : next;
                });
            }
        }
    }

    /** The complete that was last shipped because it was asked for; null if none was. */
    @Nullable
    public OnRequest completeOnRequest() {
        return read(requestFile()).orElse(null);
    }

    public void rememberRequest(OnRequest complete) throws IOException {
        requestFile().write(Json.write(complete), Durability.DURABLE);
    }

    /** @param seconds that it took until it was in the depot */
    public record OnRequest(Instant shipped, long seconds) {
        public OnRequest {
            Objects.requireNonNull(shipped, "no time");
            if (seconds < 0) {
                throw new IllegalArgumentException("less than no time");
            }
        }
    }

    /** The complete that was last shipped because it cost less than a partial; none if none was. */
    public Sequence cheaperComplete() {
        return read(cheaperFile()).map(Cheaper::complete).orElse(Sequence.NONE);
    }

    public void rememberCheaper(Sequence complete) throws IOException {
        cheaperFile().write(Json.write(new Cheaper(complete)), Durability.DURABLE);
    }

    private record Cheaper(Sequence complete) {
        private Cheaper {
            Objects.requireNonNull(complete);
        }
    }

    /** When a heartbeat was last left in a depot; null if none was. */
    @Nullable
    public Instant heartbeat() {
        return read(heartbeatFile()).map(LastHeartbeat::left).orElse(null);
    }

    public void rememberHeartbeat(Instant left) throws IOException {
        heartbeatFile().write(Json.write(new LastHeartbeat(left)), Durability.DURABLE);
    }

    private record LastHeartbeat(Instant left) {
        private LastHeartbeat {
            Objects.requireNonNull(left);
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

    private StateFile<LastHeartbeat> heartbeatFile() {
        return file("heartbeat.json", LastHeartbeat.class, "one heartbeat may be left too many");
    }

    private StateFile<Cheaper> cheaperFile() {
        return file("cheaper-complete.json", Cheaper.class, "one complete may be shipped too many");
    }

    private StateFile<OnRequest> requestFile() {
        return file("complete-on-request.json", OnRequest.class, "one complete may be shipped too many");
    }

    private StateFile<SenderState> stateFile() {
        return file("state.json", SenderState.class, "the next shipment is a complete");
    }

    private <T> StateFile<T> file(String name, Class<T> type, String loss) {
        return new StateFile<>(folder, folder.resolve(name), json -> Json.read(json, type), loss);
    }

    private static <T> Optional<T> read(StateFile<T> file) {
        try {
            return file.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
