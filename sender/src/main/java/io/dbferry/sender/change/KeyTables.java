package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The temporary tables of {@link ChangedKeys} and the SQL over them: of each table that a partial may carry one with the
 * keys of its rows, and of those whose strategy tells keys one more with these.
 */
final class KeyTables {
    private final Map<TableName, String> keyTables = new LinkedHashMap<>();
    private final Map<TableName, String> touchedTables = new LinkedHashMap<>();
    private final List<String> create = new ArrayList<>();
    private final List<Table> parentsFirst;
    private final List<ForeignKey> references;

    private KeyTables(List<Table> involved, List<ForeignKey> references) {
        this.parentsFirst = involved;
        this.references = references;
    }

    /** Of the tables with a strategy, and of those that their rows refer to, to any depth. */
    static KeyTables of(Catalog catalog, List<TableChoice> choices) {
        Set<TableName> keyed = choices.stream()
                .map(TableChoice::table)
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
        KeyTables tables = new KeyTables(catalog.parentsFirst(involved), references);
        tables.name(choices);
        return tables;
    }

    private static void withParents(TableName table, Catalog catalog, Set<TableName> keyed, Set<TableName> found) {
        if (keyed.contains(table) && found.add(table)) {
            catalog.foreignKeysOf(table).forEach(key -> withParents(key.parent(), catalog, keyed, found));
        }
    }

    private void name(List<TableChoice> choices) {
        for (Table table : parentsFirst) {
            keyTables.put(table.name(), create("changed_" + keyTables.size(), table));
        }
        for (TableChoice choice : choices) {
            if (choice.strategy() != null && choice.strategy().touches()) {
                Table table = choice.table();
                touchedTables.put(table.name(), create("touched_" + touchedTables.size(), table));
            }
        }
    }

    private String create(String name, Table table) {
        create.add("CREATE TEMPORARY TABLE " + name + " AS SELECT " + Sql.list(table.key()) + " FROM "
                + table.name().sql() + " WITH NO DATA");
        return "pg_temp." + name;
    }

    /** The statements that make the tables. */
    List<String> create() {
        return List.copyOf(create);
    }

    List<Table> parentsFirst() {
        return parentsFirst;
    }

    /** The foreign keys by which rows of that table refer to others that travel. */
    List<ForeignKey> referencesOf(Table child) {
        return references.stream().filter(k -> k.table().equals(child.name())).toList();
    }

    /** Whether the parent comes behind the child: rows that it adds may bring more of the child's. */
    boolean circular(ForeignKey key) {
        return place(key.parent()) >= place(key.table());
    }

    private int place(TableName name) {
        return parentsFirst.stream().map(Table::name).toList().indexOf(name);
    }

    Table parent(ForeignKey key) {
        return parentsFirst.get(place(key.parent()));
    }

    /**
     * A query for the keys of rows.
     *
     * @param condition on {@code t}
     * @param onlyNew whether to skip those that are there already
     */
    String changed(Table table, String condition, boolean onlyNew) {
        return "SELECT " + Sql.list("t", table.key()) + " FROM " + table.rowsSql() + " t WHERE " + condition
                + (onlyNew ? " AND NOT " + collected(table, "t") : "");
    }

    /** A query for the keys of touched rows that are there, and not collected yet. */
    String touchedRows(Table table) {
        return "SELECT DISTINCT " + Sql.list("t", table.key()) + " FROM " + touchedTable(table) + " k JOIN "
                + table.rowsSql() + " t ON " + equal(table, "t", "k") + " WHERE NOT "
                + collected(table, "t");
    }

    /** A query for the keys of rows that are gone, each once. */
    String deletedKeys(Table table) {
        return "SELECT DISTINCT " + Sql.list("k", table.key()) + " FROM " + touchedTable(table)
                + " k WHERE NOT EXISTS (SELECT FROM " + table.rowsSql() + " t WHERE " + equal(table, "t", "k") + ")";
    }

    /** A query for the keys of rows that collected ones refer to, and that are not collected yet. */
    String parentsOf(Table child, ForeignKey key) {
        Table parent = parent(key);
        return "SELECT DISTINCT " + Sql.list("p", parent.key()) + " FROM " + keyTable(child) + " k JOIN "
                + child.rowsSql() + " c ON " + equal(child, "c", "k") + " JOIN " + parent.rowsSql() + " p ON "
                + key.refers("p", "c") + " WHERE NOT "
                + collected(parent, "p");
    }

    /** {@code FROM} and {@code JOIN} that give the collected rows of the table as {@code t}. */
    String carriedRows(Table table) {
        return table.rowsSql() + " t JOIN " + keyTable(table) + " k ON " + equal(table, "t", "k");
    }

    private String collected(Table table, String alias) {
        return "EXISTS (SELECT FROM " + keyTable(table) + " had WHERE " + equal(table, "had", alias) + ")";
    }

    String keyTable(Table table) {
        return named(keyTables, table);
    }

    String touchedTable(Table table) {
        return named(touchedTables, table);
    }

    private static String named(Map<TableName, String> names, Table table) {
        String name = names.get(table.name());
        if (name == null) {
            throw new IllegalArgumentException("no keys are collected for " + table.name());
        }
        return name;
    }

    private static String equal(Table table, String left, String right) {
        return table.equal(left, right, table.key());
    }
}
