package io.dbferry.check.database;

import io.dbferry.check.finding.Findings;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.SenderMedia;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TablePatterns;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.PartialPlan;
import io.dbferry.sender.build.SourceSnapshot;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.media.ReferencedFiles;
import io.dbferry.sender.tables.SourceTables;
import io.dbferry.sender.tables.TableSelection;
import io.dbferry.text.Count;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sender's tables: which are shipped and how, whether the role may read them, and what is left behind. */
public final class SourceTablesCheck {
    private static final String RIGHTS = "rights";
    private static final String TABLES = "tables";
    private static final String MEDIA = "media";

    /** Of one kind; with more, the others would be lost among them. */
    private static final int MOST_LINES = 5;

    private final SenderConfig config;
    private final Database database;
    private final Rights rights;
    private final Findings findings;
    private final boolean fix;

    /** @param fix whether what strategy {@code log} needs is made */
    public SourceTablesCheck(SenderConfig config, Database database, Rights rights, Findings findings, boolean fix) {
        this.config = config;
        this.database = database;
        this.rights = rights;
        this.findings = findings;
        this.fix = fix;
    }

    public void run(Connection connection) throws SQLException {
        temporaryTables();
        Catalog catalog;
        try {
            catalog = TableSelection.read(config, connection);
        } catch (DbferryException e) {
            findings.fail(PolicyFindings.POLICY, e.failure(), String.valueOf(e.getMessage()), e.hint());
            return;
        }
        shipped(connection, catalog);
    }

    private void shipped(Connection connection, Catalog catalog) throws SQLException {
        List<SourceTables> found = new ArrayList<>();
        findings.attempt(TABLES, () -> found.add(SourceTables.of(config, catalog)));
        if (found.isEmpty()) {
            return;
        }
        SourceTables source = found.get(0);
        List<Table> tables = source.shipped();
        List<Table> asked = new ArrayList<>(source.standing());
        asked.addAll(tables);
        boolean readable = mayReadAll(asked);
        notSupported(source);
        if (readable) {
            new PolicyFindings(config.policy(), findings).run(connection, tables);
        }
        findings.attempt(MEDIA, () -> namedBy(source));
        strategies(source, connection);
        LocksCheck.run(
                connection,
                "a snapshot of " + Count.of(tables.size(), "table") + " with their partitions",
                SourceSnapshot.locks(tables),
                Failure.SOURCE_DATABASE,
                findings);
        if (readable) { // else pg_dump would only say the same
            SchemaCheck.run(database, connection, catalog, tables, config.wholeSchema(), findings);
        }
    }

    private void temporaryTables() throws SQLException {
        if (rights.inRecovery()) {
            findings.warn(
                    RIGHTS,
                    "the server is in recovery, where no temporary tables can be made: partials will fail",
                    "Name the primary server in database.url, or dump completes only");
        } else if (!rights.onDatabase("TEMPORARY")) {
            findings.fail(
                    RIGHTS,
                    Failure.SOURCE_DATABASE,
                    "cannot make temporary tables: permission denied",
                    "As the database's owner: GRANT TEMPORARY ON DATABASE " + rights.database() + " TO "
                            + rights.role());
        } else {
            findings.ok(RIGHTS, "temporary tables may be made");
        }
    }

    private boolean mayReadAll(List<Table> tables) throws SQLException {
        Set<String> closed = closedSchemas(tables);
        DeniedTables denied = new DeniedTables();
        int readable = 0;
        for (Table table : tables) {
            readable += !closed.contains(table.name().schema()) && mayRead(table, denied) ? 1 : 0;
        }
        String role = rights.role();
        denied.tell((names, grant) -> denied(names, grant, role));
        if (readable == tables.size()) {
            findings.ok(RIGHTS, Count.of(readable, "table") + " and their sequences may be read");
        }
        return readable == tables.size();
    }

    private Set<String> closedSchemas(List<Table> tables) throws SQLException {
        Set<String> closed = new TreeSet<>();
        for (Table table : tables) {
            String schema = table.name().schema();
            if (!rights.onSchema(schema, "USAGE") && closed.add(schema)) {
                denied("schema '" + schema + "'", "USAGE ON SCHEMA " + Sql.quote(schema), rights.role());
            }
        }
        return closed;
    }

    private boolean mayRead(Table table, DeniedTables denied) throws SQLException {
        boolean all = rights.onTable(table.name(), "SELECT");
        if (!all) {
            denied.add(DeniedTables.Relation.TABLE, "SELECT", table.name());
        }
        for (TableName partition : table.partitions()) {
            if (!rights.onTable(partition, "SELECT")) {
                denied.add(DeniedTables.Relation.TABLE, "SELECT", partition);
                all = false;
            }
        }
        for (TableName sequence : rights.sequences(table.oid())) {
            if (!rights.onSequence(sequence, "SELECT")) {
                denied.add(DeniedTables.Relation.SEQUENCE, "SELECT", sequence);
                all = false;
            }
        }
        if (rights.seesSomeRowsOnly(table.name())) {
            findings.fail(
                    RIGHTS,
                    Failure.SOURCE_DATABASE,
                    "cannot read all rows of table '" + table.name() + "': row-level security hides some",
                    "Let the role see all rows: ALTER ROLE " + rights.role() + " BYPASSRLS");
            return false;
        }
        return all;
    }

