package io.dbferry.receiver.ledger;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One loader per stream: an advisory lock of the receiver's database, which PostgreSQL drops with the connection.
 */
public final class StreamLock {
    private static final String KEY = "hashtextextended('dbferry stream ' || ?, 0)";

    private static final String HOLDER = """
            SELECT coalesce(nullif(a.application_name, ''), 'another run, session ' || pid || ' of the database'),
                   coalesce(to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'an unknown time')
            FROM pg_locks l JOIN pg_stat_activity a USING (pid), LATERAL (SELECT %s AS key) k
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.classid::bigint = (k.key >> 32) & 4294967295 AND l.objid::bigint = k.key & 4294967295""".formatted(KEY);

    private StreamLock() {}

    /** Takes the lock for as long as the connection is open, or says who has it. */
    public static void take(Connection connection, String stream, String command) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_try_advisory_lock(" + KEY + ")")) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    return;
                }
            }
        }
        throw new DbferryException(
                Failure.LOCKED,
                "cannot run " + command + ": " + holder(connection, stream) + " holds stream '" + stream + "'",
                "Wait for it to end; the next run catches up",
                null);
    }

    private static String holder(Connection connection, String stream) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLDER)) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? row.getString(1) + ", running since " + row.getString(2) + ","
                        : "another run, just ended,";
            }
        }
    }
}
