package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.LockRelease;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.tables.TargetSequences;
import io.dbferry.receiver.tables.TargetLocks;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.receiver.tables.UnvalidatedConstraints;
import io.dbferry.stream.format.Manifest.Frame;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Brings the receiver's tables to the state of a complete. */
public final class ApplyComplete {
    /** foreign_key_violation, and restrict_violation of PostgreSQL 18. */
    private static final Set<String> REFERRED_TO = Set.of("23503", "23001");

    private final Database database;
    private final FrameReader frames;
    private final List<List<TargetTable>> groups;
    private final List<TargetTable> tables;
    private final Progress progress;
    private final StageNames names;
    private final TargetTriggers triggers;
    private final Set<TargetTable> empty = new LinkedHashSet<>();
    private List<StagingTable> stages = List.of();
    private final Map<TargetTable, StagingTable> staged = new HashMap<>();

    /** @param groups parents before children; rows of a group's tables can only be written together */
    public ApplyComplete(
            Database database,
            FrameReader frames,
            List<List<TargetTable>> groups,
            TargetTriggers triggers,
            Progress progress,
            StageNames names) {
        this.database = database;
        this.frames = frames;
        this.groups = groups;
        this.tables = groups.stream().flatMap(List::stream).toList();
        this.triggers = triggers;
        this.progress = progress;
        this.names = names;
    }

