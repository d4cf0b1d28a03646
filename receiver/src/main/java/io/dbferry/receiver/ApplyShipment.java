package io.dbferry.receiver;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.Event;
import io.dbferry.event.Step;
import io.dbferry.event.Stopwatch;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.FolderTree;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.apply.ApplyComplete;
import io.dbferry.receiver.apply.ApplyPartial;
import io.dbferry.receiver.apply.ChangedRows;
import io.dbferry.receiver.apply.StagingTable;
import io.dbferry.receiver.apply.TargetTriggers;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.ledger.FilledTables;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.Proofs;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.media.InstallMedia;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.receiver.proof.LoadProof;
import io.dbferry.receiver.proof.PartialProof;
import io.dbferry.receiver.proof.Recorded;
import io.dbferry.receiver.proof.RepairProof;
import io.dbferry.receiver.tables.TargetSequences;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.Depot;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Applies one shipment: media into place, then rows and ledger entry in one transaction, then the receipt. */
final class ApplyShipment {
    private static final String FETCHED = "fetched";
    private static final String COMPARED = "compared";

    private final ReceiverConfig config;
    private final Database database;
    private final Depot depot;
    private final ShipmentTrust trust;
    private final AfterLoad after;
    private final Progress progress;
    private final Predicate<TableName> wanted;
    private final Optional<AgeIdentities> identities;

