package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.receiver.tables.TargetIndexes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Keys, indexes and foreign keys that are away until {@link #rebuild}, in the current transaction: if that fails they
 * are as they were. Readers of these tables wait from the drop to the commit.
 */
final class RebuiltIndexes {
    private final Connection connection;
    private final List<TargetIndexes.Rebuildable> dropped;

    private RebuiltIndexes(Connection connection, List<TargetIndexes.Rebuildable> dropped) {
        this.connection = connection;
        this.dropped = dropped;
    }

    /** Drops what can be dropped of tables that the role owns and that are not partitioned; others are left as they are. */
    static RebuiltIndexes drop(Connection connection, List<Table> tables) throws SQLException {
        List<Table> ours =
                tables.stream().filter(t -> t.owner() && !t.partitioned()).toList();
        List<TargetIndexes.Rebuildable> dropped = new TargetIndexes(connection).rebuildable(ours);
        for (TargetIndexes.Rebuildable object : dropped) {
            StagingTable.execute(connection, object.drop());
        }
        return new RebuiltIndexes(connection, dropped);
    }

    /** Indexes before foreign keys, which are checked by them. */
    void rebuild() throws SQLException {
        if (dropped.isEmpty()) {
            return;
        }
        StagingTable.execute(connection, "SET LOCAL maintenance_work_mem = '256MB'");
        for (boolean foreignKeys : new boolean[] {false, true}) {
            for (TargetIndexes.Rebuildable object : dropped) {
                if (object.foreignKey() == foreignKeys) {
                    StagingTable.execute(connection, object.create());
                }
            }
        }
    }
}
