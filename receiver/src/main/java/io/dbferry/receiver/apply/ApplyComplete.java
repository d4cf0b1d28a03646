package io.dbferry.receiver.apply;

import io.dbferry.event.Step;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.LockRelease;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.receiver.compare.Comparison;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.TargetLocks;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.receiver.tables.UnvalidatedConstraints;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.manifest.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brings the receiver's tables to the state of a complete: {@link #look}, then in the transaction {@link #stage}, {@link #apply}. */
public final class ApplyComplete implements AutoCloseable {
    /** foreign_key_violation, and restrict_violation of PostgreSQL 18. */
    private static final Set<String> REFERRED_TO = Set.of("23503", "23001");

    private final FrameReader frames;
    private final List<List<TargetTable>> groups;
    private final List<TargetTable> tables;
    private final Progress progress;
    private final TargetTriggers triggers;
    private final Set<TargetTable> empty = new LinkedHashSet<>();
    private final List<TargetTable> filled = new ArrayList<>();
    private final Map<TargetTable, StagingTable> staged = new HashMap<>();
    private List<StagingTable> stages = List.of();
    private @Nullable Comparison comparison;

    /** @param groups parents before children; rows of a group's tables can only be written together */
    public ApplyComplete(
            FrameReader frames, List<List<TargetTable>> groups, TargetTriggers triggers, Progress progress) {
        this.frames = frames;
        this.groups = groups;
        this.tables = groups.stream().flatMap(List::stream).toList();
        this.triggers = triggers;
        this.progress = progress;
    }

    /**
     * Looks which tables are empty and get rows; before the transaction's snapshot.
     *
     * @param mayBeFilled tables into which nobody else can have written since
     */
    public void look(Connection connection, Predicate<TableName> mayBeFilled) throws SQLException, IOException {
        frames.checkSchemaFrames();
        for (List<TargetTable> group : groups) {
            for (TargetTable target : group) {
                // What triggers make of rows that are copied straight in could not be compared with anything. COPY
                // without
                // columns would be one of the receiver's own.
                boolean straight = group.size() == 1
                        && mayBeFilled.test(target.name())
                        && !target.shipped().framesOrNone().isEmpty()
                        && !triggers.fireFor(target)
                        && !target.columns().isEmpty();
                if (straight && OfTable.query(List.of(target.name()), () -> EmptyTables.isEmpty(connection, target))) {
                    empty.add(target);
                } else {
                    filled.add(target);
                }
            }
        }
        requireLocks(connection, List.of());
    }

    /**
     * Begins the transaction's one snapshot and compares the tables that have rows; leaves the tables as they are. Nobody
     * else writes into those that are empty from now on.
     *
     * @param digests of the shipment
     * @param folder for lists of rows
     * @param ours tables that no other session sees as this transaction does
     */
    public void stage(
            Connection connection, Database database, List<DigestEntry> digests, Path folder, Predicate<TableName> ours)
            throws SQLException, IOException {
        StagingTable.execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        EmptyTables.hold(connection, empty);
        if (filled.isEmpty()) {
            return;
        }
        try (Step timed = Step.begin("comparing")) {
            comparison = new Comparison(database, frames, digests, filled, folder, progress);
            comparison.read(connection, ours);
            List<TargetTable> differing =
                    filled.stream().filter(comparison::differs).toList();
            requireLocks(connection, differing);
            triggers.names().let();
            stages = new StagingTables(connection, frames, comparison).fill(differing);
            stages.forEach(stage -> staged.put(stage.target(), stage));
        }
    }

    private void requireLocks(Connection connection, List<TargetTable> staged) throws SQLException {
        TargetLocks.require(
                connection,
                frames.shipment(),
                Stream.concat(empty.stream(), staged.stream())
                        .map(TargetTable::table)
                        .toList(),
                staged.size() * StagingTables.TEMPORARY_TABLES);
    }

    /** The tables that get or lose rows, known once they are staged. */
    public List<TargetTable> written() {
        return Stream.concat(empty.stream(), staged.keySet().stream()).toList();
    }

    /** The names of all its tables. */
    public Set<TableName> tables() {
        return tables.stream().map(TargetTable::name).collect(Collectors.toSet());
    }

    /** The tables that only a look at all their rows can prove to be what the shipment says. */
    public List<Table> unproven(Connection connection) throws SQLException {
        List<TargetTable> unproven = new ArrayList<>(empty);
        // Rows that are copied into empty tables, where no trigger fires, change no other table.
        if (comparison != null && !stages.isEmpty()) {
            StagingTable.execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
            for (TargetTable target : filled) {
                if (!isEqualNow(connection, comparison, target)) {
                    unproven.add(target);
                }
            }
            StagingTable.execute(connection, "SET CONSTRAINTS ALL DEFERRED");
        }
        return unproven.stream().map(TargetTable::table).toList();
    }

    private static boolean isEqualNow(Connection connection, Comparison comparison, TargetTable target)
            throws SQLException {
        return OfTable.query(
                List.of(target.name()),
                () -> LockRelease.afterQuery(connection, () -> comparison.isEqualNow(connection, target)));
    }

    @Override
    public void close() throws IOException {
        if (comparison != null) {
            comparison.close();
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
        return UnvalidatedConstraints.around(connection, tables, () -> inSomeOrder(connection, changed));
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
        triggers.verify(frames.shipment(), stages, changed);
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
                List<StagingTable> differing = stagesOf(group);
                if (empty.contains(group.get(0))) {
                    TargetTable target = group.get(0);
                    counts = counts.plus(RowCounts.of(target.name(), empties.copy(target, changed, step), 0, 0));
                } else {
                    if (!differing.isEmpty()) {
                        counts = counts.plus(new Upsert(connection, differing, changed).run());
                    }
                    step.add(bytes(group));
                }
            }
            empties.finish();
        }
        return counts;
    }

    private List<StagingTable> stagesOf(List<TargetTable> group) {
        return group.stream().map(staged::get).filter(Objects::nonNull).toList();
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
}
