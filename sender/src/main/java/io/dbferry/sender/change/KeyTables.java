package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.stream.digest.BucketRows;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Temporary tables of keys. They are the one thing that a read-only transaction may write, so they are made before it. Of
 * each table there are the keys of rows that are carried, each once, and for some those of rows that may be gone.
 */
record KeyTables(Database database, Connection connection, KeyTableNames names, Map<TableName, Long> counts)
        implements ChangedKeys.Keys {

    /** Makes the temporary tables; the connection is in autocommit. */
    static KeyTables create(Database database, Connection connection, List<Table> carried, List<Table> touched)
            throws SQLException {
        KeyTables keys = new KeyTables(database, connection, KeyTableNames.of(carried, touched), new HashMap<>());
        for (String statement : KeyTableNames.create(carried, touched)) {
            keys.execute(statement);
        }
        return keys;
    }

    @Override
    public long add(Table table, String select) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long rows = statement.executeLargeUpdate("INSERT INTO " + names.carried(table) + " " + select);
            counts.merge(table.name(), rows, Long::sum);
            return rows;
        }
    }

    @Override
    public void carry(Table table, BucketRows rows) throws SQLException {
        rows.copyInto(connection, names.carried(table));
        counts.merge(table.name(), (long) rows.keys().size(), Long::sum);
    }

    @Override
    public void touch(Table table, Iterable<List<String>> rows) throws SQLException {
        KeyCopy.into(connection, names.touched(table), table.key(), rows);
    }

    @Override
    public long count(Table table) {
        return counts.getOrDefault(table.name(), 0L);
    }

    @Override
    public long count(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
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
    public void analyze(String keyTable) throws SQLException {
        execute("ANALYZE " + keyTable);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
