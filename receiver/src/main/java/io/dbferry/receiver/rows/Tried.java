package io.dbferry.receiver.rows;

import io.dbferry.receiver.apply.StagingTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * Attempts within one transaction, repeatable read, that whoever began it rolls back in the end: each sees what those before it
 * wrote, and nobody else sees anything.
 */
public final class Tried implements Writing {
    private @Nullable Savepoint before;

    @Override
    public void attempt(Connection connection) throws SQLException {
        before = connection.setSavepoint();
    }

    @Override
    public void begin(Connection connection) {
        // The transaction has begun.
    }

    @Override
    public void keep(Connection connection) throws SQLException {
        StagingTable.execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
    }

    @Override
    public void undo(Connection connection, Exception failure) {
        try {
            if (before != null && !connection.isClosed()) {
                connection.rollback(before);
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public boolean isForGood() {
        return false;
    }
}
