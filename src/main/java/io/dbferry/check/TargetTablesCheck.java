package io.dbferry.check;

import io.dbferry.catalog.Catalog;
import io.dbferry.catalog.CatalogReader;
import io.dbferry.catalog.Table;
import io.dbferry.catalog.TableName;
import io.dbferry.catalog.TablePatterns;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.Failure;
import io.dbferry.load.Ledger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The receiver's tables: whether the role may change them, keep its ledger, and reset the config's columns. */
final class TargetTablesCheck {
    private static final String RIGHTS = "rights";
    private static final String RESET = "reset";
    private static final String OURS = "dbferry";
    private static final List<String> NEEDED = List.of("SELECT", "INSERT", "UPDATE", "DELETE");

    private final ReceiverConfig config;
    private final Rights rights;
    private final Findings findings;

    TargetTablesCheck(ReceiverConfig config, Rights rights, Findings findings) {
        this.config = config;
        this.rights = rights;
        this.findings = findings;
    }

    void run(Connection connection) throws SQLException {
        ledger(connection);
        temporaryTables();
        Catalog catalog = new CatalogReader(connection).read();
        TablePatterns patterns = TablePatterns.of(config.tables());
        List<Table> tables = catalog.tables().stream()
                .filter(t -> config.tables().isEmpty() || patterns.matches(t.name()))
                .toList();
        for (String pattern : patterns.matchingNothing(catalog)) {
            findings.warn(
                    "tables",
                    "no table matches '" + pattern + "'",
                    "Make the tables here with the application's migrations");
        }
        if (tables.isEmpty()) {
            findings.fail(
                    "tables",
                    Failure.TARGET_DATABASE,
                    "cannot load into any table: the database has none that the config names",
                    "Make the tables here with the application's migrations");
        } else {
            rights(tables);
            owners(tables);
        }
        reset(catalog);
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
                    "As its owner: ALTER SCHEMA dbferry OWNER TO " + rights.role()
                            + ", and the same for the tables in it");
        }
    }

    private boolean mayKeepLedger(Connection connection) throws SQLException {
        if (!rights.onSchema(OURS, "USAGE")) {
            return false;
        }
        return new Ledger(connection, config.stream()).exists()
                ? missing(new TableName(OURS, "ledger")).isEmpty()
                        && missing(new TableName(OURS, "changed_rows")).isEmpty()
                : rights.onSchema(OURS, "CREATE");
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
        int changeable = 0;
        for (Table table : tables) {
            List<String> missing = missing(table.name());
            if (missing.isEmpty()) {
                changeable++;
            } else {
                denied(table.name(), missing);
            }
        }
        if (changeable == tables.size()) {
            findings.ok(RIGHTS, "all " + changeable + " tables may be changed");
        }
    }

    private List<String> missing(TableName table) throws SQLException {
        List<String> missing = new ArrayList<>();
        if (!rights.onSchema(table.schema(), "USAGE")) {
            missing.add("USAGE");
        }
        for (String right : NEEDED) {
            if (!rights.onTable(table, right)) {
                missing.add(right);
            }
        }
        return missing;
    }

    /** Without patterns it may be a table that no shipment touches. */
    private void denied(TableName table, List<String> missing) throws SQLException {
        String hint =
                "As its owner: GRANT " + String.join(", ", missing) + " ON " + table.sql() + " TO " + rights.role();
        if (config.tables().isEmpty()) {
            findings.warn(RIGHTS, table + " may not be changed, should a shipment carry it", hint);
        } else {
            findings.fail(
                    RIGHTS, Failure.TARGET_DATABASE, "cannot change table '" + table + "': permission denied", hint);
        }
    }

    private void owners(List<Table> tables) {
        List<String> others = tables.stream()
                .filter(t -> !t.owner())
                .map(t -> t.name().toString())
                .toList();
        if (others.isEmpty()) {
            findings.ok(RIGHTS, "the role owns all tables: the first load is fast");
        } else {
            findings.warn(
                    RIGHTS,
                    "the role does not own " + String.join(", ", others) + ": the first load is slower",
                    "Nothing breaks; to load faster, connect as the tables' owner or as a member of that role");
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
                    "Mend reset in the config");
        }
    }
}
