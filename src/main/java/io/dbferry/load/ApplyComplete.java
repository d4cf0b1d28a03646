package io.dbferry.load;

import io.dbferry.database.Database;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.shipment.Manifest.Frame;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Brings the receiver's tables to the state of a complete. */
final class ApplyComplete {
    /** foreign_key_violation, and restrict_violation of PostgreSQL 18. */
    private static final Set<String> REFERRED_TO = Set.of("23503", "23001");

    private final Database database;
    private final FrameReader frames;
    private final List<TargetTable> tables;
    private final Progress progress;
    private final List<TargetTable> empty = new ArrayList<>();
    private List<Stage> stages = List.of();

    /** @param tables parents before children */
    ApplyComplete(Database database, FrameReader frames, List<TargetTable> tables, Progress progress) {
        this.database = database;
        this.frames = frames;
        this.tables = tables;
        this.progress = progress;
    }

    /** Stages what must be compared. Outside the transaction; leaves the tables themselves as they are. */
    void prepare(Connection connection) throws SQLException, IOException {
        frames.checkSchemaFrames();
        List<TargetTable> filled = new ArrayList<>();
        for (TargetTable target : tables) {
            (EmptyTables.isEmpty(connection, target) ? empty : filled).add(target);
        }
        if (!filled.isEmpty()) {
            try (Progress.Step step = progress.begin("staging", bytes(filled), Unit.BYTES)) {
                stages = new StagedTables(database, frames).fill(connection, filled, step);
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
     * come first, as a new row may have a deleted one's unique values; only where a row that stays still refers to a
     * deleted one, by a foreign key that cannot wait, they come last.
     */
    RowCounts apply(Connection connection, ChangedRows changed) throws SQLException, IOException {
        RowCounts counts = RowCounts.NONE;
        try (Progress.Step step = progress.begin("differences", stages.size() * 2L, Unit.FILES)) {
            Savepoint before = connection.setSavepoint();
            boolean late = false;
            try {
                counts = counts.plus(delete(connection, changed));
            } catch (SQLException e) {
                if (!isReferredTo(e)) {
                    throw e;
                }
                connection.rollback(before);
                late = true;
                counts = counts.plus(deleteSuperseded(connection, changed));
            }
            step.add(stages.size());
            counts = counts.plus(new RowCounts(copyEmpty(connection, changed), 0, 0));
            for (Stage stage : stages) {
                counts = counts.plus(new Merge(connection, stage, changed).upsert());
                step.add(1);
            }
            if (late) {
                counts = counts.plus(delete(connection, changed));
            }
        }
        TargetSequences.raise(connection, tables);
        return counts;
    }

    /** Whether a row could not be deleted because another one, which stays, refers to it. */
    static boolean isReferredTo(SQLException e) {
        return REFERRED_TO.contains(String.valueOf(e.getSQLState()));
    }

    private RowCounts delete(Connection connection, ChangedRows changed) throws SQLException {
        long deleted = 0;
        for (Stage stage : childrenFirst()) {
            deleted += new Merge(connection, stage, changed).deleteMissing();
        }
        return new RowCounts(0, 0, deleted);
    }

    private RowCounts deleteSuperseded(Connection connection, ChangedRows changed) throws SQLException {
        TargetIndexes indexes = new TargetIndexes(connection);
        long deleted = 0;
        for (Stage stage : childrenFirst()) {
            Merge merge = new Merge(connection, stage, changed);
            deleted += stage.target().key().isEmpty()
                    ? merge.deleteMissing()
                    : merge.deleteSuperseded(indexes.unique(stage.target()));
        }
        return new RowCounts(0, 0, deleted);
    }

    private List<Stage> childrenFirst() {
        List<Stage> childrenFirst = new ArrayList<>(stages);
        Collections.reverse(childrenFirst);
        return childrenFirst;
    }

    private long copyEmpty(Connection connection, ChangedRows changed) throws SQLException, IOException {
        if (empty.isEmpty()) {
            return 0;
        }
        try (Progress.Step step = progress.begin("tables", bytes(empty), Unit.BYTES)) {
            return new EmptyTables(connection, frames, empty).load(changed, step);
        }
    }

    /** Drops the stages; after the transaction. */
    static void cleanUp(Connection connection) throws SQLException {
        Stage.dropAll(connection);
    }
}
