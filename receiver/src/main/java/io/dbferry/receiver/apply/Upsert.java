package io.dbferry.receiver.apply;

import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.tables.TargetIndexes;
import io.dbferry.receiver.tables.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Set;

/**
 * Writes the rows of a stage that differ or are missing, also where rows pass unique values on to each other.
 * PostgreSQL checks a unique index row by row, so a swap fails although its end is right. The row versions are then
 * taken out and put back in one statement; only where that would touch rows that refer to them, the indexes are taken
 * away instead (docs/decisions/012-swapped-unique-values.md).
 */
final class Upsert {
    /** unique_violation and exclusion_violation. */
    static final Set<String> TAKEN = Set.of("23505", "23P01");

    private final Connection connection;
    private final StagingTable stage;
    private final Merge merge;

    Upsert(Connection connection, StagingTable stage, ChangedRows changed) {
        this.connection = connection;
        this.stage = stage;
        this.merge = new Merge(connection, stage, changed);
    }

    RowCounts run() throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            RowCounts counts = merge.upsert();
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

    private RowCounts passOn(SQLException taken) throws SQLException {
        TargetTable target = stage.target();
        List<String> unique = new TargetIndexes(connection).readByUnique(target);
        if (target.key().isEmpty() || unique.isEmpty()) {
            throw taken;
        }
        if (!new References(connection).follow(stage, merge.moves(unique))) {
            return merge.upsertMoving(unique);
        }
        if (!target.table().owner() || target.table().partitioned()) {
            throw taken;
        }
        RebuiltIndexes indexes = RebuiltIndexes.drop(connection, List.of(target.table()));
        RowCounts counts = merge.upsert();
        indexes.rebuild();
        return counts;
    }
}
