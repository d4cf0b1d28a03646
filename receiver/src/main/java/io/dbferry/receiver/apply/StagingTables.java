package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.copy.CopyIntoTable;
import io.dbferry.receiver.compare.Comparison;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.TargetTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings what differs between the receiver's tables and a complete into stages of the load's transaction: the rows that only
 * the complete has, and which rows only the receiver has. Where little has changed, little is written.
 */
final class StagingTables {
    /** For each table that differs: its stage, and which rows must go. */
    static final int TEMPORARY_TABLES = 3;

    private final Connection connection;
    private final FrameReader frames;
    private final Comparison comparison;

    StagingTables(Connection connection, FrameReader frames, Comparison comparison) {
        this.connection = connection;
        this.frames = frames;
        this.comparison = comparison;
    }

    /** Fills a stage for each of the tables, in their order. */
    List<StagingTable> fill(List<TargetTable> differing) throws SQLException, IOException {
        List<StagingTable> stages = new ArrayList<>();
        for (TargetTable target : differing) {
            String number = frames.shipment().sequence() + "_" + stages.size();
            stages.add(OfTable.work(target.name(), () -> fill(target, number)));
        }
        return stages;
    }

    private StagingTable fill(TargetTable target, String number) throws SQLException, IOException {
        String places = "pg_temp." + Sql.quote("places_" + number);
        StagingTable stage = StagingTable.ofTransaction(connection, target, "stage_" + number);
        StagingTable.execute(connection, "CREATE TEMPORARY TABLE " + places + " (heap oid, place tid) ON COMMIT DROP");
        comparison.find(target, new Comparison.Changes() {
            @Override
            public void unknown(Comparison.Rows rows) throws SQLException, IOException {
                long written = copy(target, stage.sql(), target.columnNames(), rows);
                stage.require(connection, frames.shipment(), written);
            }

            @Override
            public void gone(Comparison.Rows rows) throws SQLException, IOException {
                copy(target, places, List.of("heap", "place"), rows);
            }
        });
        stage.analyze(connection);
        StagingTable.execute(connection, "ANALYZE " + places);
        if (target.key().isEmpty()) {
            return stage.withGone(places);
        }
        String gone = "pg_temp." + Sql.quote("gone_" + number);
        StagingTable.execute(connection, goneKeys(stage, places, gone));
        StagingTable.execute(connection, "ANALYZE " + gone);
        return stage.withGone(gone);
    }

    private long copy(TargetTable target, String into, List<String> columns, Comparison.Rows rows)
            throws SQLException, IOException {
        try (CopyIntoTable copy = CopyIntoTable.begin(connection, into, columns)) {
            long written = rows.writeTo(copy);
            frames.checkRows(written, copy.end(), target.name());
            return written;
        }
    }

    /** A statement that makes a table of the keys of the rows at these places, but for those that the stage has with other values. */
    static String goneKeys(StagingTable stage, String places, String gone) {
        TargetTable target = stage.target();
        return "CREATE TEMPORARY TABLE " + gone + " ON COMMIT DROP AS SELECT " + Sql.list("t", target.key()) + " FROM "
                + places + " p JOIN " + target.table().rowsSql()
                + " t ON t.ctid = p.place AND t.tableoid = p.heap WHERE NOT EXISTS (SELECT FROM " + stage.sql()
                + " s WHERE " + target.table().equal("t", "s", target.key()) + ")";
    }
}
