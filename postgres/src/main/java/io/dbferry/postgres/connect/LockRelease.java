package io.dbferry.postgres.connect;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Reads in a transaction without keeping the locks of what was read until its end: tables, their indexes, sequences. The snapshot
 * stays. Whatever is read so must write nothing.
 */
public final class LockRelease {
    private LockRelease() {}

    /** What is read. */
    @FunctionalInterface
    public interface Reading<T> {
        T read() throws SQLException, IOException;
    }

    /** What is read by SQL alone. */
    @FunctionalInterface
    public interface Query<T> {
        T read() throws SQLException;
    }

    /** Reads, and releases the locks that were taken for it. A failure leaves the transaction failed. */
    public static <T> T after(Connection connection, Reading<T> reading) throws SQLException, IOException {
        Savepoint before = connection.setSavepoint();
        T read = reading.read();
        release(connection, before);
        return read;
    }

    /** Queries, and releases the locks that were taken for it. A failure leaves the transaction failed. */
    public static <T> T afterQuery(Connection connection, Query<T> query) throws SQLException {
        Savepoint before = connection.setSavepoint();
        T read = query.read();
        release(connection, before);
        return read;
    }

    private static void release(Connection connection, Savepoint before) throws SQLException {
        connection.rollback(before);
        connection.releaseSavepoint(before);
    }
}
