package io.dbferry.receiver.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** How long statements of a load's transaction wait for a lock of another session. */
public final class LockPatience {
    private static final String SETTING = "dbferry.lock_patience";

    private LockPatience() {}

    /** From now on until the transaction ends; zero for any time. The transaction's snapshot does not begin by it. */
    public static void set(Connection connection, Duration patience) throws SQLException {
        execute(connection, "SET LOCAL " + SETTING + " = '" + patience.toMillis() + "ms'");
        less(connection, patience);
    }

    /** Waits less, until {@link #back}: readers or other writers would wait behind it. */
    public static void less(Connection connection, Duration patience) throws SQLException {
        execute(connection, "SET LOCAL lock_timeout = '" + patience.toMillis() + "ms'");
    }

    /** Waits again as long as the transaction does. */
    public static void back(Connection connection) throws SQLException {
        execute(
                connection,
                "SELECT set_config('lock_timeout', coalesce(nullif(current_setting('" + SETTING + "', true), ''), '0'),"
                        + " true)");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
