package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.receiver.tables.LockPatience;
import io.dbferry.receiver.tables.TargetIndexes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys, indexes and foreign keys that are away until {@link #rebuild}, in the current transaction: if that fails they
 * are as they were. Readers of these tables wait from the drop to the commit.
 */
final class RebuiltIndexes {
    /** lock_not_available. */
    static final String NOT_FREE = "55P03";

    /** Tries after 1, 2, and 4 seconds, then gives up. */
    private static final int LONGEST_PAUSE = 4;

    private final Connection connection;
    private final List<TargetIndexes.Rebuildable> dropped;

    private RebuiltIndexes(Connection connection, List<TargetIndexes.Rebuildable> dropped) {
        this.connection = connection;
        this.dropped = dropped;
    }

    /**
     * Drops what can be dropped of tables that the role owns and that are not partitioned; others are left as they are.
     * While a lock is waited for, readers wait behind it: for at most a second at a time, with growing pauses.
     *
     * @throws SQLException with {@link #NOT_FREE} if others used the tables each time
     */
    static RebuiltIndexes drop(Connection connection, List<Table> tables) throws SQLException {
        for (int pause = 1; ; pause *= 2) {
            try {
                return dropAtOnce(connection, tables, null);
            } catch (SQLException e) {
                if (!NOT_FREE.equals(e.getSQLState()) || pause > LONGEST_PAUSE) {
                    throw e;
                }
                pause(pause);
            }
        }
    }

    /**
     * The same, but drops nothing where others use the tables.
     *
     * @param among the tables whose foreign keys may be dropped too
     */
    static RebuiltIndexes dropIfFree(Connection connection, List<Table> tables, List<Table> among) throws SQLException {
        try {
            return dropAtOnce(connection, tables, among);
        } catch (SQLException e) {
            if (!NOT_FREE.equals(e.getSQLState())) {
                throw e;
            }
            return new RebuiltIndexes(connection, List.of());
        }
    }

    /** @param among the tables whose foreign keys may be dropped too; null for all that the role owns */
    private static RebuiltIndexes dropAtOnce(Connection connection, List<Table> tables, @Nullable List<Table> among)
            throws SQLException {
        List<Table> ours =
                tables.stream().filter(t -> t.owner() && !t.partitioned()).toList();
        List<TargetIndexes.Rebuildable> dropped = new TargetIndexes(connection).rebuildable(ours, among);
        if (dropped.isEmpty()) {
            return new RebuiltIndexes(connection, dropped);
        }
        Savepoint before = connection.setSavepoint();
        try {
            LockPatience.less(connection, Duration.ofSeconds(1));
            for (TargetIndexes.Rebuildable object : dropped) {
                StagingTable.execute(connection, object.drop());
            }
            LockPatience.back(connection);
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            connection.rollback(before);
            throw e;
        }
        return new RebuiltIndexes(connection, dropped);
    }

    private static void pause(int seconds) throws SQLException {
        try {
            Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    /** Indexes before foreign keys, which are checked by them. */
    void rebuild() throws SQLException {
        if (dropped.isEmpty()) {
            return;
        }
        for (String statement : creation(dropped)) {
            StagingTable.execute(connection, statement);
        }
    }

    static List<String> creation(List<TargetIndexes.Rebuildable> dropped) {
        List<String> statements = new ArrayList<>(List.of("SET LOCAL maintenance_work_mem = '256MB'"));
        for (boolean foreignKeys : new boolean[] {false, true}) {
            dropped.stream()
                    .filter(object -> object.foreignKey() == foreignKeys)
                    .forEach(object -> statements.addAll(object.create()));
        }
        return statements;
    }
}
