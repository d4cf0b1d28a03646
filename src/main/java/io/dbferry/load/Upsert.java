package io.dbferry.load;

import io.dbferry.catalog.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes the rows of stages that differ or are missing, also where rows pass unique values on to each other. All
 * stages of a group go into one statement, as foreign keys may tie their rows to each other.
 * PostgreSQL checks a unique index row by row, so a swap fails although its end is right. The row versions are then
 * taken out and put back in one statement; only where that would touch rows that refer to them, the indexes are taken
 * away instead (docs/decisions/012-swapped-unique-values.md).
 */
final class Upsert {
    /** unique_violation and exclusion_violation. */
    static final Set<String> TAKEN = Set.of("23505", "23P01");

    private final Connection connection;
    private final List<Stage> group;
    private final ChangedRows changed;

    Upsert(Connection connection, List<Stage> group, ChangedRows changed) {
        this.connection = connection;
        this.group = List.copyOf(group);
        this.changed = changed;
    }

    RowCounts run() throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            RowCounts counts = plain();
            connection.releaseSavepoint(before);
            return counts;
        } catch (SQLException e) {
            if (!TAKEN.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            connection.rollback(before);
            return passOn(e);
        }
    }

    private RowCounts plain() throws SQLException {
        List<TableChange> changes = new ArrayList<>();
        for (Stage stage : group) {
            changes.add(new Merge(stage, changed).upsert(changes.size()));
        }
        return TableChange.run(connection, changes);
    }

    private RowCounts passOn(SQLException taken) throws SQLException {
        List<TableChange> changes = new ArrayList<>();
        List<Table> moving = new ArrayList<>();
        boolean followed = false;
        for (Stage stage : group) {
            Merge merge = new Merge(stage, changed);
            List<String> unique = new TargetIndexes(connection).readByUnique(stage.target());
            if (!stage.target().key().isEmpty() && !unique.isEmpty()) {
                moving.add(stage.target().table());
                followed |= new References(connection).follow(stage, merge.moves(unique));
                changes.add(merge.write(unique, List.of(), changes.size()));
            } else {
                changes.add(merge.upsert(changes.size()));
            }
        }
        if (moving.isEmpty()) {
            throw taken;
        }
        if (!followed) {
            return TableChange.run(connection, changes);
        }
        if (moving.stream().anyMatch(t -> !t.owner() || t.partitioned())) {
            throw taken;
        }
        RebuiltIndexes indexes = RebuiltIndexes.drop(connection, moving);
        RowCounts counts = plain();
        indexes.rebuild();
        return counts;
    }

    /**
     * One part of a statement that does everything to the stage's table: the DELETEs, then what {@link #run} does.
     *
     * @param number tells it from the other parts of the statement
     */
    static TableChange withDeletes(
            Connection connection, Stage stage, ChangedRows changed, List<String> deletes, int number)
            throws SQLException {
        Merge merge = new Merge(stage, changed);
        List<String> unique = new TargetIndexes(connection).readByUnique(stage.target());
        boolean moving = !stage.target().key().isEmpty()
                && !unique.isEmpty()
                && !new References(connection).follow(stage, merge.moves(unique));
        return merge.write(moving ? unique : List.of(), deletes, number);
    }
}
