package io.dbferry.receiver.apply;

import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.tables.TargetIndexes;
import io.dbferry.receiver.tables.TargetSequences;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.Manifest.Frame;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings the receiver's tables to the state of a complete. */
public final class ApplyComplete {
    /** foreign_key_violation, and restrict_violation of PostgreSQL 18. */
    private static final Set<String> REFERRED_TO = Set.of("23503", "23001");

    private final Database database;
    private final FrameReader frames;
    private final List<TargetTable> tables;
    private final Progress progress;
    private final List<TargetTable> empty = new ArrayList<>();
    private List<StagingTable> stages = List.of();

    /** @param tables parents before children */
    public ApplyComplete(Database database, FrameReader frames, List<TargetTable> tables, Progress progress) {
        this.database = database;
        this.frames = frames;
        this.tables = tables;
        this.progress = progress;
    }

    /** Stages what must be compared. Outside the transaction; leaves the tables themselves as they are. */
    public void prepare(Connection connection) throws SQLException, IOException {
        frames.checkSchemaFrames();
        List<TargetTable> filled = new ArrayList<>();
        for (TargetTable target : tables) {
            (EmptyTables.isEmpty(connection, target) ? empty : filled).add(target);
        }
        if (!filled.isEmpty()) {
            try (io.dbferry.event.Step timed = io.dbferry.event.Step.begin("staging");
                    Progress.Step step = progress.begin("staging", bytes(filled), Unit.BYTES)) {
                stages = new StagingTables(database, frames).fill(connection, filled, step);
            }
        }
    }

    private static long bytes(List<TargetTable> tables) {
        return tables.stream()
                .flatMap(t -> t.shipped().framesOrNone().stream())
                .mapToLong(Frame::bytes)
                .sum();
    }

    /**
     * Writes the differences, in the current transaction: deletes from children up, the rest from parents down. Deletes
     * come first, as a new row may have a deleted one's unique values. They come last, but for the rows that stand in
     * the way, where a row that stays still refers to a deleted one: by a foreign key that cannot wait, or by one that
     * would take the row along.
     */
    public RowCounts apply(Connection connection, ChangedRows changed) throws SQLException, IOException {
        boolean last = new References(connection)
                .passOn(stages.stream().map(StagingTable::target).toList());
        Savepoint before = connection.setSavepoint();
        RowCounts counts;
        try {
            counts = last ? deleteLast(connection, changed) : deleteFirst(connection, changed);
        } catch (SQLException e) {
            // In the way by an index that cannot be asked which rows stand in the way: of an expression, or partial.
            if (!(last ? Upsert.TAKEN : REFERRED_TO).contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            connection.rollback(before);
            counts = last ? deleteFirst(connection, changed) : deleteLast(connection, changed);
        }
        TargetSequences.raise(connection, tables);
        return counts;
    }

    private RowCounts deleteFirst(Connection connection, ChangedRows changed) throws SQLException, IOException {
        return delete(connection, changed).plus(write(connection, changed));
    }

    private RowCounts deleteLast(Connection connection, ChangedRows changed) throws SQLException, IOException {
        return deleteSuperseded(connection, changed)
                .plus(write(connection, changed))
                .plus(delete(connection, changed));
    }

    /** Empty tables and filled ones in one order: each may refer to new rows of the others. */
    private RowCounts write(Connection connection, ChangedRows changed) throws SQLException, IOException {
        RowCounts counts = RowCounts.NONE;
        Map<TargetTable, StagingTable> staged = new HashMap<>();
        stages.forEach(stage -> staged.put(stage.target(), stage));
        try (Progress.Step step = progress.begin("tables", bytes(tables), Unit.BYTES)) {
            EmptyTables empties = EmptyTables.begin(connection, frames, empty);
            for (TargetTable target : tables) {
                StagingTable stage = staged.get(target);
                if (stage == null) {
                    counts = counts.plus(RowCounts.of(target.name(), empties.copy(target, changed, step), 0, 0));
                } else {
                    counts = counts.plus(new Upsert(connection, stage, changed).run());
                    step.add(bytes(List.of(target)));
                }
            }
            empties.finish();
        }
        return counts;
    }

    /** Whether a row could not be deleted because another one, which stays, refers to it. */
    static boolean isReferredTo(SQLException e) {
        return REFERRED_TO.contains(String.valueOf(e.getSQLState()));
    }

    private RowCounts delete(Connection connection, ChangedRows changed) throws SQLException {
        RowCounts counts = RowCounts.NONE;
        for (StagingTable stage : childrenFirst()) {
            long deleted = new Merge(connection, stage, changed).deleteMissing();
            counts = counts.plus(RowCounts.of(stage.target().name(), 0, 0, deleted));
        }
        return counts;
    }

    private RowCounts deleteSuperseded(Connection connection, ChangedRows changed) throws SQLException {
        TargetIndexes indexes = new TargetIndexes(connection);
        RowCounts counts = RowCounts.NONE;
        for (StagingTable stage : childrenFirst()) {
            Merge merge = new Merge(connection, stage, changed);
            long deleted = stage.target().key().isEmpty()
                    ? merge.deleteMissing()
                    : merge.deleteSuperseded(indexes.unique(stage.target()));
            counts = counts.plus(RowCounts.of(stage.target().name(), 0, 0, deleted));
        }
        return counts;
    }

    private List<StagingTable> childrenFirst() {
        List<StagingTable> childrenFirst = new ArrayList<>(stages);
        Collections.reverse(childrenFirst);
        return childrenFirst;
    }

    /** Drops the stages; after the transaction. */
    public static void cleanUp(Connection connection) throws SQLException {
        StagingTable.dropAll(connection);
    }
}
