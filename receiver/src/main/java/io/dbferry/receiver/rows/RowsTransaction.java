package io.dbferry.receiver.rows;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.ReceiverConfig.OnTrouble;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.apply.ApplyComplete;
import io.dbferry.receiver.apply.ApplyPartial;
import io.dbferry.receiver.apply.ChangedRows;
import io.dbferry.receiver.apply.StagingTable;
import io.dbferry.receiver.apply.TargetTriggers;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.first.FirstLoad;
import io.dbferry.receiver.ledger.CarriedColumns;
import io.dbferry.receiver.ledger.FilledTables;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.Proofs;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.map.TableStreams;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.proof.LoadProof;
import io.dbferry.receiver.proof.PartialProof;
import io.dbferry.receiver.proof.Recorded;
import io.dbferry.receiver.proof.RepairProof;
import io.dbferry.receiver.tables.ApplicationNames;
import io.dbferry.receiver.tables.LockPatience;
import io.dbferry.receiver.tables.TargetSequences;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings rows of shipments and their ledger entries into the database in one transaction. A table that makes it fail is held back in
 * the next attempt, in which the others are written.
 */
public final class RowsTransaction {
    private static final String COMPARED = "compared";

    /** Longer, one table that another session holds would keep all others waiting. */
    private static final Duration LOCK_PATIENCE = Duration.ofMinutes(1);

    private final ReceiverConfig config;
    private final Database database;
    private final Connection connection;
    private final Ledger ledger;
    private final boolean recordsChanges;
    private final Progress progress;
    private final Writing writing;
    private final Troubles troubles;
    private final Following following;
    private final FilledBefore before;
    private @Nullable ShipmentReader current;

    /**
     * For one row of shipments.
     *
     * @param connection as the writing wants it
     * @param recordsChanges whether consumers want to know which rows change
     */
    public RowsTransaction(
            ReceiverConfig config,
            Database database,
            Connection connection,
            Ledger ledger,
            boolean recordsChanges,
            Progress progress,
            Writing writing) {
        this.config = config;
        this.database = database;
        this.connection = connection;
        this.ledger = ledger;
        this.recordsChanges = recordsChanges;
        this.progress = progress;
        this.writing = writing;
        this.troubles = new Troubles(database, config.onTrouble(), config.followsSchema());
        this.following = new Following(
                connection, ledger, Targets.wanted(config), troubles, config.followsSchema(), writing.isForGood());
        this.before = new FilledBefore(new FirstLoad(config, database, connection), connection, writing.isForGood());
    }

    /**
     * What came of it.
     *
     * @param counts of each shipment, the complete's with those of the partials behind it
     * @param repaired what it did about tables that were not in step, a line for each
     */
    public record Written(List<RowCounts> counts, List<String> repaired) {
        public Written {
            counts = List.copyOf(counts);
            repaired = List.copyOf(repaired);
        }
    }

    /** Whether a shipment follows what was applied; throws if it does not. */
    public interface Order {
        void check(Manifest manifest) throws SQLException;
    }

    /** The shipment whose rows were written when it ended. */
    public ShipmentReader current() {
        return Objects.requireNonNull(current);
    }

    /** @throws DbferryException if one does not follow or cannot be applied; none is applied then */
    public Written partials(List<ShipmentReader> shipments, Order order) throws SQLException, IOException {
        return attempt(targets -> partials(targets, shipments, order));
    }

    /** @param again partials that were applied before, and come behind it */
    public Written complete(ShipmentReader shipment, List<ShipmentReader> again) throws SQLException, IOException {
        return attempt(targets -> complete(targets, shipment, again));
    }

    /** All of it in one transaction. */
    private interface Attempt {
        Written run(Targets targets) throws SQLException, IOException;
    }

    /** Each attempt but the last leaves one more table alone. */
    private Written attempt(Attempt attempt) throws SQLException, IOException {
        while (true) {
            Targets targets = new Targets(config);
            try {
                writing.attempt(connection);
                Written written = attempt.run(targets);
                writing.keep(connection);
                return written;
            } catch (SQLException | IOException | DbferryException e) {
                writing.undo(connection, e);
                if (before.failed(e)) {
                    continue;
                }
                ShipmentReader.throwIfAltered(e);
                if (!troubles.add(e, current().name(), targets)) {
                    before.undo(e);
                    throw troubles.inWords(e, current().name(), targets);
                }
                if (e instanceof DbferryException) {
                    troubles.hint(following.renames(current().manifest(), Set.of()));
                }
            }
        }
    }

    private Written partials(Targets targets, List<ShipmentReader> shipments, Order order)
            throws SQLException, IOException {
        List<RowCounts> counts = new ArrayList<>();
        List<String> repaired = new ArrayList<>();
        Holding holding = new Holding(connection, config, troubles);
        current = shipments.get(0);
        before.undo();
        for (ShipmentReader shipment : shipments) {
            following.begin(shipment.manifest());
        }
        repaired.addAll(following.before());
        writing.begin(connection);
        begin();
        TargetTriggers triggers = new TargetTriggers(connection);
        for (ShipmentReader shipment : shipments) {
            current = shipment;
            order.check(shipment.manifest());
            RowCounts rows = partial(targets, holding, shipment, shipment.name(), triggers, repaired);
            counts.add(rows);
            holding.forgetUncovered(shipment);
            add(shipment, rows);
        }
        triggers.restore();
        return new Written(counts, repaired);
    }

