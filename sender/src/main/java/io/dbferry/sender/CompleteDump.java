package io.dbferry.sender;

import io.dbferry.files.LockFile;
import io.dbferry.files.PrivateFile;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TableSize;
import io.dbferry.sender.build.CompleteCapture;
import io.dbferry.sender.build.ShipmentHeader;
import io.dbferry.sender.build.SourceSnapshot;
import io.dbferry.sender.change.Coverage;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.frame.BlockShare;
import io.dbferry.sender.frame.Deduplication;
import io.dbferry.sender.media.MediaCapture;
import io.dbferry.sender.media.ReferencedFile;
import io.dbferry.sender.media.ReferencedFiles;
import io.dbferry.sender.media.ShippedMediaJournal;
import io.dbferry.sender.outbox.Built;
import io.dbferry.sender.outbox.Delivered;
import io.dbferry.sender.outbox.Outbox;
import io.dbferry.sender.outbox.Upload;
import io.dbferry.sender.policy.BuiltUnder;
import io.dbferry.sender.policy.PolicyCheck;
import io.dbferry.sender.preview.DumpPreview;
import io.dbferry.sender.tables.SourceTables;
import io.dbferry.sender.tables.TableSelection;
import io.dbferry.sender.work.SenderState;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.GrowingFile;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.media.MediaFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ships a complete: prepared, taken, built, delivered. */
record CompleteDump(DumpContext context, Consumer<String> skipped) {
    /**
     * A complete in the depot.
     *
     */
    record Shipped(Delivered complete, NotCarried notCarried) {}

    /** Before the snapshot. */
    private record Prepared(
            Connection connection,
            List<Table> tables,
            long tableBytes,
            ShippedMediaJournal carried,
            List<TableChoice> choices,
            StrategyRun strategies,
            NotCarried notCarried) {}

    /** A snapshot with its number. */
    private record Taken(
            SourceSnapshot snapshot, ShipmentHeader header, ShippedMediaJournal carried, Optional<BlockShare> blocks) {}

    /** @param all whether all rows and media travel, also those that earlier shipments carried */
    Shipped ship(boolean all) throws IOException, SQLException {
        context.space().require(0);
        try (Connection connection = context.database().connect()) {
            Prepared prepared = prepare(connection, all);
            Built built = build(take(prepared, blocks(prepared.tableBytes(), all)));
            Delivered delivered = context.delivery().deliver(built);
            prepared.strategies().delivered();
            return new Shipped(delivered, prepared.notCarried());
        }
    }

    /** What {@link #ship} would ship. */
    DumpPreview preview(boolean all, String reason) throws IOException, SQLException {
        context.space().require(0);
        try (Connection connection = context.database().connect()) {
            Prepared prepared = prepare(connection, all);
            List<DumpPreview.TableShare> shares = new ArrayList<>();
            for (Table table : prepared.tables()) {
                TableSize size = TableSize.of(connection, List.of(table));
                shares.add(new DumpPreview.TableShare(table.name(), size.rows(), 0, size.bytes(), true, "all rows"));
            }
            List<MediaFolder> folders = ReferencedFiles.folders(context.config().media());
            ShippedMediaJournal.Share media = prepared.carried().notCarried(folders);
            long bytes = context.space().ofComplete(prepared.tableBytes(), folders, prepared.carried(), all);
            return DumpPreview.complete(
                    reason, shares, media, bytes, prepared.notCarried().uncovered());
        }
    }

    private Prepared prepare(Connection connection, boolean all) throws IOException, SQLException {
        SourceTables source = context.tables(connection);
        List<Table> tables = source.shipped();
        PolicyCheck.expressions(connection, tables);
        SenderState state = context.work().state();
        // Before the number is drawn: a file that a later partial carries is not there when the complete is applied.
        ShippedMediaJournal carried = all || state.complete() == null
                ? ShippedMediaJournal.none()
                : ShippedMediaJournal.read(context.work().carriedMedia());
        long tableBytes = TableSize.of(connection, tables).bytes();
        context.space()
                .require(context.space()
                        .ofComplete(
                                tableBytes,
                                ReferencedFiles.folders(context.config().media()),
                                carried,
                                all));
        Covered known = state.covered();
        List<TableName> uncovered = known == null ? List.of() : covered(tables).goneSince(known);
        List<TableChoice> choices = PartialPlan.ofComplete(context.config(), source, connection);
        StrategyRun strategies = context.strategies(choices);
        strategies.prepare();
        NotCarried notCarried =
                NotCarried.ofComplete(uncovered, source.failure(context.work().leftOut()));
        return new Prepared(connection, tables, tableBytes, carried, choices, strategies, notCarried);
    }

