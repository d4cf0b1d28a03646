package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Temporary tables of keys. They are the one thing that a read-only transaction may write, so they are made before it. Of
 * each table there are the keys of rows that are carried, each once, and for some those of rows that may be gone.
 */
final class KeyTables {
    private final Connection connection;
    private final Map<TableName, String> carried = new HashMap<>();
    private final Map<TableName, String> touched = new HashMap<>();
    private final Map<TableName, Long> counts = new HashMap<>();

    private KeyTables(Connection connection) {
        this.connection = connection;
    }

    /** Makes the temporary tables; the connection is in autocommit. */
    static KeyTables create(Connection connection, List<Table> carried, List<Table> touched) throws SQLException {
        KeyTables keys = new KeyTables(connection);
        for (Table table : carried) {
            keys.carried.put(table.name(), keys.create("changed_" + keys.carried.size(), table));
        }
        for (Table table : touched) {
            keys.touched.put(table.name(), keys.create("touched_" + keys.touched.size(), table));
        }
        return keys;
    }

    private String create(String name, Table table) throws SQLException {
        execute("CREATE TEMPORARY TABLE " + name + " AS SELECT " + Sql.list(table.key()) + " FROM "
                + table.name().sql() + " WITH NO DATA");
        return "pg_temp." + name;
    }

    /** The temporary table of keys of carried rows. */
    String carried(Table table) {
        return named(carried, table);
    }

    /** The temporary table of keys of rows that may be gone. */
    String touched(Table table) {
        return named(touched, table);
    }

    private static String named(Map<TableName, String> names, Table table) {
        String name = names.get(table.name());
        if (name == null) {
            throw new IllegalArgumentException("no keys are collected for " + table.name());
        }
        return name;
    }

    /** Adds the keys that a query gives and that are not there yet; returns how many. */
    long add(Table table, String select) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long rows = statement.executeLargeUpdate("INSERT INTO " + carried(table) + " " + select);
            counts.merge(table.name(), rows, Long::sum);
            return rows;
        }
    }

    /** Counts keys that were written into {@link #carried} by other means. */
    void added(Table table, long keys) {
        counts.merge(table.name(), keys, Long::sum);
    }

    /** Whether keys of the table's rows are collected. */
    boolean takes(Table table) {
        return carried.containsKey(table.name());
    }

    /** Keys of carried rows. */
    long count(Table table) {
        return counts.getOrDefault(table.name(), 0L);
    }

    /** The condition that the row of that alias is carried already. */
    String has(Table table, String alias) {
        return "EXISTS (SELECT FROM " + carried(table) + " had WHERE " + equal(table, "had", alias) + ")";
    }

    static String equal(Table table, String left, String right) {
        return table.equal(left, right, table.key());
    }

    void analyze(String keyTable) throws SQLException {
        execute("ANALYZE " + keyTable);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
