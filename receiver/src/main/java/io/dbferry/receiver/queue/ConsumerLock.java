package io.dbferry.receiver.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** One run at a time of each consumer: an advisory lock, which the functions for own programs take too. */
final class ConsumerLock {
    private static final String KEY = "(hashtextextended('dbferry consumer ' || ? || ' ' || ?, 0))";

    private ConsumerLock() {}

    /** Takes it until the transaction ends. */
    static boolean inTransaction(Connection connection, String stream, String name) throws SQLException {
        return call(connection, "pg_try_advisory_xact_lock", stream, name);
    }

    /** Takes it until {@link #leave}, or the end of the connection. */
    static boolean take(Connection connection, String stream, String name) throws SQLException {
        return call(connection, "pg_try_advisory_lock", stream, name);
    }

    static void leave(Connection connection, String stream, String name) throws SQLException {
        call(connection, "pg_advisory_unlock", stream, name);
    }

    private static boolean call(Connection connection, String function, String stream, String name)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + function + KEY)) {
            statement.setString(1, stream);
            statement.setString(2, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
