package io.dbferry.sender;

import io.dbferry.config.SenderConfig;
import io.dbferry.event.Event;
import io.dbferry.event.Stopwatch;
import io.dbferry.failure.DbferryException;
import io.dbferry.files.DiskSpace;
import io.dbferry.files.LockFile;
import io.dbferry.files.PrivateFile;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.sender.build.CompleteCapture;
import io.dbferry.sender.build.PartialCapture;
import io.dbferry.sender.build.ShipmentHeader;
import io.dbferry.sender.build.SourceSnapshot;
import io.dbferry.sender.change.ChangeStrategy;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.sender.change.Coverage;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.change.deletes.DeleteDetection;
import io.dbferry.sender.media.MediaCapture;
import io.dbferry.sender.media.ReferencedFile;
import io.dbferry.sender.media.ReferencedFiles;
import io.dbferry.sender.media.ShippedMediaJournal;
import io.dbferry.sender.outbox.Delivery;
import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.outbox.Outbox;
import io.dbferry.sender.outbox.SenderState;
import io.dbferry.sender.outbox.Upload;
import io.dbferry.sender.outbox.WorkFolder;
import io.dbferry.stream.DepotLayout;
import io.dbferry.stream.NextComplete;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.GrowingFile;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.Manifest.FileEntry;
import io.dbferry.stream.format.Manifest.MissingFile;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Depot;
import io.dbferry.stream.store.DepotException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code dump complete} or {@code dump partial}. Whatever ends it early, the next run finds either the old
 * state, or a built shipment that it delivers first.
 */
public final class Dump {
    private final SenderConfig config;
    private final Database database;
    private final Depot depot;
    private final WorkFolder work;
    private final Delivery delivery;
    private final BuildSpaceCheck room;
    private final Progress progress;
    private final DeleteDetection deletes;
    private final HeartbeatWriter signOfLife;
    private final ManifestSigner signer;
    private @Nullable String foreign;
    private List<TableName> withoutKey = List.of();
    private List<TableName> uncovered = List.of();
    private List<String> skipped = List.of();
    private CompleteNeeded needed = new CompleteNeeded(null, false, null);

