package io.dbferry.receiver.rows;

import io.dbferry.progress.Progress;
import io.dbferry.receiver.apply.ChangedRows;
import io.dbferry.receiver.apply.TargetTriggers;
import io.dbferry.receiver.first.FirstLoad;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.tables.TargetTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables that several connections fill before the transaction of a complete. What they refuse so is tried once more by that
 * transaction alone. A load that fails leaves none of them half filled. What is only tried fills none.
 */
final class FilledBefore {
    private final FirstLoad first;
    private final Connection connection;
    private final boolean forGood;
    private List<TargetTable> tables = List.of();
    private boolean filling;
    private boolean onOneConnection;

    FilledBefore(FirstLoad first, Connection connection, boolean forGood) {
        this.first = first;
        this.connection = connection;
        this.forGood = forGood;
    }

    void fill(
            ShipmentReader shipment,
            FrameReader frames,
            List<List<TargetTable>> groups,
            TargetTriggers triggers,
            Progress progress)
            throws SQLException, IOException {
        tables = List.of();
        if (!forGood || onOneConnection) {
            undo();
            return;
        }
        filling = true;
        tables = first.fill(shipment, frames, groups, triggers::none, progress);
        filling = false;
    }

    /** What they have got, as the ledger and the queue say it; in the transaction of the complete. */
    RowCounts count(ChangedRows changed) throws SQLException {
        RowCounts counts = RowCounts.NONE;
        for (TargetTable target : tables) {
            changed.all(connection, target);
            counts = counts.plus(RowCounts.of(target.name(), target.shipped().rows(), 0, 0));
        }
        return counts;
    }

    /** In the transaction of the complete, when all rows are there. */
    void end() throws SQLException {
        first.end();
    }

    /** What an earlier run has left is nothing that what comes now could build upon. */
    void undo() throws SQLException {
        if (forGood) {
            first.undo();
        } else {
            first.undoInTransaction();
        }
    }

    /**
     * Undoes what failed while they were being filled.
     *
     * @return whether the transaction alone may do better
     */
    boolean failed(Exception failure) {
        if (!filling) {
            return false;
        }
        filling = false;
        onOneConnection = true;
        return undo(failure) && Troubles.isTablesOwn(failure);
    }

    /** If the database cannot be reached any more, the next load does it. */
    boolean undo(Exception failure) {
        try {
            if (connection.isClosed()) {
                return false;
            }
            if (forGood) {
                first.undo();
            }
            return true;
        } catch (SQLException e) {
            failure.addSuppressed(e);
            return false;
        }
    }
}
