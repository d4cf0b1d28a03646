package io.dbferry.capture;

import io.dbferry.catalog.Catalog;
import io.dbferry.catalog.ForeignKey;
import io.dbferry.catalog.Sql;
import io.dbferry.catalog.Table;
import io.dbferry.catalog.TableName;
import io.dbferry.shipment.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys of the rows that a partial carries, in temporary tables of the database, one for each shipped table: what
 * the strategies found, and the rows that those refer to by foreign key, to any depth. Temporary tables are the one
 * thing that a read-only transaction may write, so they are made before it.
 */
final class ChangedKeys {
    private final Connection connection;
    private final Map<TableName, String> keyTables = new LinkedHashMap<>();
    private final Map<TableName, Long> counts = new LinkedHashMap<>();
    private final List<Table> parentsFirst;
    private final List<ForeignKey> references;
    private final List<PartialPlan.Choice> choices;

    private ChangedKeys(
            Connection connection, List<PartialPlan.Choice> choices, List<Table> involved, List<ForeignKey> refs) {
        this.connection = connection;
        this.choices = choices;
        this.parentsFirst = involved;
        this.references = refs;
    }

    /** Makes the temporary tables; the connection is in autocommit. */
    static ChangedKeys prepare(Connection connection, Catalog catalog, List<PartialPlan.Choice> choices)
            throws SQLException {
        Set<TableName> keyed = choices.stream()
                .map(PartialPlan.Choice::table)
                .filter(t -> !t.key().isEmpty())
                .map(Table::name)
                .collect(Collectors.toSet());
        Set<TableName> involved = new HashSet<>();
        choices.stream()
                .filter(c -> c.strategy() != null)
                .forEach(c -> withParents(c.table().name(), catalog, keyed, involved));
        List<ForeignKey> references = catalog.foreignKeys().stream()
                .filter(k -> involved.contains(k.table()) && involved.contains(k.parent()))
                .toList();
        ChangedKeys keys = new ChangedKeys(connection, choices, catalog.parentsFirst(involved), references);
        keys.createTables();
        return keys;
    }

    private static void withParents(TableName table, Catalog catalog, Set<TableName> keyed, Set<TableName> found) {
        if (keyed.contains(table) && found.add(table)) {
            catalog.foreignKeysOf(table).forEach(key -> withParents(key.parent(), catalog, keyed, found));
        }
    }

    private void createTables() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Table table : parentsFirst) {
                String keyTable = "pg_temp.changed_" + keyTables.size();
                keyTables.put(table.name(), keyTable);
                statement.execute("CREATE TEMPORARY TABLE " + keyTable.substring("pg_temp.".length()) + " AS SELECT "
                        + Sql.list(table.key()) + " FROM " + table.name().sql() + " WITH NO DATA");
            }
        }
    }

    /** Fills the tables from the current transaction's snapshot. Returns the rows found, without those referred to. */
    long collect(Position since) throws SQLException {
        long changed = 0;
        for (PartialPlan.Choice choice : choices) {
            if (choice.strategy() != null) {
                changed += insert(
                        choice.table(),
                        "SELECT " + Sql.list("t", choice.table().key()) + " FROM " + from(choice.table()) + " t WHERE "
                                + choice.strategy().changedSince(since));
            }
        }
        if (changed > 0) {
            addParents();
            analyze();
        }
        return changed;
    }

    /** Children first, so that one pass reaches every depth; again only while a circle of keys still adds rows. */
    private void addParents() throws SQLException {
        List<Table> childrenFirst = new ArrayList<>(parentsFirst);
        Collections.reverse(childrenFirst);
        long added;
        do {
            added = 0;
            for (Table child : childrenFirst) {
                for (ForeignKey key : references) {
                    if (key.table().equals(child.name()) && counts.getOrDefault(child.name(), 0L) > 0) {
                        long parents = insert(parent(key), parentsOf(child, key));
                        added += circular(key) ? parents : 0;
                    }
                }
            }
        } while (added > 0);
    }

    private boolean circular(ForeignKey key) {
        return place(key.parent()) >= place(key.table());
    }

    private int place(TableName name) {
        return parentsFirst.stream().map(Table::name).toList().indexOf(name);
    }

    private Table parent(ForeignKey key) {
        return parentsFirst.get(place(key.parent()));
    }

    private String parentsOf(Table child, ForeignKey key) {
        Table parent = parent(key);
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < key.columns().size(); i++) {
            pairs.add("p." + Sql.quote(key.parentColumns().get(i)) + " = c."
                    + Sql.quote(key.columns().get(i)));
        }
        return "SELECT DISTINCT " + Sql.list("p", parent.key()) + " FROM " + keyTable(child) + " k JOIN " + from(child)
                + " c ON " + equal("c", "k", child.key()) + " JOIN " + from(parent) + " p ON "
                + String.join(" AND ", pairs) + " WHERE NOT EXISTS (SELECT FROM " + keyTable(parent) + " had WHERE "
                + equal("had", "p", parent.key()) + ")";
    }

    private long insert(Table table, String select) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long rows = statement.executeLargeUpdate("INSERT INTO " + keyTable(table) + " " + select);
            counts.merge(table.name(), rows, Long::sum);
            return rows;
        }
    }

    private void analyze() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Table table : carried()) {
                statement.execute("ANALYZE " + keyTable(table));
            }
        }
    }

    /** The tables with rows to carry, parents before children. */
    List<Table> carried() {
        return parentsFirst.stream()
                .filter(t -> counts.getOrDefault(t.name(), 0L) > 0)
                .toList();
    }

    long count(Table table) {
        return counts.getOrDefault(table.name(), 0L);
    }

    /** {@code FROM} and {@code JOIN} that give the carried rows of the table as {@code t}. */
    String carriedRows(Table table) {
        return from(table) + " t JOIN " + keyTable(table) + " k ON " + equal("t", "k", table.key());
    }

    private String keyTable(Table table) {
        String name = keyTables.get(table.name());
        if (name == null) {
            throw new IllegalArgumentException("no keys are collected for " + table.name());
        }
        return name;
    }

    private static String from(Table table) {
        return (table.partitioned() ? "" : "ONLY ") + table.name().sql();
    }

    private static String equal(String left, String right, List<String> columns) {
        return columns.stream()
                .map(c -> left + "." + Sql.quote(c) + " = " + right + "." + Sql.quote(c))
                .collect(Collectors.joining(" AND "));
    }
}
