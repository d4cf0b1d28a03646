package io.dbferry.receiver.first;

import io.dbferry.event.Event;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.apply.StagingTable;
import io.dbferry.receiver.ledger.FillingTables;
import io.dbferry.receiver.ledger.FillingTables.Dropped;
import io.dbferry.receiver.ledger.FillingTables.Filling;
import io.dbferry.receiver.tables.LockPatience;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes tables that a first load was filling empty and gives them their keys and indexes again, in one transaction. */
final class UndoneFilling {
    /** lock_not_available. */
    private static final String NOT_FREE = "55P03";

    /** feature_not_supported: what TRUNCATE says where a foreign key refers to the table. */
    private static final String REFERRED_TO = "0A000";

    /**
     * undefined_table, undefined_column, undefined_object, undefined_function, invalid_schema_name: what the object was of is gone;
     * duplicate_table, duplicate_object, invalid_table_definition: somebody has made it.
     */
    private static final Set<String> OTHERWISE_NOW =
            Set.of("42P01", "42703", "42704", "42883", "3F000", "42P07", "42710", "42P16");

    /** Tries after 1, 2, 4 and 8 seconds, then gives up. */
    private static final int LONGEST_PAUSE = 8;

    private final Connection connection;
    private final FillingTables filling;

    UndoneFilling(Connection connection, FillingTables filling) {
        this.connection = connection;
        this.filling = filling;
    }

    /** @throws SQLException if others use the tables for long: the next load tries again */
    void run() throws SQLException {
        for (int pause = 1; ; pause *= 2) {
            connection.setAutoCommit(false);
            try {
                runInTransaction();
                connection.commit();
                return;
            } catch (SQLException e) {
                connection.rollback();
                if (!NOT_FREE.equals(e.getSQLState()) || pause > LONGEST_PAUSE) {
                    throw e;
                }
            } finally {
                connection.setAutoCommit(true);
            }
            pause(pause);
        }
    }

    void runInTransaction() throws SQLException {
        LockPatience.less(connection, Duration.ofSeconds(1));
        StagingTable.execute(connection, "SET LOCAL maintenance_work_mem = '256MB'");
        List<Dropped> dropped = filling.dropped();
        for (Dropped object : dropped) {
            if (object.object().foreignKey() && object.made() > 0) {
                tolerant(object.object().drop());
            }
        }
        empty(tables());
        for (boolean foreignKeys : new boolean[] {false, true}) {
            for (Dropped object : dropped) {
                if (object.object().foreignKey() == foreignKeys) {
                    int from = foreignKeys ? 0 : object.made();
                    for (String statement : object.object()
                            .create()
                            .subList(from, object.object().create().size())) {
                        tolerant(statement);
                    }
                }
            }
        }
        filling.end();
    }

    /** Those that are still the ones that were being filled. */
    private List<TableName> tables() throws SQLException {
        List<TableName> tables = new ArrayList<>();
        for (Filling table : filling.all()) {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT to_regclass(?)::oid::bigint = ?, to_regclass(?) IS NULL")) {
                statement.setString(1, table.table().sql());
                statement.setLong(2, table.relation());
                statement.setString(3, table.table().sql());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1)) {
                        tables.add(table.table());
                    } else if (!row.getBoolean(2)) {
                        Event.warning("first-load")
                                .with("table", table.table().toString())
                                .say("table '" + table.table()
                                        + "' is another one since its first load began; its rows are left as they are");
                    }
                }
            }
        }
        return tables;
    }

    private void empty(List<TableName> tables) throws SQLException {
        if (tables.isEmpty()) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            StagingTable.execute(
                    connection,
                    "TRUNCATE ONLY "
                            + String.join(
                                    ", ONLY ",
                                    tables.stream().map(TableName::sql).toList()));
        } catch (SQLException e) {
            connection.rollback(before);
            if (!REFERRED_TO.equals(e.getSQLState())) {
                throw e;
            }
            for (TableName table : tables) {
                StagingTable.execute(connection, "DELETE FROM ONLY " + table.sql());
            }
        }
    }

    /** What the owner has changed meanwhile is the owner's. */
    private void tolerant(String sql) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            StagingTable.execute(connection, sql);
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            connection.rollback(before);
            if (!OTHERWISE_NOW.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            Event.warning("first-load").say("not run, as the table has changed since: " + sql + ": " + e.getMessage());
        }
    }

    private static void pause(int seconds) throws SQLException {
        try {
            Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }
}
