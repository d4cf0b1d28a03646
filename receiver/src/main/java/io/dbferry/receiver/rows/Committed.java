package io.dbferry.receiver.rows;

import java.sql.Connection;
import java.sql.SQLException;

/** A transaction of its own for each attempt, on a connection in autocommit. */
public final class Committed implements Writing {
    @Override
    public void attempt(Connection connection) {
        // What is looked at before the transaction is not part of it.
    }

    @Override
    public void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
    }

    @Override
    public void keep(Connection connection) throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** A connection that broke has rolled back by itself. */
    @Override
    public void undo(Connection connection, Exception failure) {
        try {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public boolean isForGood() {
        return true;
    }
}
