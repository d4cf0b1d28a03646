package io.dbferry.receiver.tables;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.stream.format.manifest.SequenceEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Predicate;

/** Raises the receiver's own sequences to where the sender's are; never lowers one. */
public final class TargetSequences {
    /** Of more sequences the locks, which last until a transaction's end, are not held together. */
    private static final int FEW = 50;

    private TargetSequences() {}

    /**
     * Raises them.
     *
     * @param transaction that writes the tables; many sequences are raised beside it, each by itself
     * @param ours tables that no other session sees as the transaction does
     */
    public static void raise(
            Database database, Connection transaction, List<TargetTable> tables, Predicate<TableName> ours)
            throws SQLException {
        raise(transaction, tables.stream().filter(t -> ours.test(t.name())).toList());
        raise(
                database,
                transaction,
                tables.stream().filter(t -> !ours.test(t.name())).toList());
    }

    private static void raise(Database database, Connection transaction, List<TargetTable> tables) throws SQLException {
        long shipped = tables.stream()
                .mapToLong(target -> target.shipped().sequencesOrNone().size())
                .sum();
        if (shipped <= FEW) {
            raise(transaction, tables);
            return;
        }
        try (Connection beside = database.connect();
                Statement statement = beside.createStatement()) {
            statement.execute("SET lock_timeout = '5s'");
            raise(beside, tables);
        }
    }

    private static void raise(Connection connection, List<TargetTable> tables) throws SQLException {
        for (TargetTable target : tables) {
            OfTable.query(List.of(target.name()), () -> raise(connection, target));
        }
    }

    private static TargetTable raise(Connection connection, TargetTable target) throws SQLException {
        for (SequenceEntry shipped : target.shipped().sequencesOrNone()) {
            String name = name(connection, target, shipped.column());
            if (name != null) {
                raise(connection, name, shipped);
            }
        }
        return target;
    }

    private static @org.jspecify.annotations.Nullable String name(
            Connection connection, TargetTable target, String column) throws SQLException {
        if (target.table().column(column).isEmpty()) {
            return null;
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_get_serial_sequence(?, ?)")) {
            statement.setString(1, target.name().sql());
            statement.setString(2, column);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static void raise(Connection connection, String name, SequenceEntry shipped) throws SQLException {
        // A descending sequence goes down where others go up; the one further on wins.
        String sql = "SELECT setval(" + Sql.literal(name) + "::regclass, ?, ?) FROM " + name
                + " q, pg_sequence s WHERE s.seqrelid = " + Sql.literal(name) + "::regclass AND CASE WHEN"
                + " s.seqincrement > 0 THEN ? > q.last_value ELSE ? < q.last_value END"
                + " OR s.seqrelid = " + Sql.literal(name) + "::regclass AND ? = q.last_value AND ? AND NOT q.is_called";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, shipped.value());
            statement.setBoolean(2, shipped.called());
            statement.setLong(3, shipped.value());
            statement.setLong(4, shipped.value());
            statement.setLong(5, shipped.value());
            statement.setBoolean(6, shipped.called());
            statement.executeQuery().close();
        }
    }
}
