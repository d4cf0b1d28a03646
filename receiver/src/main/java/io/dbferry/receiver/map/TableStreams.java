package io.dbferry.receiver.map;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/** Which stream fills which table, as {@code dbferry.table_streams} has it: no table is filled by two. */
public final class TableStreams {
    private static final String OTHERS = """
            SELECT s.table_schema, s.table_name, s.stream FROM dbferry.table_streams s
            JOIN unnest(?::text[], ?::text[]) AS t (table_schema, table_name) USING (table_schema, table_name)
            WHERE s.stream <> ? ORDER BY 1, 2 LIMIT 1""";

    private static final String LEAVE = """
            DELETE FROM dbferry.table_streams s WHERE stream = ? AND NOT EXISTS (
                SELECT FROM unnest(?::text[], ?::text[]) AS t (table_schema, table_name)
                WHERE t.table_schema = s.table_schema AND t.table_name = s.table_name)""";

    private static final String TAKE = """
            INSERT INTO dbferry.table_streams (table_schema, table_name, stream)
            SELECT table_schema, table_name, ? FROM unnest(?::text[], ?::text[]) AS t (table_schema, table_name)
            ORDER BY 1, 2 ON CONFLICT DO NOTHING""";

    private final Connection connection;
    private final String stream;

    public TableStreams(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /** A table that another stream fills. */
    public record Filled(TableName table, String stream) {
        /** What is wrong, as a cause. */
        public String cause() {
            return "stream '" + stream + "' fills table '" + table + "' here";
        }

        public String hint() {
            return "Give the table another name here with map, or leave it to that stream with exclude; if that stream is"
                    + " gone for good, run: DELETE FROM dbferry.table_streams WHERE stream = '"
                    + stream + "'";
        }
    }

    /** One of these that another stream fills. */
    public Optional<Filled> filledByOthers(Collection<TableName> tables) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OTHERS)) {
            set(statement, 1, tables);
            statement.setString(3, stream);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Filled(new TableName(row.getString(1), row.getString(2)), row.getString(3)))
                        : Optional.empty();
            }
        }
    }

    /** @throws DbferryException if another stream fills one of these */
    public void require(String shipment, Collection<TableName> tables) throws SQLException {
        Optional<Filled> other = filledByOthers(tables);
        if (other.isPresent()) {
            throw new DbferryException(
                    Failure.TARGET_DATABASE,
                    "cannot load " + shipment + ": " + other.get().cause(),
                    other.get().hint());
        }
    }

    /** Makes these the stream's own, and no others, in the current transaction. */
    public void take(Collection<TableName> tables) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LEAVE)) {
            statement.setString(1, stream);
            set(statement, 2, tables);
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setString(1, stream);
            set(statement, 2, tables);
            statement.executeUpdate();
        }
    }

    private void set(PreparedStatement statement, int first, Collection<TableName> tables) throws SQLException {
        statement.setArray(
                first,
                connection.createArrayOf(
                        "text", tables.stream().map(TableName::schema).toArray()));
        statement.setArray(
                first + 1,
                connection.createArrayOf(
                        "text", tables.stream().map(TableName::name).toArray()));
    }
}
