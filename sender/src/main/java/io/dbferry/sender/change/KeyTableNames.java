package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of a run's temporary tables of keys, and the queries on them.
 *
 * @param carriedTables by table, that of the rows that are carried
 * @param touchedTables by table, that of the rows that may be gone
 */
record KeyTableNames(Map<TableName, String> carriedTables, Map<TableName, String> touchedTables) {
    private static final String CARRIED = "changed_";
    private static final String TOUCHED = "touched_";

    static KeyTableNames of(List<Table> carried, List<Table> touched) {
        return new KeyTableNames(names(CARRIED, carried), names(TOUCHED, touched));
    }

    private static Map<TableName, String> names(String prefix, List<Table> tables) {
        Map<TableName, String> names = new HashMap<>();
        tables.forEach(table -> names.put(table.name(), "pg_temp." + prefix + names.size()));
        return names;
    }

    /** The statements that make the tables. */
    static List<String> create(List<Table> carried, List<Table> touched) {
        KeyTableNames names = of(carried, touched);
        List<String> statements = new ArrayList<>();
        carried.forEach(table -> statements.add(create(names.carried(table), table)));
        touched.forEach(table -> statements.add(create(names.touched(table), table)));
        return statements;
    }

    private static String create(String name, Table table) {
        return "CREATE TEMPORARY TABLE " + name + " AS SELECT " + Sql.list(table.key()) + " FROM "
                + table.name().sql() + " WITH NO DATA";
    }

    String carried(Table table) {
        return named(carriedTables, table);
    }

    String touched(Table table) {
        return named(touchedTables, table);
    }

    private static String named(Map<TableName, String> names, Table table) {
        String name = names.get(table.name());
        if (name == null) {
            throw new IllegalArgumentException("no keys are collected for " + table.name());
        }
        return name;
    }

    /** Whether keys of the table's rows are collected. */
    boolean takes(Table table) {
        return carriedTables.containsKey(table.name());
    }

    /** The condition that the row of that alias is carried already. */
    String has(Table table, String alias) {
        return "EXISTS (SELECT FROM " + carried(table) + " had WHERE " + equal(table, "had", alias) + ")";
    }

    private static String equal(Table table, String left, String right) {
        return table.equal(left, right, table.key());
    }

    /**
     * The keys of rows that meet a condition on {@code t}.
     *
     * @param some whether keys of the table are there already, which are not given again
     */
    String changed(Table table, String condition, boolean some) {
        return "SELECT " + Sql.list("t", table.key()) + " FROM " + table.rowsSql() + " t WHERE " + condition
                + (some ? " AND NOT " + has(table, "t") : "");
    }

    /** The keys of touched rows that are in the snapshot and not carried yet. */
    String touchedRows(Table table) {
        return "SELECT DISTINCT " + Sql.list("t", table.key()) + " FROM " + touched(table) + " k JOIN "
                + table.rowsSql() + " t ON " + equal(table, "t", "k") + " WHERE NOT " + has(table, "t");
    }

    /** The keys of rows that are gone, each once. */
    String deletedKeys(Table table) {
        return "SELECT DISTINCT " + Sql.list("k", table.key()) + " FROM " + touched(table)
                + " k WHERE NOT EXISTS (SELECT FROM " + table.rowsSql() + " t WHERE " + equal(table, "t", "k") + ")";
    }

    /** {@code FROM} and {@code JOIN} that give the carried rows of the table as {@code t}. */
    String carriedRows(Table table) {
        return table.rowsSql() + " t JOIN " + carried(table) + " k ON " + equal(table, "t", "k");
    }

    /** All carried keys, as text. */
    String carriedKeys(Table table) {
        return "SELECT " + new KeyComparator(table).texts("k") + " FROM " + carried(table) + " k";
    }
}
