package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.LockRelease;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Temporary tables of keys. They are the one thing that a read-only transaction may write, so they are made before it. Of
 * each table there are the keys of rows that are carried, each once, and for some those of rows that may be gone.
 */
final class KeyTables {
    /** From here on, a table is asked whether it has changes before they are read, so that most stay without locks of indexes. */
    private static final int MANY_TABLES = 500;

    private final Connection connection;
    private final SharedKeyTables carried;
    private final SharedKeyTables touched;
    private final boolean many;
    private final Map<TableName, Long> counts = new HashMap<>();

    private KeyTables(Connection connection, boolean many) {
        this.connection = connection;
        this.carried = new SharedKeyTables(connection, "changed");
        this.touched = new SharedKeyTables(connection, "touched");
        this.many = many;
    }

    /** Makes the temporary tables; the connection is in autocommit. */
    static KeyTables create(Connection connection, List<Table> carried, List<Table> touched) throws SQLException {
        KeyTables keys = new KeyTables(connection, carried.size() >= MANY_TABLES);
        for (Table table : carried) {
            keys.carried.add(table);
        }
        for (Table table : touched) {
            keys.touched.add(table);
        }
        return keys;
    }

    /** The keys of carried rows, as what stands in FROM before an alias. */
    String carried(Table table) {
        return carried.keys(table);
    }

    /** The keys of rows that may be gone, as what stands in FROM before an alias. */
    String touched(Table table) {
        return touched.keys(table);
    }

    /** Adds the keys that a query gives and that are not there yet; returns how many. */
    long add(Table table, String select) throws SQLException {
        if (many && !LockRelease.afterQuery(connection, () -> gives(select))) {
            return 0;
        }
        long rows = carried.insert(table, select);
        counts.merge(table.name(), rows, Long::sum);
        return rows;
    }

    private boolean gives(String select) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (" + select + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Adds keys of carried rows, each a line of COPY text. */
    void addLines(Table table, List<byte[]> keys) throws SQLException {
        carried.copy(table, keys);
        counts.merge(table.name(), (long) keys.size(), Long::sum);
    }

    /** Adds keys of rows that may be gone. */
    void touch(Table table, Iterable<List<String>> keys) throws SQLException {
        touched.copy(table, () -> StreamSupport.stream(keys.spliterator(), false)
                .map(key -> KeyCopy.line(key).getBytes(StandardCharsets.UTF_8))
                .iterator());
    }

    /** Whether keys of the table's rows are collected. */
    boolean takes(Table table) {
        return carried.has(table);
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

    void analyzeTouched(Table table) throws SQLException {
        touched.analyze(List.of(table));
    }

    /** @param tables with keys of carried rows */
    void analyzeCarried(List<Table> tables) throws SQLException {
        carried.analyze(tables);
    }
}
