package io.dbferry.receiver.drift;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.arrived.ArrivedShipments;
import io.dbferry.receiver.drift.SchemaReport.Difference;
import io.dbferry.receiver.drift.SchemaReport.TableSchema;
import io.dbferry.receiver.ledger.HeldTables;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.SenderNames;
import io.dbferry.receiver.ledger.StreamLock;
import io.dbferry.receiver.map.TableStreams;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.schema.KnownTable;
import io.dbferry.receiver.schema.Renames;
import io.dbferry.receiver.schema.SchemaChange;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.manifest.TableEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows the sender's tables, compares the receiver's with them, and makes what is missing. */
public final class SchemaRun {
    private final ReceiverConfig config;
    private final Database database;
    private final Depot depot;
    private final ArrivedShipments shipments;
    private final Clock clock;
    private final Consumer<String> warnings;

    public SchemaRun(
            ReceiverConfig config,
            Database database,
            Depot depot,
            ShipmentTrust trust,
            Clock clock,
            Consumer<String> warnings) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.shipments = new ArrivedShipments(config, depot, trust, Progress.SILENT);
        this.clock = clock;
        this.warnings = warnings;
    }

    /** The sender's tables. */
    public SchemaReport show() throws IOException {
        NewestSchema newest = newest();
        return report(newest, newest.tables().stream().map(TableSchema::of).toList(), null, null);
    }

    /** Where the receiver's tables differ. */
    public SchemaReport diff() throws IOException {
        NewestSchema newest = newest();
        try (Connection connection = database.connect()) {
            return report(newest, null, null, changes(connection, newest));
        } catch (SQLException e) {
            throw database.refused("compare schemas", e);
        }
    }

    /**
     * Makes what is missing, all of it or nothing but values of enumerations, and says what is left.
     *
     * @throws DbferryException if the database refuses a statement; nothing else has changed then
     */
    public SchemaReport apply() throws IOException {
        NewestSchema newest = newest();
        try (Connection connection = database.connect()) {
            StreamLock.take(connection, config.stream(), "schema diff --apply");
            requireOwn(connection, newest);
            List<SchemaChange> changes = changes(connection, newest);
            Follow follow = new Follow(connection);
            List<SchemaChange> applied = new ArrayList<>(
                    changes.stream().filter(SchemaChange::isFollowedBefore).toList());
            try {
                follow.before(changes);
                connection.setAutoCommit(false);
                Renames renames = renames(connection, newest);
                applied.addAll(follow.within(changes));
                new SenderNames(connection, config.stream()).put(newest.systemIdentifier(), renames.after());
                askForRows(connection, applied);
                connection.commit();
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                throw refused(changes, e);
            }
            applied.forEach(Follow::told);
            return report(newest, null, applied, changes(connection, newest));
        } catch (SQLException e) {
            throw database.refused("compare schemas", e);
        }
    }

    /**
     * A table or column that was filled before, and that somebody has dropped, is empty now: it stands still until the sender has
     * carried all rows of the table. One that stands still already is asked for because it has changed.
     */
    private void askForRows(Connection connection, List<SchemaChange> applied) throws SQLException {
        Ledger ledger = new Ledger(connection, config.stream());
        if (!ledger.exists() || ledger.last().isEmpty()) {
            return;
        }
        Sequence since = ledger.last().get().sequence();
        HeldTables held = ledger.held(Targets.wanted(config));
        Set<TableName> inStep = new HashSet<>(ledger.filledTables().loaded());
        held.all().forEach(table -> inStep.remove(table.table()));
        for (SchemaChange change : applied) {
            if (change.needsAllRows() && inStep.remove(change.table())) {
                held.hold(
                        change.table(),
                        since,
                        new HeldTables.Reason(
                                "table '" + change.table()
                                        + "' has got what was missing, without the rows of earlier shipments",
                                "Run 'dbferry load': the sender then carries all its rows with its next partial or complete",
                                null,
                                false));
            }
        }
    }

    /** What another stream fills is for that one's schema. */
    private void requireOwn(Connection connection, NewestSchema newest) throws SQLException {
        if (!new Ledger(connection, config.stream()).exists()) {
            return;
        }
        Optional<TableStreams.Filled> other = new TableStreams(connection, config.stream())
                .filledByOthers(newest.tables().stream().map(TableEntry::name).toList());
        if (other.isPresent()) {
            throw new DbferryException(
                    Failure.TARGET_DATABASE,
                    "cannot change the schema: " + other.get().cause(),
                    other.get().hint());
        }
    }

    private DbferryException refused(List<SchemaChange> changes, SQLException e) {
        DbferryException refused = database.refused("change the schema", e);
        String ddl = String.join(
                "; ",
                changes.stream()
                        .filter(SchemaChange::isFollowed)
                        .flatMap(change -> change.ddl().stream())
                        .toList());
        return new DbferryException(
                refused.failure(),
                String.valueOf(refused.getMessage()),
                "Run it as the owner of the tables, who may create in their schema: " + ddl,
                e);
    }

    private NewestSchema newest() throws IOException {
        NewestSchema newest = NewestSchema.read(depot, shipments, Targets.wanted(config))
                .orElseThrow(() -> new DbferryException(
                        Failure.DEPOT,
                        "cannot read the sender's schema: the depot has no shipment that can be read",
                        "Run 'dbferry dump complete' on the sender; 'dbferry check' says what is wrong with the depot's",
                        null));
        newest.refused().forEach(warnings);
        return newest;
    }

    private List<SchemaChange> changes(Connection connection, NewestSchema newest) throws SQLException {
        return new Follow(connection).changes(newest.tables(), renames(connection, newest));
    }

    private Renames renames(Connection connection, NewestSchema newest) throws SQLException {
        Ledger ledger = new Ledger(connection, config.stream());
        List<KnownTable> known = ledger.exists() ? ledger.names().of(newest.systemIdentifier()) : List.of();
        return Renames.of(newest.tables(), newest.numbers(), known, new CatalogReader(connection).read());
    }

    private SchemaReport report(
            NewestSchema newest,
            @Nullable List<TableSchema> tables,
            @Nullable List<SchemaChange> applied,
            @Nullable List<SchemaChange> differences) {
        boolean differs = Stream.ofNullable(differences).flatMap(List::stream).anyMatch(SchemaChange::matters);
        return new SchemaReport(
                SchemaReport.VERSION,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                config.stream(),
                config.name(),
                newest.newest().folder(),
                tables,
                documents(applied),
                documents(differences),
                differs ? Failure.TARGET_DATABASE.exitCode() : 0);
    }

    private static @Nullable List<Difference> documents(@Nullable List<SchemaChange> changes) {
        return changes == null ? null : changes.stream().map(Difference::of).toList();
    }
}