    /** Whoever lost media, or found rows altered, gets a complete that stands by itself. */
    private Optional<BlockShare> blocks(long tableBytes, boolean all) throws IOException {
        SenderState.Shipped complete = context.work().state().complete();
        return new Deduplication(context.config(), context.work().folder(), context.depot())
                .next(
                        Optional.ofNullable(all ? null : complete)
                                .map(last -> new Deduplication.Newest(last.name(), last.manifest())),
                        tableBytes,
                        context.clock().instant());
    }

    private Covered covered(List<Table> tables) {
        return Coverage.ofComplete(
                tables,
                context.config().media(),
                BuiltUnder.hash(context.config().policy()));
    }

    private Taken take(Prepared prepared, Optional<BlockShare> blocks) throws IOException, SQLException {
        SourceSnapshot snapshot;
        ShipmentHeader header;
        try (LockFile lock = context.work().locks().sequence()) {
            snapshot = SourceSnapshot.take(context.database(), prepared.connection(), prepared.tables());
            prepared.strategies().taken(Kind.COMPLETE, snapshot);
            header = context.draw(Kind.COMPLETE, null, snapshot);
        }
        context.deletes().noteComplete(prepared.choices(), prepared.connection(), header.sequence());
        return new Taken(snapshot, header, prepared.carried(), blocks);
    }

    private Built build(Taken taken) throws IOException, SQLException {
        SourceSnapshot snapshot = taken.snapshot();
        SourceTables source = context.tables(snapshot.connection());
        Catalog catalog = source.catalog();
        List<Table> tables = source.shipped();
        source.skipped().stream()
                .filter(table -> !TableSelection.standsStill(table))
                .forEach(table -> skipped.accept(TableSelection.describeSkipped(table)));
        ReferencedFiles names = ReferencedFiles.of(context.config().media(), tables, source::standsStill);
        MediaCapture media = new MediaCapture(names.folders(), context.progress());
        media.checkFolders();
        Outbox outbox = context.delivery().outbox(Kind.COMPLETE);
        return outbox.build(taken.header().name(), shipment -> {
            Uploaded database = database(shipment, taken, tables, catalog);
            Collection<ReferencedFile> missing = names.missing(snapshot.connection());
            MediaCapture.Captured files =
                    media.all(shipment, taken.carried(), missing, names.heldBack(snapshot.connection()));
            List<FileEntry> all = new ArrayList<>(List.of(database.upload().entry()));
            all.addAll(files.files());
            CompleteCapture.Captured captured = database.captured();
            all.add(captured.digestFile());
            Manifest manifest = taken.header()
                    .after(after(taken.header()))
                    .manifest(
                            tables,
                            covered(tables),
                            captured.tables(),
                            captured.schemaFrames(),
                            captured.rowsBehind(),
                            files.entry(),
                            all,
                            snapshot.migrations(catalog),
                            captured.digests());
            if (taken.blocks().isPresent()) {
                taken.blocks().get().write(shipment, manifest);
            }
            return new Outbox.Contents(manifest, database.upload().uploaded());
        });
    }

    /** Partials that drew their numbers before the complete may have come into the depot while it was built. */
    private @Nullable ShipmentId after(ShipmentHeader complete) {
        try (LockFile lock = context.work().locks().sequence()) {
            return context.work().state().before(complete.sequence());
        }
    }

    private record Uploaded(CompleteCapture.Captured captured, Upload upload) {}

    private Uploaded database(Path shipment, Taken taken, List<Table> tables, Catalog catalog)
            throws IOException, SQLException {
        try (GrowingFile file = GrowingFile.of(PrivateFile.open(
                shipment.resolve(ShipmentLayout.DATABASE),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE))) {
            Upload upload = context.config().recipients().isEmpty()
                    ? Upload.begin(context.depot(), taken.header().name(), ShipmentLayout.DATABASE, file)
                    : Upload.none(ShipmentLayout.DATABASE, file);
            CompleteCapture.Captured captured = new CompleteCapture(
                            taken.snapshot(),
                            catalog,
                            tables,
                            context.config().wholeSchema(),
                            context.config().workers(),
                            taken.blocks(),
                            context.progress())
                    .write(file, taken.header().name(), shipment);
            file.finish();
            upload.await();
            return new Uploaded(captured, upload);
        }
    }
}
