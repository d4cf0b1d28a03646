package io.dbferry.check.database;

import io.dbferry.check.finding.Findings;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.connect.LockTable;
import java.sql.Connection;
import java.sql.SQLException;

/** Whether the server has room for the locks of a transaction over all tables. */
final class LocksCheck {
    private static final String LOCKS = "locks";

    private LocksCheck() {}

    /**
     * @param task that needs them, as {@code "a snapshot of 5000 tables"}
     * @param failure if there is surely not room enough
     */
    static void run(Connection connection, String task, long needed, Failure failure, Findings findings)
            throws SQLException {
        LockTable room = LockTable.of(connection);
        String cause = task + " needs " + needed + " locks, and the server has room for about " + room.planned() + ", "
                + room.held() + " of them taken";
        if (room.isTooSmallFor(needed)) {
            findings.fail(LOCKS, failure, "cannot hold the locks: " + cause, room.hint(needed));
        } else if (!room.isPlannedFor(needed)) {
            findings.warn(LOCKS, cause, room.hint(needed));
        }
    }
}
