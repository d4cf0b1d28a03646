package io.dbferry.receiver.apply;

import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.tables.TargetIndexes;
import io.dbferry.receiver.tables.TargetSequences;
import io.dbferry.receiver.tables.TargetTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a partial tells: rows that are gone are deleted, from children up; then rows that differ are updated and
 * those that are missing inserted, from parents down.
 */
public final class ApplyPartial {
    private final ShipmentReader shipment;
    private final List<TargetTable> tables;
    private final List<Part> parentsFirst = new ArrayList<>();

    /** @param tables parents before children */
    public ApplyPartial(ShipmentReader shipment, List<TargetTable> tables) {
        this.shipment = shipment;
        this.tables = tables;
    }

    /** What the shipment has of one table. */
    private record Part(TargetTable target, @Nullable StagingTable rows, Optional<String> deleted) {}

    public RowCounts apply(Connection connection, ChangedRows changed) throws SQLException, IOException {
        stage(connection);
        boolean late = new References(connection).passOn(tables);
        RowCounts counts = RowCounts.NONE;
        if (!late) {
            Savepoint before = connection.setSavepoint();
            try {
                counts = delete(connection, changed);
            } catch (SQLException e) {
                if (!ApplyComplete.isReferredTo(e)) {
                    throw e;
                }
                connection.rollback(before);
                late = true;
            }
        }
        counts = counts.plus(deleteSuperseded(connection, changed));
        for (Part part : parentsFirst) {
            if (part.rows() != null) {
                counts = counts.plus(new Upsert(connection, part.rows(), changed).run());
            }
        }
        if (late) {
            counts = counts.plus(delete(connection, changed));
        }
        TargetSequences.raise(connection, tables);
        return counts;
    }

    private void stage(Connection connection) throws SQLException, IOException {
        PartialRows rows = new PartialRows(connection, shipment);
        for (TargetTable target : tables) {
            int number = parentsFirst.size();
            boolean onlyDeleted =
                    target.shipped().file() == null && target.shipped().deleted() != null;
            StagingTable stage = onlyDeleted ? null : rows.stage(target, number);
            parentsFirst.add(new Part(target, stage, rows.stageDeleted(target, number)));
        }
    }

    private RowCounts delete(Connection connection, ChangedRows changed) throws SQLException {
        RowCounts counts = RowCounts.NONE;
        for (Part part : childrenFirst()) {
            long deleted = 0;
            if (part.deleted().isPresent()) {
                deleted += Merge.deleteKeys(
                        connection, part.target(), part.deleted().get(), changed);
            }
            if (part.target().shipped().replaces() && part.rows() != null) {
                deleted += new Merge(connection, part.rows(), changed).deleteMissing();
            }
            counts = counts.plus(RowCounts.of(part.target().name(), 0, 0, deleted));
        }
        return counts;
    }

    private RowCounts deleteSuperseded(Connection connection, ChangedRows changed) throws SQLException {
        TargetIndexes indexes = new TargetIndexes(connection);
        RowCounts counts = RowCounts.NONE;
        for (Part part : childrenFirst()) {
            if (part.rows() != null) {
                Merge merge = new Merge(connection, part.rows(), changed);
                long deleted = merge.deleteSuperseded(indexes.unique(part.target()));
                counts = counts.plus(RowCounts.of(part.target().name(), 0, 0, deleted));
            }
        }
        return counts;
    }

    private List<Part> childrenFirst() {
        List<Part> childrenFirst = new ArrayList<>(parentsFirst);
        java.util.Collections.reverse(childrenFirst);
        return childrenFirst;
    }
}
