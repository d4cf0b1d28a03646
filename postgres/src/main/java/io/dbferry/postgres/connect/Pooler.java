package io.dbferry.postgres.connect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Finds out whether a pooler gives a connection a server process of its own until it is closed (session mode), or one for
 * each transaction or statement. Leaves nothing behind in any server process.
 */
final class Pooler {
    private static final int ATTEMPTS = 3;

    private Pooler() {}

    /** Opens one more connection to the same database, without any settings. */
    interface Opener {
        Connection open() throws SQLException;
    }

    /**
     * Whether the process that serves the connection serves nobody else. A second connection takes a process for the time
     * of a transaction; in transaction mode it gets the one that the first has just used, or the first gets another.
     *
     * @throws SQLException if the pooler has no process for the second, or does not allow transactions
     */
    static boolean keepsOneProcess(Connection first, Opener opener) throws SQLException {
        PGConnection driver = first.unwrap(PGConnection.class);
        int threshold = driver.getPrepareThreshold();
        // A statement by a name could meet one that another client left in the process.
        driver.setPrepareThreshold(0);
        boolean keeps = keeps(first, opener);
        driver.setPrepareThreshold(threshold);
        return keeps;
    }

    private static boolean keeps(Connection first, Opener opener) throws SQLException {
        int own = process(first);
        try (Connection second = opener.open()) {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (process(second) == own || process(first) != own) {
                    return false;
                }
                second.setAutoCommit(false);
                boolean shared = process(second) == own || process(first) != own;
                second.rollback();
                second.setAutoCommit(true);
                if (shared) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int process(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
