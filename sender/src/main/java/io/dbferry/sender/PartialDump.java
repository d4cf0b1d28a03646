package io.dbferry.sender;

import io.dbferry.files.LockFile;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TableSize;
import io.dbferry.postgres.log.LogSetupProblem;
import io.dbferry.sender.build.PartialCapture;
import io.dbferry.sender.build.ShipmentHeader;
import io.dbferry.sender.build.SourceSnapshot;
import io.dbferry.sender.change.ChangeStrategy;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.sender.change.Coverage;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.digest.PartialDigests;
import io.dbferry.sender.due.CompleteReason;
import io.dbferry.sender.media.MediaCapture;
import io.dbferry.sender.media.ReferencedFile;
import io.dbferry.sender.media.ReferencedFiles;
import io.dbferry.sender.outbox.Built;
import io.dbferry.sender.outbox.Delivered;
import io.dbferry.sender.outbox.Outbox;
import io.dbferry.sender.policy.BuiltUnder;
import io.dbferry.sender.policy.PolicyCheck;
import io.dbferry.sender.preview.DumpPreview;
import io.dbferry.sender.repair.Repairs;
import io.dbferry.sender.tables.SourceTables;
import io.dbferry.sender.work.SenderState;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MissingFile;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Ships a partial: prepared, taken, built, delivered; unless nothing changed, or only a complete will do. */
record PartialDump(DumpContext context, HeartbeatWriter heartbeats) {
    /** How it ended. The source's transaction has ended with it. */
    sealed interface Result {
        /** A partial is in the depot. */
        record Shipped(Delivered partial, NotCarried notCarried) implements Result {}

        /** Nothing changed. */
        record Unchanged(ShipmentName since, NotCarried notCarried, Optional<String> noHeartbeat) implements Result {}

        /** A complete must be shipped instead. */
        record Instead(CompleteReason reason) implements Result {}
    }

    /** Before the snapshot. */
    private record Prepared(
            Connection connection,
            SourceTables source,
            ReferencedFiles names,
            MediaCapture media,
            List<TableChoice> choices,
            StrategyRun strategies,
            ChangedKeys keys) {}

    /** What a snapshot shows. */
    private sealed interface Taken {
        /**
         * Changes, with the number of the shipment that will carry them.
         *
         * @param missing files that the shipments before missed, and those that a receiver asks for
         * @param lastComplete when its snapshot was taken
         */
        record Changes(
                SourceSnapshot snapshot,
                ShipmentHeader header,
                Covered covered,
                List<MissingFile> missing,
                List<TableName> uncovered,
                Instant lastComplete)
                implements Taken {}

        /** No change up to that position. */
        record Nothing(String streamId, SenderState.Shipped since, Position until, List<TableName> uncovered)
                implements Taken {}

        /** Something that no partial can carry, or not as cheaply. */
        record Instead(CompleteReason reason) implements Taken {}
    }

    /** @param repairs rows that travel although they did not change */
    Result ship(Repairs repairs) throws IOException, SQLException {
        context.space().require(0);
        try (Connection connection = context.database().connect()) {
            Prepared prepared = prepare(connection);
            Taken taken;
            try (LockFile lock = context.work().locks().sequence()) {
                taken = take(prepared, repairs);
            }
            if (taken instanceof Taken.Instead instead) {
                return new Result.Instead(instead.reason());
            }
            if (taken instanceof Taken.Nothing nothing) {
                Optional<String> noHeartbeat =
                        heartbeats.leave(nothing.streamId(), nothing.since().id(), nothing.until());
                return new Result.Unchanged(
                        nothing.since().name(), notCarried(nothing.uncovered(), prepared), noHeartbeat);
            }
            Taken.Changes changes = (Taken.Changes) taken;
            Delivered delivered = context.delivery().deliver(build(prepared, changes, repairs));
            prepared.strategies().delivered();
            return new Result.Shipped(delivered, notCarried(changes.uncovered(), prepared));
        }
    }

    /** What {@link #ship} would ship: a partial, nothing, or a complete for a reason. */
    sealed interface Preview {
        record Told(DumpPreview preview) implements Preview {}

        record Instead(CompleteReason reason) implements Preview {}
    }

