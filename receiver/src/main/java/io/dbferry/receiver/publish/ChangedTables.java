package io.dbferry.receiver.publish;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.queue.Batch;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tables are published, and how. A table without a key is passed over, as the queue passes over its rows.
 *
 * @param whole all its rows, and not only those that changed
 */
record ChangedTables(KeyedTable table, boolean whole) {
    private static final String CHANGED = """
            SELECT table_schema, table_name, every, ARRAY(SELECT jsonb_object_keys(key)) FROM (
                SELECT table_schema, table_name, bool_or(key IS NULL) AS every, min(position) AS first,
                    (array_agg(key) FILTER (WHERE key IS NOT NULL))[1] AS key
                FROM dbferry.changed_rows WHERE stream = ? AND position > ? AND position <= ? GROUP BY 1, 2) c
            ORDER BY first""";

    static List<ChangedTables> all(Connection connection, List<TableName> names) throws SQLException {
        List<ChangedTables> tables = new ArrayList<>();
        for (TableName name : names) {
            Optional<KeyedTable> table = KeyedTable.find(connection, name);
            if (table.isPresent() && !table.get().key().isEmpty()) {
                tables.add(new ChangedTables(table.get(), true));
            }
        }
        return tables;
    }

    /** Those that the batch changes and that are there. */
    static List<ChangedTables> of(Connection connection, String stream, Batch batch)
            throws SQLException, PublishFailedException {
        List<ChangedTables> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(CHANGED)) {
            statement.setString(1, stream);
            statement.setLong(2, batch.after());
            statement.setLong(3, batch.upto());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Optional<KeyedTable> table =
                            KeyedTable.find(connection, new TableName(row.getString(1), row.getString(2)));
                    if (table.isPresent()) {
                        of(table.get(), row.getBoolean(3), names(row.getArray(4)))
                                .ifPresent(tables::add);
                    }
                }
            }
        }
        return tables;
    }

    /** The queue has the sender's keys: where another one is the key here, only all rows can be compared. */
    private static Optional<ChangedTables> of(KeyedTable table, boolean every, Set<String> queued)
            throws PublishFailedException {
        if (!table.key().isEmpty()) {
            return Optional.of(new ChangedTables(
                    table, every || !queued.isEmpty() && !table.keyNames().equals(queued)));
        }
        if (queued.isEmpty()) {
            return Optional.empty();
        }
        throw new PublishFailedException(
                "table '" + table.name()
                        + "' has no primary key here, nor a unique index over columns that are NOT NULL;"
                        + " add one, as the sender has it",
                null);
    }

    private static Set<String> names(@Nullable Array array) throws SQLException {
        return array == null ? Set.of() : Set.of((String[]) array.getArray());
    }
}
