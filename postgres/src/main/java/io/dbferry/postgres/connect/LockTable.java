package io.dbferry.postgres.connect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * The locks that a server can hold at once, all sessions together.
 *
 * @param planned for how many its memory is planned; a single session can often hold half as many more
 * @param sessions among which that was shared out
 * @param held at the moment by other sessions
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-locks.html">max_locks_per_transaction</a>
 */
public record LockTable(long planned, long sessions, long held) {
    private static final String SIZE = """
            WITH setting AS (
              SELECT current_setting('max_locks_per_transaction')::bigint AS locks,
                     current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint
                     + current_setting('autovacuum_max_workers')::bigint + current_setting('max_worker_processes')::bigint
                     + current_setting('max_wal_senders')::bigint AS sessions)
            SELECT locks * sessions, sessions, (SELECT count(*) FROM pg_locks WHERE pid IS DISTINCT FROM pg_backend_pid()) FROM setting""";

    public static LockTable of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SIZE)) {
            row.next();
            return new LockTable(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    /** Whether the server's memory is planned for so many more. */
    public boolean isPlannedFor(long needed) {
        return held + needed <= planned;
    }

    /** Whether so many more are surely too many. Trying would take the room from the application's sessions too. */
    public boolean isTooSmallFor(long needed) {
        return held + needed > planned + planned / 2;
    }

    /** What to do so that so many more fit. */
    public String hint(long needed) {
        return String.format(
                Locale.ROOT,
                "Set max_locks_per_transaction = %d in postgresql.conf of that server, or more, and restart it",
                (held + needed) * 5 / 4 / sessions + 1);
    }
}
