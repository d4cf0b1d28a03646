package io.dbferry.capture;

import io.dbferry.age.AgeRecipients;
import io.dbferry.catalog.Catalog;
import io.dbferry.catalog.CatalogReader;
import io.dbferry.catalog.Table;
import io.dbferry.config.SenderConfig;
import io.dbferry.database.Database;
import io.dbferry.depot.Depot;
import io.dbferry.failure.DbferryException;
import io.dbferry.media.CarriedMedia;
import io.dbferry.media.MediaCapture;
import io.dbferry.media.MediaIndex;
import io.dbferry.media.NamedFile;
import io.dbferry.progress.Progress;
import io.dbferry.shipment.DepotLayout;
import io.dbferry.shipment.GrowingFile;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Manifest;
import io.dbferry.shipment.Manifest.FileEntry;
import io.dbferry.shipment.Manifest.MediaFile;
import io.dbferry.shipment.Manifest.MissingFile;
import io.dbferry.shipment.Sequence;
import io.dbferry.shipment.ShipmentLayout;
import io.dbferry.shipment.ShipmentName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One run of {@code dump complete} or {@code dump partial}. Whatever ends it early, the next run finds either the old
 * state, or a built shipment that it delivers first.
 */
public final class Dump {
    private final SenderConfig config;
    private final Database database;
    private final Depot depot;
    private final WorkFolder work;
    private final ManifestSigner signer;
    private final Optional<EncryptFiles> encryption;
    private final Progress progress;
    private final List<MissingFile> missed = new ArrayList<>();
    private CompleteNeeded needed = new CompleteNeeded(null, false, null);

