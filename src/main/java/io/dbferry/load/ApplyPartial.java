package io.dbferry.load;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes a partial's rows: those that differ are updated, those that are missing inserted, parents first. */
final class ApplyPartial {
    private final ShipmentReader shipment;
    private final List<TargetTable> tables;

    /** @param tables parents before children */
    ApplyPartial(ShipmentReader shipment, List<TargetTable> tables) {
        this.shipment = shipment;
        this.tables = tables;
    }

    RowCounts apply(Connection connection, ChangedRows changed) throws SQLException, IOException {
        PartialRows rows = new PartialRows(connection, shipment);
        List<Upsert> upserts = new ArrayList<>();
        RowCounts counts = RowCounts.NONE;
        TargetIndexes indexes = new TargetIndexes(connection);
        for (int i = tables.size() - 1; i >= 0; i--) {
            TargetTable target = tables.get(i);
            Stage stage = rows.stage(target, i);
            Merge merge = new Merge(connection, stage, changed);
            counts = counts.plus(new RowCounts(0, 0, merge.deleteSuperseded(indexes.unique(target))));
            upserts.add(0, new Upsert(connection, stage, changed));
        }
        for (Upsert upsert : upserts) {
            counts = counts.plus(upsert.run());
        }
        TargetSequences.raise(connection, tables);
        return counts;
    }
}