    private void denied(String object, String grant, String role) {
        findings.fail(
                RIGHTS,
                Failure.SOURCE_DATABASE,
                "cannot read " + object + ": permission denied",
                "As its owner: GRANT " + grant + " TO " + role);
    }

    private void strategies(SourceTables source, Connection connection) throws SQLException {
        List<Table> tables = source.shipped();
        List<TableChoice> choices = new ArrayList<>();
        try {
            choices.addAll(PartialPlan.of(config, source, connection));
        } catch (DbferryException e) {
            findings.attempt(TABLES, () -> {
                throw e;
            });
            return;
        }
        int width = tables.stream()
                .mapToInt(t -> t.name().toString().length())
                .max()
                .orElse(1);
        for (TableChoice choice : choices) {
            String strategy = choice instanceof TableChoice.Followed followed
                    ? followed.strategy().describe(followed.table()) + " (" + followed.reason() + "): "
                            + followed.strategy().cost(followed.table(), connection)
                    : "completes only: " + choice.reason();
            findings.ok(
                    TABLES,
                    String.format(
                            Locale.ROOT, "%-" + width + "s  %s", choice.table().name(), strategy));
        }
        List<Table> keyless =
                tables.stream().filter(table -> table.key().isEmpty()).toList();
        warn(
                keyless.stream().map(Table::name).toList(),
                " has no key: its changes travel with completes only",
                " tables have no key, and their changes travel with completes only: ",
                "Give each a key: ALTER TABLE %s ADD PRIMARY KEY (...)");
        List<Table> fromLog = PartialPlan.readFromLog(choices);
        if (!fromLog.isEmpty()) {
            new LogCheck(config.log(), findings).run(connection, fromLog, fix);
        }
    }

    private void notSupported(SourceTables source) throws SQLException {
        Catalog catalog = source.catalog();
        TablePatterns excluded = TablePatterns.of(config.exclude());
        Predicate<TableName> meant = TableSelection.meant(config.tables(), config.exclude());
        for (String pattern : excluded.matchingNothing(catalog)) {
            findings.warn(TABLES, "exclude: no table matches '" + pattern + "'", null);
        }
        source.skipped().stream()
                .filter(table -> !TableSelection.standsStill(table))
                .forEach(table -> findings.warn(
                        TABLES,
                        TableSelection.describeSkipped(table),
                        "Name the table with exclude in the config, and this warning ends"));
        warn(
                rights.foreignTables().stream().filter(meant).toList(),
                " is a foreign table, which is not shipped",
                " foreign tables are not shipped: ",
                null);
        Set<TableName> known = catalog.tables().stream().map(Table::name).collect(Collectors.toSet());
        Predicate<TableName> shipped = meant.and(known::contains);
        warn(
                rights.inheriting().stream().filter(shipped).toList(),
                " inherits from another table: both are shipped, as tables of their own that hold the same rows",
                " tables inherit from others, and are shipped as tables of their own that hold the same rows: ",
                null);
        warn(
                rights.withRowSecurity().stream().filter(shipped).toList(),
                " has row-level security, whose policies loads do not bring",
                " tables have row-level security, whose policies loads do not bring: ",
                null);
    }

    /**
     * A line for each table, or one for many.
     *
     * @param is what a table is, behind its name
     * @param are what several are, behind their number and before their names
     * @param hint with {@code %s} for a table as SQL; null for none
     */
    private void warn(List<TableName> names, String is, String are, @Nullable String hint) {
        if (names.size() <= MOST_LINES) {
            names.forEach(name -> findings.warn(TABLES, name + is, hint == null ? null : hint.formatted(name.sql())));
            return;
        }
        String some = names.stream().limit(MOST_LINES).map(TableName::toString).collect(Collectors.joining(", "));
        findings.warn(
                TABLES,
                names.size() + are + some + " and " + (names.size() - MOST_LINES) + " more",
                hint == null ? null : hint.formatted(names.get(0).sql()));
    }

    private void namedBy(SourceTables source) {
        ReferencedFiles.of(config.media(), source.shipped(), source::standsStill);
        List<String> columns = config.media().stream()
                .map(SenderMedia::namedBy)
                .flatMap(List::stream)
                .toList();
        if (!columns.isEmpty()) {
            findings.ok(MEDIA, "named by " + String.join(", ", columns));
        }
    }
}