    ApplyShipment(
            ReceiverConfig config,
            Database database,
            Depot depot,
            ShipmentTrust trust,
            AfterLoad after,
            Progress progress) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.trust = trust;
        this.after = after;
        this.progress = progress;
        this.wanted = Targets.wanted(config);
        this.identities = config.identityFile().map(AgeIdentities::read);
    }

    /** Reads and checks its manifest. */
    ShipmentReader open(ShipmentName name) throws IOException {
        Path fetched = config.work().resolve(FETCHED).resolve(name.folder());
        return ShipmentReader.open(depot, name, config.stream(), trust, identities, fetched);
    }

    /** Deletes what a load that was killed had fetched or decrypted. */
    void forgetFetched() throws IOException {
        FolderTree.delete(config.work().resolve(FETCHED));
    }

    /**
     * Checks that a partial follows what was applied last: of the same stream id, from a shipment that was applied, and
     * of a position that the history of that one leads to.
     *
     * @throws DbferryException if it does not
     */
    private void checkFollows(Manifest manifest, Ledger ledger) throws SQLException {
        ShipmentName partial = manifest.name();
        Optional<Ledger.Entry> last = ledger.last();
        String gap = new Lineage(ledger).gapBefore(manifest);
        if (gap != null || last.isEmpty()) {
            throw RejectedShipment.gap(partial, String.valueOf(gap));
        }
        Optional<TableName> missing = ledger.filledTables().missing(manifest, wanted);
        if (missing.isPresent()) {
            throw RejectedShipment.gap(partial, wantedNow(missing.get()));
        }
        String broken = broken(last.get(), manifest);
        if (broken != null) {
            throw RejectedShipment.gap(
                    partial,
                    "it does not continue " + last.get().kind().word() + " "
                            + last.get().sequence() + ", the last applied: " + broken);
        }
    }

    private @Nullable String broken(Ledger.Entry last, Manifest manifest) throws SQLException {
        if (!last.streamId().equals(manifest.streamId())) {
            return "another sender or work folder of stream '" + config.stream() + "' has shipped it";
        }
        Position position = last.position();
        return position == null ? null : position.brokenAt(manifest.position());
    }

    private static String wantedNow(TableName table) {
        return "table '" + table + "' is loaded here from now on, and its rows that travelled before are not here";
    }

    /** Why a complete is needed although nothing is due: the config names a table that it did not. */
    Optional<String> wantedNow(Ledger ledger) throws SQLException {
        return ledger.filledTables().wantedNow(wanted).map(ApplyShipment::wantedNow);
    }

    boolean isTrusted(byte[] signed, byte[] signature) {
        try {
            trust.check(signed, signature);
            return true;
        } catch (ShipmentTrust.UntrustedException e) {
            return false; // as if it were not there
        }
    }

    /** What a reader of the log may want to know of a complete: that the sender's history does not lead to it. */
    Optional<String> newHistory(Ledger.Entry last, Manifest complete) throws SQLException {
        String broken = last.sequence().compareTo(complete.sequence()) < 0 ? broken(last, complete) : null;
        return Optional.ofNullable(broken)
                .map(why -> complete.name() + " does not continue "
                        + last.kind().word() + " " + last.sequence() + ", applied before it: " + why);
    }

    /**
     * Applies partials that follow each other in one transaction, so that nobody sees a state between them.
     *
     * @throws DbferryException if one does not follow or cannot be applied; none is applied then
     */
    List<LoadReport.Applied> partials(Connection connection, Ledger ledger, List<ShipmentName> names, Receipts receipts)
            throws IOException, SQLException {
        List<ShipmentReader> shipments = new ArrayList<>();
        for (ShipmentName name : names) {
            ShipmentReader shipment = open(name);
            verify(shipment);
            install(shipment, List.of());
            shipments.add(shipment);
        }
        List<RowCounts> counts = new ArrayList<>();
        List<String> repaired = new ArrayList<>();
        Stopwatch watch = Stopwatch.start();
        Targets targets = new Targets(config);
        ShipmentReader current = shipments.get(0);
        try (Step step = Step.begin("rows")) {
            connection.setAutoCommit(false);
            begin(connection);
            TargetTriggers triggers = new TargetTriggers(connection);
            for (ShipmentReader shipment : shipments) {
                current = shipment;
                checkFollows(shipment.manifest(), ledger);
                counts.add(apply(connection, targets, shipment, shipment.name(), triggers, repaired));
                add(ledger, shipment, counts.get(counts.size() - 1));
            }
            triggers.restore();
            connection.commit();
        } catch (SQLException | IOException e) {
            throw failed(current, targets, e);
        } finally {
            endTransaction(connection);
        }
        List<LoadReport.Applied> applied = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            applied.add(told(shipments.get(i), counts.get(i), i == 0 ? repaired : List.of(), watch));
            receipts.leave(
                    names.get(i),
                    Receipt.State.APPLIED,
                    ledger.lastId(),
                    counts.get(i).total(),
                    null);
        }
        return applied;
    }

    private RowCounts apply(
            Connection connection,
            Targets targets,
            ShipmentReader shipment,
            ShipmentName recordedFor,
            TargetTriggers triggers,
            List<String> repaired)
            throws SQLException, IOException {
        List<List<TargetTable>> groups = targets.match(connection, shipment);
        triggers.look(shipment.name(), groups);
        List<TargetTable> tables = groups.stream().flatMap(List::stream).toList();
        triggers.silence(tables);
        RowCounts counts =
                new ApplyPartial(shipment, groups, triggers).apply(connection, changedRows(connection, recordedFor));
        TargetSequences.raise(database, connection, tables);
        Proofs proofs = new Proofs(connection, config.stream());
        repaired.addAll(RepairProof.record(connection, shipment, tables, counts, proofs));
        if (config.verify()) {
            PartialProof.record(connection, shipment, wanted, proofs);
        }
        return counts;
    }

    LoadReport.Applied complete(Connection connection, Ledger ledger, LoadPlan.Step.Complete step, Receipts receipts)
            throws IOException, SQLException {
        ShipmentName name = step.complete();
        ShipmentReader shipment = open(name);
        verify(shipment);
        List<ShipmentReader> again = new ArrayList<>();
        for (ShipmentName partial : step.again()) {
            again.add(open(partial));
        }
        new Lineage(ledger).checkComplete(shipment, again);
        List<Manifest> later = again.stream().map(ShipmentReader::manifest).toList();
        installPassedOver(step.passedOver(), later);
        install(shipment, later);
        RowCounts counts;
        List<String> repaired = new ArrayList<>();
        Stopwatch watch = Stopwatch.start();
        Targets targets = new Targets(config);
        try (Step timed = Step.begin("rows");
                FrameReader frames = FrameReader.open(shipment)) {
            List<List<TargetTable>> groups = targets.match(connection, shipment);
            TargetTriggers triggers = new TargetTriggers(connection);
            triggers.look(shipment.name(), groups);
            try (ApplyComplete complete = new ApplyComplete(frames, groups, triggers, progress)) {
                complete.look(connection);
                connection.setAutoCommit(false);
                complete.stage(
                        connection,
                        database,
                        shipment.manifest().digests(),
                        config.work().resolve(COMPARED));
                begin(connection);
                triggers.silence(complete.written());
                counts = complete.apply(connection, changedRows(connection, name));
                TargetSequences.raise(
                        database,
                        connection,
                        groups.stream().flatMap(List::stream).toList());
                prove(connection, shipment, complete);
            }
            for (ShipmentReader partial : again) {
                counts = counts.plus(apply(connection, targets, partial, name, triggers, repaired));
            }
            triggers.restore();
            add(ledger, shipment, counts);
            connection.commit();
        } catch (SQLException | IOException e) {
            throw failed(shipment, targets, e);
        } finally {
            endTransaction(connection);
        }
        LoadReport.Applied told = told(shipment, counts, repaired, watch);
        receipts.leave(name, Receipt.State.APPLIED, ledger.lastId(), counts.total(), null);
        return told;
    }

    private void prove(Connection connection, ShipmentReader shipment, ApplyComplete complete)
            throws SQLException, IOException {
        Proofs proofs = new Proofs(connection, config.stream());
        proofs.forget();
        if (config.verify()) {
            LoadProof.require(connection, shipment, complete.unproven(connection));
            proofs.put(Recorded.equal(shipment.manifest(), complete.tables()));
        }
    }

    private void add(Ledger ledger, ShipmentReader shipment, RowCounts counts) throws SQLException {
        ledger.add(
                shipment.manifest(),
                shipment.manifestSha256(),
                counts,
                after.recordsChanges(),
                FilledTables.of(shipment.manifest(), wanted));
    }

    private static void verify(ShipmentReader shipment) throws IOException {
        try (Step step = Step.begin("verification")) {
            shipment.verify();
        }
    }

    private static LoadReport.Applied told(
            ShipmentReader shipment, RowCounts counts, List<String> repaired, Stopwatch watch) {
        LoadReport.Applied applied = new LoadReport.Applied(shipment.manifest(), counts, repaired);
        Event.of("applied")
                .with("inserted", counts.inserted())
                .with("updated", counts.updated())
                .with("deleted", counts.deleted())
                .with("seconds", watch.seconds())
                .with("tables", Json.line(counts.byTable()))
                .say(applied.describe() + ", in " + watch.text() + counts.describeTables());
        return applied;
    }

    private ChangedRows changedRows(Connection connection, ShipmentName name) {
        return new ChangedRows(connection, config.stream(), name.sequence(), after.recordsChanges());
    }

    private void install(ShipmentReader shipment, List<Manifest> later) throws IOException {
        checkFolders();
        new LoadSpaceCheck(config, depot).require(shipment.manifest());
        long missing = installMedia(shipment, later);
        if (missing > 0) {
            throw RejectedShipment.unfit(
                    shipment.name(), missing + " media files are neither in the depot nor in place here");
        }
    }

    /** @param later partials that were applied already: what they carried is newer */
    private long installMedia(ShipmentReader shipment, List<Manifest> later) throws IOException {
        try (Step step = Step.begin("media")) {
            return new InstallMedia(shipment, config.media(), progress).install(later);
        } catch (IOException e) {
            throwIfFull(shipment, e);
            throw e;
        }
    }

    private void throwIfFull(ShipmentReader shipment, Exception e) throws IOException {
        Optional<DbferryException> full =
                new LoadSpaceCheck(config, depot).full(shipment.name(), shipment.manifest(), e);
        if (full.isPresent()) {
            throw full.get();
        }
    }

    /** A shipment that is passed over may carry media that the complete behind it does not carry again. */
    private void installPassedOver(List<ShipmentName> passedOver, List<Manifest> later) throws IOException {
        for (ShipmentName name : passedOver) {
            try {
                installMedia(open(name), later);
            } catch (DbferryException e) {
                if (e.failure() != Failure.SHIPMENT_REFUSED) {
                    throw e;
                }
                continue; // the complete's own check tells whether a file is missing in the end
            }
        }
    }

    private void checkFolders() {
        for (Path folder : config.media()) {
            if (!Files.isDirectory(folder)) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot write media folder '" + folder + "': the folder does not exist",
                        "Create it and give it to this user, or correct media in the config",
                        null);
            }
        }
    }

    private static void begin(Connection connection) throws SQLException {
        StagingTable.execute(connection, "SET CONSTRAINTS ALL DEFERRED");
    }

    private static void endTransaction(Connection connection) throws SQLException {
        if (!connection.isClosed() && !connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Of a COPY that the database refuses while rows still flow, the refusal comes within an IOException. */
    private DbferryException failed(ShipmentReader shipment, Targets targets, Exception e) throws IOException {
        ShipmentReader.throwIfAltered(e);
        if ((e instanceof SQLException ? e : e.getCause()) instanceof SQLException sql) {
            return targets.contradicted(shipment.name(), sql)
                    .orElseGet(() -> database.refusedWithContext("load " + shipment.name(), sql));
        }
        throwIfFull(shipment, e);
        throw (IOException) e;
    }

    /** Whether the database refused rows for its own rules: a complete may bring it back into step. */
    static boolean contradicts(DbferryException e) {
        return e.getCause() instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith("23");
    }
}
