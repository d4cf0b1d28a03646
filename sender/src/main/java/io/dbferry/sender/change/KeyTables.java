package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.LockRelease;
import io.dbferry.postgres.copy.KeyCopy;
import io.dbferry.stream.digest.BucketRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Temporary tables of keys. They are the one thing that a read-only transaction may write, so they are made before it. Of
 * each table there are the keys of rows that are carried, each once, and for some those of rows that may be gone.
 */
final class KeyTables implements ChangedKeys.Keys {
    /** From here on, a table is asked whether it has changes before they are read, so that most stay without locks of indexes. */
    private static final int MANY_TABLES = 500;

    private final Database database;
    private final Connection connection;
    private final SharedKeyTables carried;
    private final SharedKeyTables touched;
    private final boolean many;
    private final Map<TableName, Long> counts = new HashMap<>();

    private KeyTables(Database database, Connection connection, boolean many) {
        this.database = database;
        this.connection = connection;
        this.carried = new SharedKeyTables(connection, "changed");
        this.touched = new SharedKeyTables(connection, "touched");
        this.many = many;
    }

    /** Makes the temporary tables; the connection is in autocommit. */
    static KeyTables create(Database database, Connection connection, List<Table> carried, List<Table> touched)
            throws SQLException {
        KeyTables keys = new KeyTables(database, connection, carried.size() >= MANY_TABLES);
        for (Table table : carried) {
            keys.carried.add(table);
        }
        for (Table table : touched) {
            keys.touched.add(table);
        }
        return keys;
    }

    @Override
    public KeyQueries queries() {
        return new KeyQueries(carried::keys, touched::keys, carried::has, touched::has);
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Database database() {
        return database;
    }

    /** Adds the keys that a query gives and that are not there yet; returns how many. */
    @Override
    public long add(Table table, String select) throws SQLException {
        if (many && !LockRelease.afterQuery(connection, () -> gives(select))) {
            return 0;
        }
        long rows = carried.insert(table, select);
        counts.merge(table.name(), rows, Long::sum);
        return rows;
    }

    private boolean gives(String select) throws SQLException {
        return column("SELECT EXISTS (" + select + ")").get(0).equals("t");
    }

    @Override
    public void carry(Table table, BucketRows rows) throws SQLException {
        carried.copy(table, rows.keys());
        counts.merge(table.name(), (long) rows.keys().size(), Long::sum);
    }

    @Override
    public void touch(Table table, Iterable<List<String>> rows) throws SQLException {
        touched.copy(table, () -> StreamSupport.stream(rows.spliterator(), false)
                .map(key -> KeyCopy.line(key).getBytes(StandardCharsets.UTF_8))
                .iterator());
    }

    @Override
    public long touch(Table table, String select) throws SQLException {
        return touched.insert(table, select);
    }

    @Override
    public long count(Table table) {
        return counts.getOrDefault(table.name(), 0L);
    }

    @Override
    public long count(String query) throws SQLException {
        return Long.parseLong(column(query).get(0));
    }

    @Override
    public List<String> column(String query) throws SQLException {
        return ScanStrategy.column(connection, query);
    }

    @Override
    public void forEach(Table table, String query, ChangedKeys.KeyReader reader) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(5000);
            try (ResultSet row = statement.executeQuery(query)) {
                while (row.next()) {
                    List<String> key = new ArrayList<>();
                    for (int i = 1; i <= table.key().size(); i++) {
                        key.add(row.getString(i));
                    }
                    reader.take(key);
                }
            }
        }
    }

    @Override
    public void analyzeTouched(Table table) throws SQLException {
        touched.analyze(List.of(table));
    }

    @Override
    public void analyzeCarried(List<Table> tables) throws SQLException {
        carried.analyze(tables);
    }
}