    public Dump(SenderConfig config, Database database, Depot depot, ManifestSigner signer, Progress progress) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.work = WorkFolder.open(config.work());
        this.room = new BuildSpaceCheck(work, config.keep(), depot);
        this.delivery = new Delivery(config, work, depot, signer);
        this.progress = progress;
        this.signer = signer;
        this.signOfLife = new HeartbeatWriter(config.stream(), work, depot, signer);
        this.deletes = new DeleteDetection(config.partial().deletes().orElse(null), work.knownKeys());
    }

    /**
     * Ships what is due.
     *
     * @throws DbferryException with what the operator can do; the depot and the state are as before, or a built
     *     shipment waits in {@code work/}
     */
    public DumpOutcome run(Kind kind) throws IOException {
        try (LockFile lock = work.lock(kind);
                LockFile outbox = work.lockOutbox(kind)) {
            DepotView view = DepotView.open(config, work, depot, signer);
            foreign = view.foreign();
            work.receiptsSeen().tell(view.receipts());
            List<ShipmentName> waited = deliverWaiting(kind);
            clearIncoming();
            needed = CompleteNeeded.of(config, work, view, Instant.now());
            if (kind == Kind.COMPLETE) {
                return new DumpOutcome.Shipped(complete(needed.everything()), null, waited);
            }
            CompleteNeeded.Postponed postponed = needed.postponed();
            if (postponed != null && postponed.byAll()) {
                return new DumpOutcome.Postponed(postponed.toString(), waited);
            }
            String reason = needed.reason();
            return reason == null ? partial(waited) : completeInstead(reason, false, waited);
        } catch (SQLException e) {
            throw database.refused("dump " + kind.word(), e);
        } catch (IOException | UncheckedIOException e) {
            DiskSpace disk = new DiskSpace(work.folder(), 0);
            if (!(e instanceof DepotException) && disk.filledUp(e)) {
                throw disk.full("write to '" + work.folder() + "'", 0, e);
            }
            throw e;
        }
    }

    /** A complete that is asked for and that this run did not ship, and when one will be; for people. */
    public Optional<String> postponed() {
        return Optional.ofNullable(needed.postponed()).map(CompleteNeeded.Postponed::toString);
    }

    /** The tables that a partial leaves to completes because they have no key. */
    public List<TableName> withoutKey() {
        return withoutKey;
    }

    /** The tables that the shipments before stand for and that are not shipped any more; known once. */
    public List<TableName> uncovered() {
        return uncovered;
    }

    /** The tables that are chosen and not shipped, each with the reason. */
    public List<String> skipped() {
        return skipped;
    }

    private List<Table> tables(Catalog catalog) {
        skipped = TableSelection.skipped(config.tables(), config.exclude(), catalog).stream()
                .map(TableSelection::describeSkipped)
                .toList();
        return TableSelection.of(config.tables(), config.exclude(), catalog);
    }

    /** What this run has brought into the depot, also if it failed then. */
    public List<Manifest> delivered() {
        return delivery.delivered();
    }

    /** Files that this run's shipments found missing, and none before them; the next shipments look for them again. */
    public List<MissingFile> missed() {
        return delivery.missed();
    }

    /** That shipments in the depot are not this sender's and were ignored; empty if there are none. */
    public Optional<String> foreign() {
        return Optional.ofNullable(foreign);
    }

    /** Why there was nothing to ship and no heartbeat could be left to say so; empty if all went well. */
    public Optional<String> noHeartbeat() {
        return signOfLife.failure();
    }

    /** @param cheaper whether all that the complete is needed for is that it costs less than a partial */
    private DumpOutcome completeInstead(String reason, boolean cheaper, List<ShipmentName> waited)
            throws IOException, SQLException {
        Event.of("complete-instead").with("reason", reason).say("a complete instead of a partial: " + reason);
        try (LockFile lock = work.lock(Kind.COMPLETE);
                LockFile outbox = work.lockOutbox(Kind.COMPLETE)) {
            List<ShipmentName> all = new ArrayList<>(waited);
            all.addAll(delivery.deliverWaiting(List.of(Kind.COMPLETE)));
            Stopwatch watch = Stopwatch.start();
            Manifest complete = complete(!cheaper || needed.everything());
            if (needed.asked()) {
                shippedOnRequest(watch);
            }
            if (cheaper) {
                work.rememberCheaper(complete.sequence());
            }
            return new DumpOutcome.Shipped(complete, reason, all);
        }
    }

    /** Receivers that ask again before the pause is over can say when the next one comes. */
    private void shippedOnRequest(Stopwatch watch) throws IOException {
        Instant now = Instant.now();
        WorkFolder.OnRequest complete = new WorkFolder.OnRequest(now, Math.round(Math.ceil(watch.seconds())));
        work.rememberRequest(complete);
        Instant next = CompleteInterval.next(now, Duration.ofSeconds(complete.seconds()), config.schedule());
        try {
            NextComplete.write(config.stream(), next, depot);
        } catch (IOException e) {
            Event.warning("next-complete", e).say("cannot say in the depot when the next complete may be asked for");
        }
    }

    /** Also of the other kind, unless a run of that kind goes on, which does so itself. One that begins now waits. */
    private List<ShipmentName> deliverWaiting(Kind kind) throws IOException {
        Kind other = kind == Kind.COMPLETE ? Kind.PARTIAL : Kind.COMPLETE;
        try (LockFile lock = work.lockOutboxIfFree(other)) {
            return delivery.deliverWaiting(lock == null ? List.of(kind) : List.of(kind, other));
        }
    }

    /**
     * Deletes uploads of runs that were killed: no shipment on this machine stands for them any more. A running dump
     * of the other kind makes its folder here before its place in the depot.
     */
    private void clearIncoming() throws IOException {
        for (Depot.Entry entry : depot.list(DepotLayout.INCOMING)) {
            boolean ours = ShipmentName.parse(Kind.COMPLETE, entry.name()).isPresent();
            boolean stands = Stream.of(Kind.values())
                    .anyMatch(k -> Files.exists(work.outbox(k).resolve(entry.name())));
            if (entry.folder() && ours && !stands) {
                depot.delete(DepotLayout.INCOMING + "/" + entry.name());
            }
        }
    }

    /** @param everything whether all media travel, also those that earlier shipments carried */
    private Manifest complete(boolean everything) throws IOException, SQLException {
        room.require(0);
        try (Connection connection = database.connect()) {
            List<Table> listed = tables(new CatalogReader(connection).read());
            // Before the number is drawn: a file that a later partial carries is not there when the complete is
            // applied.
            ShippedMediaJournal carried = everything || work.state().complete() == null
                    ? ShippedMediaJournal.none()
                    : ShippedMediaJournal.read(work.carriedMedia());
            room.require(room.ofComplete(connection, listed, ReferencedFiles.folders(config.media()), carried));
            Covered known = work.state().covered();
            uncovered = known == null
                    ? List.of()
                    : Coverage.ofComplete(listed, config.media()).goneSince(known);
            List<TableChoice> choices = PartialPlan.ofComplete(config, listed, connection);
            List<ChangeStrategy> strategies = TableChoice.strategies(choices);
            prepare(strategies);
            ShipmentHeader draft;
            SourceSnapshot snapshot;
            try (LockFile lock = work.lockSequence()) {
                snapshot = SourceSnapshot.take(database, connection, listed);
                taken(strategies, Kind.COMPLETE, snapshot);
                draft = draft(Kind.COMPLETE, null, snapshot);
            }
            deletes.noteComplete(choices, connection, draft.sequence());
            Manifest manifest = complete(snapshot, draft, carried);
            delivered(strategies);
            return manifest;
        }
    }

    private void prepare(List<ChangeStrategy> strategies) throws SQLException {
        delivered(strategies);
        for (ChangeStrategy strategy : strategies) {
            strategy.prepare(database);
        }
    }

    private static void taken(List<ChangeStrategy> strategies, Kind kind, SourceSnapshot snapshot) throws SQLException {
        for (ChangeStrategy strategy : strategies) {
            strategy.taken(kind, snapshot.position(), snapshot.connection());
        }
    }

    private void delivered(List<ChangeStrategy> strategies) throws SQLException {
        SenderState.Shipped last = work.state().shipped();
        for (ChangeStrategy strategy : strategies) {
            if (last != null) {
                strategy.delivered(last.reached(), database);
            }
        }
    }

    private ShipmentHeader draft(Kind kind, @Nullable ShipmentId after, SourceSnapshot snapshot) throws SQLException {
        snapshot.makeDurable();
        SenderState state = work.update(s -> s.withNext(kind, config.stream()));
        ShipmentHeader draft =
                new ShipmentHeader(config.stream(), state.streamId(), kind, state.drawn(), after, snapshot.position());
        Event.of("snapshot")
                .with("wal", snapshot.position().wal())
                .say("took the snapshot of " + draft.name() + ", WAL "
                        + snapshot.position().wal());
        return draft;
    }

    private Manifest complete(SourceSnapshot snapshot, ShipmentHeader draft, ShippedMediaJournal carried)
            throws IOException, SQLException {
        Catalog catalog = snapshot.catalog();
        List<Table> tables = tables(catalog);
        ReferencedFiles names = ReferencedFiles.of(config.media(), tables);
        MediaCapture media = new MediaCapture(names.folders(), progress);
        media.checkFolders();
        Outbox outbox = delivery.outbox(Kind.COMPLETE);
        Built built = outbox.build(draft.name(), shipment -> {
            Uploaded database = database(shipment, snapshot, draft, tables, catalog);
            Collection<ReferencedFile> missing = names.missing(snapshot.connection());
            MediaCapture.Captured files = media.all(shipment, carried, missing);
            List<FileEntry> all = new ArrayList<>(List.of(database.upload().entry()));
            all.addAll(files.files());
            CompleteCapture.Captured captured = database.captured();
            Covered covered = Coverage.ofComplete(tables, config.media());
            Manifest manifest = draft.after(after(draft))
                    .manifest(
                            tables,
                            covered,
                            captured.tables(),
                            captured.schemaFrames(),
                            files.entry(),
                            all,
                            snapshot.migrations());
            outbox.seal(shipment, manifest);
            return new Built(manifest, database.upload().uploaded());
        });
        delivery.deliver(outbox, outbox.folder(draft.name()), built.manifest(), built.uploaded());
        return built.manifest();
    }

    /** Partials that drew their numbers before the complete may have come into the depot while it was built. */
    private @Nullable ShipmentId after(ShipmentHeader complete) {
        try (LockFile lock = work.lockSequence()) {
            return work.state().before(complete.sequence());
        }
    }

    /** A shipment that is built, and which of its files the depot has whole. */
    private record Built(Manifest manifest, Set<String> uploaded) {}

    private record Uploaded(CompleteCapture.Captured captured, Upload upload) {}

    private Uploaded database(
            Path shipment, SourceSnapshot snapshot, ShipmentHeader draft, List<Table> tables, Catalog catalog)
            throws IOException, SQLException {
        try (GrowingFile file = GrowingFile.of(PrivateFile.open(
                shipment.resolve(ShipmentLayout.DATABASE),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE))) {
            Upload upload = config.recipients().isEmpty()
                    ? Upload.begin(depot, draft.name(), ShipmentLayout.DATABASE, file)
                    : Upload.none(ShipmentLayout.DATABASE, file);
            CompleteCapture.Captured captured = new CompleteCapture(snapshot, catalog, tables, config.wholeSchema(), progress).write(file);
            file.finish();
            upload.await();
            return new Uploaded(captured, upload);
        }
    }

    private DumpOutcome partial(List<ShipmentName> waited) throws IOException, SQLException {
        room.require(0);
        try (Connection connection = database.connect()) {
            return partial(connection, waited);
        }
    }

    private DumpOutcome partial(Connection connection, List<ShipmentName> waited) throws IOException, SQLException {
        Catalog catalog = new CatalogReader(connection).read();
        List<Table> tables = tables(catalog);
        ReferencedFiles names = ReferencedFiles.of(config.media(), tables);
        MediaCapture media = new MediaCapture(names.folders(), progress);
        media.checkFolders();
        List<TableChoice> choices = deletes.with(PartialPlan.of(config, tables, connection));
        withoutKey = PartialPlan.withoutKey(choices);
        List<ChangeStrategy> strategies = TableChoice.strategies(choices);
        prepare(strategies);
        ChangedKeys keys = ChangedKeys.prepare(connection, catalog, choices, work.seenTransactions());
        Taken taken;
        try (LockFile lock = work.lockSequence()) {
            SourceSnapshot snapshot = SourceSnapshot.take(database, connection, tables);
            taken(strategies, Kind.PARTIAL, snapshot);
            Covered covered = Coverage.ofPartial(choices, config.media());
            taken = take(snapshot, keys, names, tables, covered);
        }
        if (taken.onlyComplete() != null) {
            connection.close(); // a slot that is made anew waits for this transaction too
            return completeInstead(taken.onlyComplete(), taken.cheaper(), waited);
        }
        if (taken.draft() == null) {
            SenderState.Shipped last = Objects.requireNonNull(taken.before().shipped());
            signOfLife.leave(
                    taken.before().streamId(), last.id(), taken.snapshot().position());
            return new DumpOutcome.Unchanged(last.name(), waited);
        }
        Collection<ReferencedFile> named =
                names.inChanges(connection, keys, taken.before().missing());
        room.require(BuildSpaceCheck.ofPartial(connection, keys, named));
        Manifest manifest = partial(taken, taken.draft(), tables, keys, media, named);
        delivered(strategies);
        return new DumpOutcome.Shipped(manifest, null, waited);
    }

    /** A snapshot with the changes up to it: a draft if there are any, unless only a complete can tell them. */
    private record Taken(
            SourceSnapshot snapshot,
            SenderState before,
            Covered covered,
            @Nullable ShipmentHeader draft,
            @Nullable String onlyComplete,
            boolean cheaper) {}

    private Taken take(
            SourceSnapshot snapshot, ChangedKeys keys, ReferencedFiles names, List<Table> tables, Covered covered)
            throws SQLException, IOException {
        SenderState before = work.state();
        SenderState.Shipped last = Objects.requireNonNull(before.shipped());
        Covered known = Objects.requireNonNull(before.covered());
        String broken = last.reached().brokenAt(snapshot.position());
        if (broken == null) {
            broken = Coverage.onlyComplete(known, covered, config.media()).orElse(null);
        }
        if (broken != null) {
            return new Taken(snapshot, before, covered, null, broken, false);
        }
        uncovered = covered.goneSince(known);
        if (keys.collect(last.reached(), snapshot.position(), covered.newIn(known), covered.changedIn(known))
                instanceof ChangeStrategy.Answer.OnlyComplete only) {
            return new Taken(snapshot, before, covered, null, only.reason(), false);
        }
        boolean changed = !keys.isEmpty() || names.anyCame(before.missing());
        if (!changed) {
            snapshot.makeDurable();
            work.update(state -> state.withUnchanged(last.sequence(), snapshot.position(), covered));
            work.knownKeys().unchanged(last.sequence());
            return new Taken(snapshot, before, covered, null, null, false);
        }
        String cheaper = cheaper(last, keys, snapshot.connection(), tables);
        return cheaper == null
                ? new Taken(snapshot, before, covered, draft(Kind.PARTIAL, last.id(), snapshot), null, false)
                : new Taken(snapshot, before, covered, null, cheaper, true);
    }

    /**
     * Why a complete costs less; null if it does not. Never twice in a row: what made a partial dear may make the next
     * one dear as well, as a long transaction does. Nor while another run makes a complete.
     */
    private @Nullable String cheaper(
            SenderState.Shipped last, ChangedKeys keys, Connection connection, List<Table> tables) throws SQLException {
        if (last.sequence().equals(work.cheaperComplete())) {
            return null;
        }
        Optional<String> more = PartialCost.of(connection, keys, tables).moreThanComplete();
        return more.isPresent() && work.isFree(Kind.COMPLETE) ? more.get() : null;
    }

    private Manifest partial(
            Taken taken,
            ShipmentHeader draft,
            List<Table> tables,
            ChangedKeys keys,
            MediaCapture media,
            Collection<ReferencedFile> named)
            throws IOException, SQLException {
        deletes.notePartial(keys, draft.sequence());
        Outbox outbox = delivery.outbox(Kind.PARTIAL);
        Manifest built = outbox.build(draft.name(), shipment -> {
            PartialCapture.Captured captured =
                    new PartialCapture(database, taken.snapshot().connection(), keys, progress).write(shipment);
            MediaCapture.Captured files = media.named(shipment, named);
            List<FileEntry> all = new ArrayList<>(captured.files());
            all.addAll(files.files());
            Manifest manifest = draft.manifest(
                    tables,
                    taken.covered(),
                    captured.tables(),
                    List.of(),
                    files.entry(),
                    all,
                    taken.snapshot().migrations());
            outbox.seal(shipment, manifest);
            return manifest;
        });
        delivery.deliver(outbox, outbox.folder(draft.name()), built, Set.of());
        return built;
    }
}
