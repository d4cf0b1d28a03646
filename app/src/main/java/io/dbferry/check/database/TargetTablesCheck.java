package io.dbferry.check.database;

import io.dbferry.check.finding.Findings;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TablePatterns;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.tables.OwnActions;
import io.dbferry.receiver.tables.TargetLocks;
import io.dbferry.text.Count;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The receiver's tables: whether the role may change them, keep its ledger, and reset the config's columns. */
public final class TargetTablesCheck {
    private static final String RIGHTS = "rights";
    private static final String RESET = "reset";
    private static final String OURS = "dbferry";

    /** What a load writes there. */
    private static final List<String> NEEDED = List.of("SELECT", "INSERT", "UPDATE", "DELETE");

    private final ReceiverConfig config;
    private final Rights rights;
    private final Findings findings;
    private final Set<String> closed = new HashSet<>();

    public TargetTablesCheck(ReceiverConfig config, Rights rights, Findings findings) {
        this.config = config;
        this.rights = rights;
        this.findings = findings;
    }

    public void run(Connection connection) throws SQLException {
        ledger(connection);
        temporaryTables();
        Catalog catalog = new CatalogReader(connection).read();
        TablePatterns patterns = TablePatterns.of(config.tables());
        TablePatterns excluded = TablePatterns.of(config.exclude());
        List<Table> tables = catalog.tables().stream()
                .filter(t -> config.tables().isEmpty() || patterns.matches(t.name()))
                .filter(t -> !excluded.matches(t.name()))
                .toList();
        for (String pattern : patterns.matchingNothing(catalog)) {
            findings.warn(
                    "tables",
                    "no table matches '" + pattern + "'",
                    "Make the tables here: with the application's migrations, such as python manage.py migrate, or from the first"
                            + " complete (docs/how-to/create-the-receivers-tables.md)");
        }
        if (tables.isEmpty() && config.followsSchema()) {
            findings.ok("tables", "there is none yet: loads create the sender's, as schema: follow");
        } else if (tables.isEmpty()) {
            findings.fail(
                    "tables",
                    Failure.TARGET_DATABASE,
                    "cannot load into any table: the database has none that the config names",
                    "Make the tables here: with the application's migrations, such as python manage.py migrate, or from the first"
                            + " complete (docs/how-to/create-the-receivers-tables.md)");
        } else {
            rights(tables);
            Set<TableName> loaded = loaded(connection);
            owners(tables.stream().filter(t -> !loaded.contains(t.name())).toList());
            ownActions(connection, tables);
            LocksCheck.run(
                    connection,
                    "a first load of " + Count.of(tables.size(), "table") + " with their partitions and indexes",
                    TargetLocks.needed(connection, tables),
                    Failure.TARGET_DATABASE,
                    findings);
        }
        reset(catalog);
    }

    /** The receiver's own triggers and rules that a load fires. Without patterns no shipment may touch the table. */
    private void ownActions(Connection connection, List<Table> tables) throws SQLException {
        for (OwnActions.Action action :
                OwnActions.of(connection, tables.stream().map(Table::oid).toList())) {
            String hint = "As the table's owner: " + action.disableSql();
            if (!action.fires()) {
                continue;
            }
            if (!action.rule()) {
                findings.warn(
                        "triggers",
                        action.describe() + " fires during loads; loads fail if it skips or changes rows",
                        action.owner() ? hint : hint + "; or let the owner's role load, which does not fire it");
            } else if (config.tables().isEmpty()) {
                findings.warn(
                        "rules", action.describe() + " stops each load that carries the table", action.ruleHint());
            } else {
                findings.fail(
                        "rules",
                        Failure.TARGET_DATABASE,
                        "cannot load into a table with a rule: " + action.describe()
                                + " would change what a load writes",
                        action.ruleHint());
            }
        }
    }

    private void ledger(Connection connection) throws SQLException {
        if (!rights.schemaExists(OURS)) {
            if (rights.onDatabase("CREATE")) {
                findings.ok(RIGHTS, "schema dbferry may be made, for the ledger");
            } else {
                findings.fail(
                        RIGHTS,
                        Failure.TARGET_DATABASE,
                        "cannot make schema 'dbferry': permission denied",
                        "As the database's owner: CREATE SCHEMA dbferry AUTHORIZATION " + rights.role());
            }
        } else if (mayKeepLedger(connection)) {
            findings.ok(RIGHTS, "schema dbferry is there, for the ledger");
        } else {
            findings.fail(
                    RIGHTS,
                    Failure.TARGET_DATABASE,
                    "cannot keep the ledger in schema 'dbferry': permission denied",
                    "As their owner or a superuser: " + String.join("; ", rights.giveSchema(OURS)));
        }
    }

    private boolean mayKeepLedger(Connection connection) throws SQLException {
        if (!rights.onSchema(OURS, "USAGE")) {
            return false;
        }
        return new Ledger(connection, config.stream()).exists() ? mayKeepTables() : rights.onSchema(OURS, "CREATE");
    }