    /** What {@link #ship} would do. */
    Preview preview(Repairs repairs) throws IOException, SQLException {
        context.space().require(0);
        try (Connection connection = context.database().connect()) {
            Prepared prepared = prepare(connection);
            Optional<String> unprepared = prepared.strategies().unprepared();
            Taken taken = unprepared.isPresent() ? required(unprepared.get()) : take(prepared, repairs);
            if (taken instanceof Taken.Instead instead) {
                return new Preview.Instead(instead.reason());
            }
            if (taken instanceof Taken.Nothing nothing) {
                return new Preview.Told(DumpPreview.nothing(
                        "nothing changed since " + nothing.since().name(), nothing.uncovered()));
            }
            return new Preview.Told(preview(prepared, (Taken.Changes) taken));
        }
    }

    private DumpPreview preview(Prepared prepared, Taken.Changes changes) throws IOException, SQLException {
        ChangedKeys keys = prepared.keys();
        Collection<ReferencedFile> named = prepared.names().inChanges(keys.connection(), keys, changes.missing());
        long bytes = BuildSpaceCheck.ofPartial(keys.connection(), keys, named);
        context.space().require(bytes);
        List<DumpPreview.TableShare> shares = new ArrayList<>();
        for (Table table : keys.carried()) {
            long rows = keys.count(table);
            shares.add(new DumpPreview.TableShare(
                    table.name(),
                    rows,
                    keys.deleted(table),
                    TableSize.of(keys.connection(), List.of(table)).bytesOf(rows),
                    keys.isAnew(table),
                    strategy(prepared, table)));
        }
        return DumpPreview.partial(shares, BuildSpaceCheck.filesOf(named), bytes, changes.uncovered());
    }

    private static String strategy(Prepared prepared, Table table) {
        return TableChoice.followed(prepared.choices())
                .filter(choice -> choice.table().equals(table))
                .map(choice -> choice.strategy().describe(table))
                .findFirst()
                .orElse("rows refer to it");
    }

    private NotCarried notCarried(List<TableName> uncovered, Prepared prepared) {
        List<LogSetupProblem> notTold = TableChoice.followed(prepared.choices())
                .flatMap(choice -> choice.notTold().stream())
                .toList();
        boolean deletes = context.config().partial().deletes().isPresent();
        return new NotCarried(
                uncovered,
                PartialPlan.withoutKey(prepared.choices()),
                prepared.source().failure(context.work().leftOut()).or(() -> NotCarried.notTold(notTold, deletes)));
    }

    private Prepared prepare(Connection connection) throws IOException, SQLException {
        SourceTables source = context.tables(connection);
        List<Table> tables = source.shipped();
        PolicyCheck.expressions(connection, tables);
        ReferencedFiles names = ReferencedFiles.of(context.config().media(), tables, source::standsStill);
        MediaCapture media = new MediaCapture(names.folders(), context.progress());
        media.checkFolders();
        List<TableChoice> choices = context.deletes().with(PartialPlan.of(context.config(), source, connection));
        StrategyRun strategies = context.strategies(choices);
        strategies.prepare();
        ChangedKeys keys = ChangedKeys.prepare(
                context.database(),
                connection,
                source.catalog(),
                choices,
                context.work().seenTransactions());
        return new Prepared(connection, source, names, media, choices, strategies, keys);
    }