    /** Stages what must be compared. Outside the transaction; leaves the tables themselves as they are. */
    public void prepare(Connection connection) throws SQLException, IOException {
        frames.checkSchemaFrames();
        List<TargetTable> filled = new ArrayList<>();
        for (List<TargetTable> group : groups) {
            for (TargetTable target : group) {
                // What triggers make of rows that are copied straight in could not be compared with anything. COPY without
                // columns would be one of the receiver's own.
                boolean straight = group.size() == 1
                        && !triggers.fireFor(target)
                        && !target.columns().isEmpty();
                if (straight && EmptyTables.isEmpty(connection, target)) {
                    empty.add(target);
                } else {
                    filled.add(target);
                }
            }
        }
        if (!filled.isEmpty()) {
            try (io.dbferry.event.Step timed = io.dbferry.event.Step.begin("staging");
                    Progress.Step step = progress.begin("staging", bytes(filled), Unit.BYTES)) {
                stages = new StagingTables(database, frames, names).fill(connection, filled, step);
                stages.forEach(stage -> staged.put(stage.target(), stage));
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
     * would take the row along. Where neither order works, one statement does all.
     */
    public RowCounts apply(Connection connection, ChangedRows changed) throws SQLException, IOException {
        boolean many = stages.size() >= TargetLocks.MANY_TABLES;
        List<StagingTable> differing = new ArrayList<>();
        for (StagingTable stage : stages) {
            if (!many || LockRelease.afterQuery(connection, () -> differs(connection, stage, changed))) {
                stage.hold(connection, frames.shipment());
                differing.add(stage);
            }
        }
        staged.values().retainAll(differing);
        stages = differing;
        requireLocks(connection);
        return UnvalidatedConstraints.around(connection, tables, () -> inSomeOrder(connection, changed));
    }

    private boolean differs(Connection connection, StagingTable stage, ChangedRows changed) throws SQLException {
        stage.hold(connection, frames.shipment());
        return new Merge(stage, changed).differs(connection, true);
    }

    private void requireLocks(Connection connection) throws SQLException {
        List<Table> written = Stream.concat(
                        stages.stream().map(StagingTable::target),
                        empty.stream().filter(t -> !t.shipped().framesOrNone().isEmpty()))
                .map(TargetTable::table)
                .toList();
        TargetLocks.require(connection, frames.shipment(), written);
    }

    private RowCounts inSomeOrder(Connection connection, ChangedRows changed) throws SQLException, IOException {
        boolean last = new References(connection)
                .passOn(stages.stream().map(StagingTable::target).toList());
        Savepoint before = connection.setSavepoint();
        RowCounts counts;
        try {
            counts = last ? deleteLast(connection, changed) : deleteFirst(connection, changed);
        } catch (SQLException e) {
            throwUnlessInTheWay(e);
            connection.rollback(before);
            counts = otherOrder(connection, changed, last);
        }
        triggers.verify(frames.shipment(), stages, changed, true);
        TargetSequences.raise(connection, tables);
        return counts;
    }

    /** In the way also by an index that cannot be asked which rows stand in the way: of an expression, or partial. */
    private RowCounts otherOrder(Connection connection, ChangedRows changed, boolean wasLast)
            throws SQLException, IOException {
        Savepoint before = connection.setSavepoint();
        try {
            return wasLast ? deleteFirst(connection, changed) : deleteLast(connection, changed);
        } catch (SQLException e) {
            throwUnlessInTheWay(e);
            connection.rollback(before);
            return atOnce(connection, changed);
        }
    }

    /** Whether rows stood in each other's way: another order may do. */
    private static void throwUnlessInTheWay(SQLException e) throws SQLException {
        if (!isReferredTo(e) && !Upsert.TAKEN.contains(String.valueOf(e.getSQLState()))) {
            throw e;
        }
    }

    /** Staged tables in one statement; then the empty ones, whose rows refer to theirs. */
    private RowCounts atOnce(Connection connection, ChangedRows changed) throws SQLException, IOException {
        List<TableChange> changes = new ArrayList<>();
        for (StagingTable stage : stages) {
            List<String> missing = List.of(new Merge(stage, changed).missing());
            changes.add(Upsert.withDeletes(connection, stage, changed, missing, changes.size()));
        }
        return TableChange.run(connection, changes).plus(write(connection, changed));
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
        try (Progress.Step step = progress.begin("tables", bytes(tables), Unit.BYTES)) {
            EmptyTables empties = EmptyTables.begin(connection, frames, List.copyOf(empty), tables);
            for (List<TargetTable> group : groups) {
                List<StagingTable> filled = stagesOf(group);
                if (filled.isEmpty() && empty.contains(group.get(0))) {
                    TargetTable target = group.get(0);
                    counts = counts.plus(RowCounts.of(target.name(), empties.copy(target, changed, step), 0, 0));
                } else if (!filled.isEmpty()) {
                    counts = counts.plus(new Upsert(connection, filled, changed).run());
                    step.add(bytes(group));
                }
            }
            empties.finish();
        }
        return counts;
    }

    private List<StagingTable> stagesOf(List<TargetTable> group) {
        return group.stream()
                .map(staged::get)
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    /** Whether a row could not be deleted because another one, which stays, refers to it. */
    static boolean isReferredTo(SQLException e) {
        return REFERRED_TO.contains(String.valueOf(e.getSQLState()));
    }

    private RowCounts delete(Connection connection, ChangedRows changed) throws SQLException {
        RowCounts counts = RowCounts.NONE;
        for (List<TargetTable> group : childrenFirst()) {
            List<TableChange> deletes = new ArrayList<>();
            for (StagingTable stage : stagesOf(group)) {
                String missing = new Merge(stage, changed).missing();
                deletes.add(Merge.deletes(changed, stage.target(), List.of(missing), deletes.size()));
            }
            counts = counts.plus(TableChange.run(connection, deletes));
        }
        return counts;
    }

    private RowCounts deleteSuperseded(Connection connection, ChangedRows changed) throws SQLException {
        RowCounts counts = RowCounts.NONE;
        for (List<TargetTable> group : childrenFirst()) {
            for (StagingTable stage : stagesOf(group)) {
                TargetTable target = stage.target();
                Merge merge = new Merge(stage, changed);
                List<String> deletes =
                        target.key().isEmpty() ? List.of(merge.missing()) : merge.superseded(target.unique());
                for (String delete : deletes) {
                    counts = counts.plus(
                            TableChange.run(connection, List.of(Merge.deletes(changed, target, List.of(delete), 0))));
                }
            }
        }
        return counts;
    }

    private List<List<TargetTable>> childrenFirst() {
        List<List<TargetTable>> childrenFirst = new ArrayList<>(groups);
        Collections.reverse(childrenFirst);
        return childrenFirst;
    }

    /** Drops the stages; after the transaction. */
    public void cleanUp(Connection connection) throws SQLException {
        names.dropAll(connection);
    }
}