    private boolean mayKeepTables() throws SQLException {
        for (TableName table : rights.tables(OURS)) {
            if (!missing(table).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void temporaryTables() throws SQLException {
        if (!rights.onDatabase("TEMPORARY")) {
            findings.fail(
                    RIGHTS,
                    Failure.TARGET_DATABASE,
                    "cannot make temporary tables: permission denied",
                    "As the database's owner: GRANT TEMPORARY ON DATABASE " + rights.database() + " TO "
                            + rights.role());
        }
    }

    private void rights(List<Table> tables) throws SQLException {
        DeniedTables denied = new DeniedTables();
        int changeable = 0;
        for (Table table : tables) {
            changeable += mayChange(table, denied) ? 1 : 0;
        }
        String role = rights.role();
        denied.tell((names, grant) -> denied(names, grant, role));
        if (changeable == tables.size()) {
            findings.ok(RIGHTS, Count.of(changeable, "table") + " may be changed");
        }
    }

    private boolean mayChange(Table table, DeniedTables denied) throws SQLException {
        boolean all = true;
        if (!rights.onSchema(table.name().schema(), "USAGE")) {
            if (closed.add(table.name().schema())) {
                denied(
                        "schema '" + table.name().schema() + "'",
                        "USAGE ON SCHEMA " + Sql.quote(table.name().schema()),
                        rights.role());
            }
            all = false;
        }
        List<String> missing = missing(table.name());
        if (!missing.isEmpty()) {
            denied.add(DeniedTables.Relation.TABLE, String.join(", ", missing), table.name());
            all = false;
        }
        for (TableName sequence : rights.sequences(table.oid())) {
            // A load raises it (UPDATE) after a look at it (SELECT).
            if (!rights.onSequence(sequence, "UPDATE") || !rights.onSequence(sequence, "SELECT")) {
                denied.add(DeniedTables.Relation.SEQUENCE, "USAGE, SELECT, UPDATE", sequence);
                all = false;
            }
        }
        return all;
    }

    private List<String> missing(TableName table) throws SQLException {
        List<String> missing = new ArrayList<>();
        for (String right : NEEDED) {
            if (!rights.onTable(table, right)) {
                missing.add(right);
            }
        }
        return missing;
    }

    /** Without patterns it may be a table that no shipment touches. */
    private void denied(String names, String grant, String role) {
        String hint = "As its owner: GRANT " + grant + " TO " + role;
        if (config.tables().isEmpty()) {
            findings.warn(
                    RIGHTS, "no right to change " + names + "; loads need it if a shipment contains the table", hint);
        } else {
            findings.fail(RIGHTS, Failure.TARGET_DATABASE, "cannot change " + names + ": permission denied", hint);
        }
    }

    /** Those that this stream has filled: their first load is over. */
    private Set<TableName> loaded(Connection connection) {
        try {
            Ledger ledger = new Ledger(connection, config.stream());
            return ledger.exists() ? Set.copyOf(ledger.filledTables().loaded()) : Set.of();
        } catch (SQLException e) {
            return Set.of(); // the look at the ledger says so
        }
    }

    private void owners(List<Table> tables) throws SQLException {
        if (tables.isEmpty()) {
            return;
        }
        String role = rights.role();
        List<String> others = tables.stream()
                .filter(t -> !t.owner())
                .map(t -> t.name().toString())
                .toList();
        if (others.isEmpty()) {
            findings.ok(RIGHTS, "the role owns all tables: the first load is fast");
        } else {
            String grants = rights
                    .owners(tables.stream()
                            .filter(t -> !t.owner())
                            .map(Table::oid)
                            .toList())
                    .stream()
                    .map(owner -> "GRANT " + owner + " TO " + role)
                    .collect(Collectors.joining("; "));
            findings.warn(
                    RIGHTS,
                    "the role does not own "
                            + (others.size() > 3 ? others.size() + " tables" : String.join(", ", others))
                            + ": the first load is slower",
                    "Nothing breaks; to load faster, as a superuser: " + grants);
        }
    }

    private void reset(Catalog catalog) {
        for (Map.Entry<String, List<String>> entry : config.reset().entrySet()) {
            for (String column : entry.getValue()) {
                reset(catalog, TableName.written(entry.getKey()), column);
            }
        }
    }

    private void reset(Catalog catalog, TableName name, String column) {
        String cause = catalog.find(name)
                .map(t -> t.column(column).isPresent() ? "" : "the table has no such column")
                .orElse("there is no such table");
        if (cause.isEmpty()) {
            findings.ok(RESET, name + "." + column);
        } else {
            findings.fail(
                    RESET,
                    Failure.CONFIG,
                    "cannot reset column '" + column + "' of table '" + name + "': " + cause,
                    "Correct reset in the config");
        }
    }
}