    public Dump(SenderConfig config, Database database, Depot depot, ManifestSigner signer, Progress progress) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.work = WorkFolder.open(config.work());
        this.signer = signer;
        this.encryption = config.recipients().isEmpty()
                ? Optional.empty()
                : Optional.of(new EncryptFiles(AgeRecipients.of(config.recipients())));
        this.progress = progress;
    }

    /**
     * Ships what is due.
     *
     * @throws DbferryException with what the operator can do; the depot and the state are as before, or a built
     *     shipment waits in {@code work/}
     */
    public DumpOutcome run(Kind kind) throws IOException {
        try (RunLock lock = work.lock(kind)) {
            DepotView view = DepotView.open(config, work, depot);
            List<ShipmentName> waited = deliverWaiting(kind);
            clearIncoming();
            needed = CompleteNeeded.of(config, work, view, Instant.now());
            if (kind == Kind.COMPLETE) {
                return new DumpOutcome.Shipped(complete(needed.everything()), null, waited);
            }
            String reason = needed.reason();
            return reason == null ? partial(waited) : completeInstead(reason, waited);
        } catch (SQLException e) {
            throw database.refused("dump " + kind.word(), e);
        }
    }

    /** A complete that is asked for and that this run did not ship, and when one will be; for people. */
    public Optional<String> postponed() {
        return Optional.ofNullable(needed.postponed());
    }

    /** Files that this run's shipments found missing, and none before them; the next shipments look for them again. */
    public List<MissingFile> missed() {
        return List.copyOf(missed);
    }

    private DumpOutcome completeInstead(String reason, List<ShipmentName> waited) throws IOException, SQLException {
        try (RunLock lock = work.lock(Kind.COMPLETE)) {
            List<ShipmentName> all = new ArrayList<>(waited);
            all.addAll(deliverWaiting(Kind.COMPLETE));
            Manifest complete = complete(true);
            if (needed.asked()) {
                work.rememberRequest(Instant.now());
            }
            return new DumpOutcome.Shipped(complete, reason, all);
        }
    }

    private List<ShipmentName> deliverWaiting(Kind kind) throws IOException {
        Outbox outbox = outbox(kind);
        List<ShipmentName> delivered = new ArrayList<>();
        for (Path shipment : outbox.waiting()) {
            Manifest manifest = Outbox.manifest(shipment);
            outbox.deliver(depot, shipment, manifest, Set.of());
            finish(outbox, shipment, manifest);
            delivered.add(manifest.name());
        }
        return delivered;
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

    private Outbox outbox(Kind kind) {
        return new Outbox(work.outbox(kind), signer, encryption);
    }

    /** Remembers a shipment that is in the depot, then forgets its copy here. */
    private void finish(Outbox outbox, Path shipment, Manifest manifest) throws IOException {
        try (RunLock lock = work.lockSequence()) {
            try (Stream<MediaFile> carried = MediaIndex.carried(shipment, manifest)) {
                CarriedMedia.add(work.carriedMedia(), NamedFiles.folders(config.media()), carried);
            }
            missed.addAll(work.state().newlyMissing(manifest));
            work.update(state -> state.withShipped(manifest));
        }
        outbox.discard(shipment);
    }

    /** @param everything whether all media travel, also those that earlier shipments carried */
    private Manifest complete(boolean everything) throws IOException, SQLException {
        work.checkSpace(config.keep().freeSpaceBytes());
        try (Connection connection = database.connect()) {
            List<Table> listed = Selection.of(config.tables(), new CatalogReader(connection).read());
            // Before the number is drawn: a file that a later partial carries is not there when the complete is
            // applied.
            CarriedMedia carried = everything || work.state().complete() == null
                    ? CarriedMedia.none()
                    : CarriedMedia.read(work.carriedMedia());
            Draft draft;
            SourceSnapshot snapshot;
            try (RunLock lock = work.lockSequence()) {
                snapshot = SourceSnapshot.take(database, connection, listed);
                draft = draft(Kind.COMPLETE, Sequence.NONE, snapshot);
            }
            return complete(snapshot, draft, carried);
        }
    }

    private Draft draft(Kind kind, Sequence after, SourceSnapshot snapshot) throws SQLException {
        snapshot.makeDurable();
        SenderState state = work.update(s -> s.withDrawn(s.drawn().next()));
        return new Draft(config.stream(), state.streamId(), kind, state.drawn(), after, snapshot.position());
    }

    private Manifest complete(SourceSnapshot snapshot, Draft draft, CarriedMedia carried)
            throws IOException, SQLException {
        Catalog catalog = snapshot.catalog();
        List<Table> tables = Selection.of(config.tables(), catalog);
        NamedFiles names = NamedFiles.of(config.media(), tables);
        MediaCapture media = new MediaCapture(names.folders(), progress);
        media.checkFolders();
        Outbox outbox = outbox(Kind.COMPLETE);
        Path shipment = outbox.begin(draft.name());
        Upload upload;
        CompleteCapture.Captured captured;
        try (GrowingFile file = GrowingFile.create(shipment.resolve(ShipmentLayout.DATABASE))) {
            upload = encryption.isEmpty()
                    ? Upload.begin(depot, draft.name(), ShipmentLayout.DATABASE, file)
                    : Upload.none(ShipmentLayout.DATABASE, file);
            captured = new CompleteCapture(snapshot, catalog, tables, progress).write(file);
            file.finish();
            upload.await();
        }
        Collection<NamedFile> missing = names.missing(snapshot.connection());
        MediaCapture.Captured files = media.all(shipment, carried, missing);
        List<FileEntry> all = new ArrayList<>(List.of(upload.entry()));
        all.addAll(files.files());
        Manifest manifest = draft.manifest(
                tables, captured.tables(), captured.schemaFrames(), files.entry(), all, snapshot.migrations());
        outbox.seal(shipment, manifest);
        outbox.deliver(depot, shipment, manifest, upload.uploaded());
        finish(outbox, shipment, manifest);
        return manifest;
    }

    private DumpOutcome partial(List<ShipmentName> waited) throws IOException, SQLException {
        work.checkSpace(config.keep().freeSpaceBytes());
        try (Connection connection = database.connect()) {
            return partial(connection, waited);
        }
    }

    private DumpOutcome partial(Connection connection, List<ShipmentName> waited) throws IOException, SQLException {
        Catalog catalog = new CatalogReader(connection).read();
        List<Table> tables = Selection.of(config.tables(), catalog);
        NamedFiles names = NamedFiles.of(config.media(), tables);
        MediaCapture media = new MediaCapture(names.folders(), progress);
        media.checkFolders();
        List<PartialPlan.Choice> choices = PartialPlan.of(config.partial(), tables);
        ChangedKeys keys = ChangedKeys.prepare(connection, catalog, choices);
        Optional<Draft> draft;
        SenderState before;
        SourceSnapshot snapshot;
        String broken;
        try (RunLock lock = work.lockSequence()) {
            before = work.state();
            snapshot = SourceSnapshot.take(database, connection, tables);
            broken = Objects.requireNonNull(before.shipped()).position().brokenAt(snapshot.position());
            draft = broken == null ? collect(snapshot, keys, names, before) : Optional.empty();
        }
        SenderState.Shipped last = Objects.requireNonNull(before.shipped());
        if (broken != null) {
            connection.rollback();
            return completeInstead(broken, waited);
        }
        if (draft.isEmpty()) {
            return new DumpOutcome.Unchanged(
                    new ShipmentName(last.kind(), last.position().time(), last.sequence()), waited);
        }
        Collection<NamedFile> named = names.inChanges(connection, keys, before.missing());
        return new DumpOutcome.Shipped(partial(snapshot, draft.get(), tables, keys, media, named), null, waited);
    }

    private Optional<Draft> collect(SourceSnapshot snapshot, ChangedKeys keys, NamedFiles names, SenderState before)
            throws SQLException {
        SenderState.Shipped last = Objects.requireNonNull(before.shipped());
        boolean changed = keys.collect(last.position()) > 0 || names.anyCame(before.missing());
        return changed ? Optional.of(draft(Kind.PARTIAL, last.sequence(), snapshot)) : Optional.empty();
    }

    private Manifest partial(
            SourceSnapshot snapshot,
            Draft draft,
            List<Table> tables,
            ChangedKeys keys,
            MediaCapture media,
            Collection<NamedFile> named)
            throws IOException, SQLException {
        Outbox outbox = outbox(Kind.PARTIAL);
        Path shipment = outbox.begin(draft.name());
        PartialCapture.Captured captured = new PartialCapture(snapshot.connection(), keys, progress).write(shipment);
        MediaCapture.Captured files = media.named(shipment, named);
        List<FileEntry> all = new ArrayList<>(captured.files());
        all.addAll(files.files());
        Manifest manifest =
                draft.manifest(tables, captured.tables(), List.of(), files.entry(), all, snapshot.migrations());
        outbox.seal(shipment, manifest);
        outbox.deliver(depot, shipment, manifest, Set.of());
        finish(outbox, shipment, manifest);
        return manifest;
    }
}
