package io.dbferry.sender.change;

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
final class KeyTables implements ParentRows.Keys {
    private final Connection connection;
    private final KeyTableNames names;
    private final Map<TableName, Long> counts = new HashMap<>();

    private KeyTables(Connection connection, KeyTableNames names) {
        this.connection = connection;
        this.names = names;
    }

    /** Makes the temporary tables; the connection is in autocommit. */
    static KeyTables create(Connection connection, List<Table> carried, List<Table> touched) throws SQLException {
        KeyTables keys = new KeyTables(connection, KeyTableNames.of(carried, touched));
        for (String statement : KeyTableNames.create(carried, touched)) {
            keys.execute(statement);
        }
        return keys;
    }

    @Override
    public KeyTableNames names() {
        return names;
    }

    /** The temporary table of keys of carried rows. */
    String carried(Table table) {
        return names.carried(table);
    }

    /** The temporary table of keys of rows that may be gone. */
    String touched(Table table) {
        return names.touched(table);
    }

    @Override
    public long add(Table table, String select) throws SQLException {
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
        return names.takes(table);
    }

    @Override
    public long count(Table table) {
        return counts.getOrDefault(table.name(), 0L);
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