    private Taken take(Prepared prepared, Repairs repairs) throws IOException, SQLException {
        SourceSnapshot snapshot = SourceSnapshot.take(
                context.database(), prepared.connection(), prepared.source().shipped());
        prepared.strategies().taken(Kind.PARTIAL, snapshot);
        Covered covered = Coverage.ofPartial(
                prepared.choices(),
                context.config().media(),
                BuiltUnder.hash(context.config().policy()));
        SenderState before = context.work().state();
        SenderState.Shipped last = Objects.requireNonNull(before.shipped());
        Covered known = Objects.requireNonNull(before.covered());
        Optional<String> broken = Optional.ofNullable(last.reached().brokenAt(snapshot.position()))
                .or(() -> Coverage.onlyComplete(known, covered, context.config().media()));
        if (broken.isPresent()) {
            return required(broken.get());
        }
        ChangedKeys keys = prepared.keys();
        repairs.collect(keys, prepared.source().shipped());
        ChangeStrategy.Span span = new ChangeStrategy.Span(last.reached(), snapshot.position());
        if (keys.collect(span, covered.newIn(known), covered.changedIn(known))
                instanceof ChangeStrategy.Answer.OnlyComplete only) {
            return required(only.reason());
        }
        List<TableName> uncovered = covered.goneSince(known);
        List<MissingFile> missing = new ArrayList<>(before.missing());
        missing.addAll(repairs.media(prepared.names(), snapshot.connection()));
        if (keys.isEmpty() && uncovered.isEmpty() && !prepared.names().anyCame(missing)) {
            return unchanged(before.streamId(), last, snapshot, covered, uncovered);
        }
        Optional<String> cheaper =
                cheaper(last, keys, snapshot.connection(), prepared.source().shipped());
        return cheaper.isPresent()
                ? new Taken.Instead(new CompleteReason.Cheaper(cheaper.get()))
                : new Taken.Changes(
                        snapshot,
                        context.draw(Kind.PARTIAL, last.id(), snapshot),
                        covered,
                        missing,
                        uncovered,
                        Objects.requireNonNull(before.complete()).name().time());
    }

    private static Taken required(String why) {
        return new Taken.Instead(new CompleteReason.Required(why));
    }

    private Taken unchanged(
            String streamId,
            SenderState.Shipped last,
            SourceSnapshot snapshot,
            Covered covered,
            List<TableName> uncovered)
            throws IOException, SQLException {
        context.makeDurable(snapshot);
        context.work().update(state -> state.withUnchanged(last.sequence(), snapshot.position(), covered));
        context.work().keyLists().unchanged(last.sequence(), context.clock().instant());
        return new Taken.Nothing(streamId, last, snapshot.position(), uncovered);
    }

    /**
     * Why a complete costs less; empty if it does not. Never twice in a row: what made a partial dear may make the next
     * one dear as well, as a long transaction does. Nor while another run makes a complete.
     */
    private Optional<String> cheaper(
            SenderState.Shipped last, ChangedKeys keys, Connection connection, List<Table> tables) throws SQLException {
        if (context.work().pacing().cheaperComplete().equals(Optional.of(last.sequence()))) {
            return Optional.empty();
        }
        return PartialCost.of(connection, keys, tables)
                .moreThanComplete()
                .filter(why -> context.work().locks().isFree(Kind.COMPLETE));
    }

    private Built build(Prepared prepared, Taken.Changes changes, Repairs repairs) throws IOException, SQLException {
        ChangedKeys keys = prepared.keys();
        ShipmentHeader header = changes.header();
        Connection connection = changes.snapshot().connection();
        Collection<ReferencedFile> named = prepared.names().inChanges(prepared.connection(), keys, changes.missing());
        context.space().require(BuildSpaceCheck.ofPartial(prepared.connection(), keys, named));
        context.deletes().notePartial(keys, header.sequence());
        List<String> migrations =
                changes.snapshot().migrations(prepared.source().catalog());
        PartialDigests digests =
                new PartialDigests(context.config().verify(), context.work().folder(), context.clock());
        Built built = context.delivery().outbox(Kind.PARTIAL).build(header.name(), shipment -> {
            PartialCapture.Captured captured =
                    new PartialCapture(context.database(), keys, migrations, context.progress()).write(shipment);
            MediaCapture.Captured files = prepared.media().named(shipment, named);
            PartialDigests.Captured proofs =
                    digests.write(connection, prepared.choices(), changes.lastComplete(), shipment);
            List<FileEntry> all = new ArrayList<>(captured.files());
            all.addAll(files.files());
            all.addAll(proofs.files());
            Manifest manifest = header.manifest(
                    prepared.choices().stream().map(TableChoice::table).toList(),
                    changes.covered(),
                    captured.tables(),
                    List.of(),
                    null,
                    files.entry(),
                    all,
                    migrations,
                    proofs.digests());
            return new Outbox.Contents(manifest, Set.of());
        });
        repairs.built(header.sequence());
        digests.built();
        return built;
    }
}
