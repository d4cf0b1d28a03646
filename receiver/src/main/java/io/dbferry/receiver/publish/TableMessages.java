package io.dbferry.receiver.publish;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.queue.Batch;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Publishes one table, from the connection's snapshot: its changes, or all its rows. Holds few rows in memory. */
final class TableMessages {
    private static final int FETCH = 500;
    private static final String STAGE = "pg_temp.dbferry_published";

    private final Connection connection;
    private final String stream;
    private final Topics topics;
    private final TopicNames names;
    private final Envelopes envelopes;

    TableMessages(Connection connection, String stream, Topics topics, TopicNames names, Envelopes envelopes) {
        this.connection = connection;
        this.stream = stream;
        this.topics = topics;
        this.names = names;
        this.envelopes = envelopes;
    }

    /** A row that is gone is deleted, whatever the queue says: each message says how the row stands when it is read. */
    void changes(KeyedTable table, Batch batch) throws SQLException, PublishFailedException {
        try (PreparedStatement statement = connection.prepareStatement(table.changedRows())) {
            statement.setFetchSize(FETCH);
            statement.setString(1, stream);
            statement.setLong(2, batch.after());
            statement.setLong(3, batch.upto());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    change(table.name(), row);
                }
            }
        }
    }

    private void change(TableName table, ResultSet row) throws SQLException, PublishFailedException {
        long position = row.getLong(1);
        String key = row.getString(3);
        Optional<String> after = Optional.ofNullable(row.getString(4));
        if (after.isEmpty()) {
            envelopes.deleted(table, key, position);
        } else if (row.getBoolean(2)) {
            envelopes.created(table, key, after.get(), position);
        } else {
            envelopes.updated(table, key, after.get(), position);
        }
    }

    /** All rows, and the end of those that were published before and are not in the table. */
    void whole(KeyedTable table, long position) throws SQLException, PublishFailedException {
        stale(table, position);
        try (PreparedStatement statement = connection.prepareStatement(table.allRows())) {
            statement.setFetchSize(FETCH);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    envelopes.read(table.name(), row.getString(1), row.getString(2), position);
                }
            }
        }
    }

    private void stale(KeyedTable table, long position) throws SQLException, PublishFailedException {
        execute("CREATE TEMPORARY TABLE dbferry_published (ordinal bigint GENERATED ALWAYS AS IDENTITY,"
                + " key text COLLATE \"C\", there boolean)");
        stage(table);
        try (PreparedStatement statement = connection.prepareStatement(table.staleKeys(STAGE))) {
            statement.setFetchSize(FETCH);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    envelopes.deleted(table.name(), row.getString(1), position);
                }
            }
        }
        execute("DROP TABLE " + STAGE);
    }

    private void stage(KeyedTable table) throws SQLException, PublishFailedException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + STAGE + " (key, there) FROM STDIN (FORMAT csv)");
        try {
            topics.read(names.table(table.name()).name(), (key, deleted) -> {
                byte[] line =
                        ("\"" + key.replace("\"", "\"\"") + "\"," + !deleted + "\n").getBytes(StandardCharsets.UTF_8);
                try {
                    copy.writeToCopy(line, 0, line.length);
                } catch (SQLException e) {
                    throw new PublishFailedException("the keys of its topic cannot be staged: " + e.getMessage(), e);
                }
            });
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