    /** @param recordedFor the shipment whose changes its are */
    private RowCounts partial(
            Targets targets,
            Holding holding,
            ShipmentReader shipment,
            ShipmentName recordedFor,
            TargetTriggers triggers,
            List<String> repaired)
            throws SQLException, IOException {
        requireOwn(shipment);
        repaired.addAll(following.gone(shipment.manifest()));
        repaired.addAll(following.follow(shipment.manifest()));
        List<List<TargetTable>> groups = holding.match(targets, shipment);
        List<TargetTable> tables = groups.stream().flatMap(List::stream).toList();
        triggers.look(shipment.name(), groups);
        triggers.silence(tables);
        ApplicationNames names = triggers.names();
        names.let();
        RowCounts counts = new ApplyPartial(shipment, groups, triggers).apply(connection, changedRows(recordedFor));
        names.end();
        raiseSequences(tables);
        Proofs proofs = new Proofs(connection, config.stream());
        repaired.addAll(RepairProof.record(connection, shipment, tables, counts, proofs));
        noteColumns(tables);
        repaired.addAll(holding.settle(shipment));
        following.written(shipment.manifest(), tables);
        if (config.verify()) {
            PartialProof.record(connection, shipment, holding.inStep(), proofs);
        }
        names.let();
        return counts;
    }

    private Written complete(Targets targets, ShipmentReader shipment, List<ShipmentReader> again)
            throws SQLException, IOException {
        current = shipment;
        List<String> repaired = new ArrayList<>();
        Holding holding = new Holding(connection, config, troubles);
        try (FrameReader frames = FrameReader.open(shipment)) {
            requireOwn(shipment);
            repaired.addAll(following.gone(shipment.manifest()));
            boolean changesTables = following.begin(shipment.manifest());
            repaired.addAll(following.before());
            if (changesTables) {
                before.undo();
                beginChanging(shipment, repaired);
            }
            List<List<TargetTable>> groups = holding.match(targets, shipment);
            TargetTriggers triggers = new TargetTriggers(connection);
            triggers.look(shipment.name(), groups);
            if (!changesTables) {
                before.fill(shipment, frames, groups, triggers, progress);
            }
            ApplicationNames names = triggers.names();
            RowCounts counts;
            try (ApplyComplete complete = new ApplyComplete(frames, groups, triggers, progress)) {
                complete.look(connection, table -> !changesTables || following.isCreated(table));
                writing.begin(connection);
                setLockPatience();
                complete.stage(
                        connection,
                        database,
                        shipment.manifest().digests(),
                        config.work().resolve(COMPARED),
                        following::isOurs);
                StagingTable.execute(connection, "SET CONSTRAINTS ALL DEFERRED");
                triggers.silence(complete.written());
                names.let();
                ChangedRows changed = changedRows(shipment.name());
                counts = complete.apply(connection, changed).plus(before.count(changed));
                names.end();
                raiseSequences(groups.stream().flatMap(List::stream).toList());
                prove(shipment, complete);
            }
            noteColumns(groups.stream().flatMap(List::stream).toList());
            repaired.addAll(holding.settle(shipment));
            following.written(
                    shipment.manifest(), groups.stream().flatMap(List::stream).toList());
            for (ShipmentReader partial : again) {
                counts = counts.plus(partial(targets, holding, partial, shipment.name(), triggers, repaired));
            }
            if (again.isEmpty()) {
                holding.forgetUncovered(shipment);
            }
            before.end();
            names.let();
            triggers.restore();
            add(shipment, counts);
            return new Written(List.of(counts), repaired);
        }
    }

    private void noteColumns(List<TargetTable> tables) throws SQLException {
        new CarriedColumns(connection, config.stream())
                .note(tables.stream().map(TargetTable::shipped).toList());
    }

    private void requireOwn(ShipmentReader shipment) throws SQLException {
        new TableStreams(connection, config.stream())
                .require(
                        shipment.name().toString(),
                        FilledTables.of(shipment.manifest(), Targets.wanted(config))
                                .loaded());
    }

    /** The transaction changes tables first, as the rows need it: its snapshot begins with that. */
    private void beginChanging(ShipmentReader shipment, List<String> told) throws SQLException {
        writing.begin(connection);
        following.beginSnapshot();
        setLockPatience();
        told.addAll(following.follow(shipment.manifest()));
    }

    private void prove(ShipmentReader shipment, ApplyComplete complete) throws SQLException, IOException {
        Proofs proofs = new Proofs(connection, config.stream());
        proofs.forget();
        if (config.verify()) {
            LoadProof.require(connection, shipment, complete.unproven(connection));
            proofs.put(Recorded.equal(shipment.manifest(), complete.tables()));
        }
    }

    /** No other stream fills what this one does, and none can from then on. */
    private void add(ShipmentReader shipment, RowCounts counts) throws SQLException {
        FilledTables filled = FilledTables.of(shipment.manifest(), Targets.wanted(config));
        FilledTables before = ledger.filledTables();
        if (!filled.equals(before)) {
            new Proofs(connection, config.stream()).forget(before.goneIn(shipment.manifest()));
            TableStreams streams = new TableStreams(connection, config.stream());
            streams.take(filled.loaded());
            streams.require(shipment.name().toString(), filled.loaded());
        }
        ledger.add(shipment.manifest(), shipment.manifestSha256(), counts, recordsChanges, filled);
    }

    private ChangedRows changedRows(ShipmentName name) {
        return new ChangedRows(config.stream(), name.sequence(), recordsChanges);
    }

    private void begin() throws SQLException {
        StagingTable.execute(connection, "SET CONSTRAINTS ALL DEFERRED");
        setLockPatience();
    }

    private void setLockPatience() throws SQLException {
        if (config.onTrouble() == OnTrouble.HOLD_TABLE) {
            LockPatience.set(connection, LOCK_PATIENCE);
        }
    }

    /** No transaction takes a sequence back. */
    private void raiseSequences(List<TargetTable> tables) throws SQLException {
        if (writing.isForGood()) {
            TargetSequences.raise(database, connection, tables, following::isOurs);
        }
    }
}
