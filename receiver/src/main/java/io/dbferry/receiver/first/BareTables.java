package io.dbferry.receiver.first;

import io.dbferry.receiver.apply.EmptyTables;
import io.dbferry.receiver.apply.StagingTable;
import io.dbferry.receiver.ledger.FillingTables;
import io.dbferry.receiver.tables.LockPatience;
import io.dbferry.receiver.tables.TargetIndexes;
import io.dbferry.receiver.tables.TargetIndexes.Rebuildable;
import io.dbferry.receiver.tables.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes keys, indexes and foreign keys from tables that are to be filled, and notes in the same transaction how they come back. Tables
 * that others use at the moment, or from or to which a foreign key has to stay, are not among them.
 */
final class BareTables {
    /** lock_not_available. */
    private static final String NOT_FREE = "55P03";

    private static final String TIED = """
            SELECT c.oid FROM pg_class c
            WHERE c.oid = ANY (?::oid[])
              AND (NOT has_schema_privilege(c.relnamespace, 'CREATE')
                   OR EXISTS (SELECT FROM pg_constraint k
                              WHERE k.contype = 'f' AND (k.conrelid = c.oid OR k.confrelid = c.oid)))""";

    private final Connection connection;
    private final FillingTables filling;
    private final List<TargetTable> shipped;

    /** @param shipped all tables of the load: foreign keys of others stay */
    BareTables(Connection connection, FillingTables filling, List<TargetTable> shipped) {
        this.connection = connection;
        this.filling = filling;
        this.shipped = shipped;
    }

    /** Commits, or leaves all as it was. */
    List<TargetTable> make(List<TargetTable> tables, String shipment, String manifestSha256) throws SQLException {
        connection.setAutoCommit(false);
        try {
            List<TargetTable> bare = tables;
            Savepoint before = connection.setSavepoint();
            for (Set<Long> tied = drop(bare); !tied.isEmpty(); tied = drop(bare)) {
                connection.rollback(before);
                Set<Long> without = tied;
                bare = bare.stream()
                        .filter(t -> !without.contains(t.table().oid()))
                        .toList();
            }
            for (TargetTable target : bare) {
                filling.begin(target, shipment, manifestSha256);
            }
            connection.commit();
            return bare;
        } catch (SQLException e) {
            connection.rollback();
            if (NOT_FREE.equals(e.getSQLState())) {
                return List.of();
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** @return the tables that cannot be filled so: the transaction must go back then */
    private Set<Long> drop(List<TargetTable> tables) throws SQLException {
        LockPatience.less(connection, Duration.ofSeconds(1));
        for (TargetTable target : tables) {
            StagingTable.execute(connection, "LOCK TABLE ONLY " + target.name().sql() + " IN ACCESS EXCLUSIVE MODE");
        }
        List<Rebuildable> dropped = new TargetIndexes(connection)
                .rebuildable(
                        tables.stream().map(TargetTable::table).toList(),
                        shipped.stream().map(TargetTable::table).toList());
        int number = 0;
        for (Rebuildable object : dropped) {
            StagingTable.execute(connection, object.drop());
            filling.drop(number++, object);
        }
        Set<Long> tied = tied(tables);
        for (TargetTable target : tables) {
            if (!EmptyTables.isEmpty(connection, target)) {
                tied.add(target.table().oid());
            }
        }
        return tied;
    }

    private Set<Long> tied(List<TargetTable> tables) throws SQLException {
        Set<Long> tied = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(TIED)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "oid", tables.stream().map(t -> t.table().oid()).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tied.add(row.getLong(1));
                }
            }
        }
        return tied;
    }
}
