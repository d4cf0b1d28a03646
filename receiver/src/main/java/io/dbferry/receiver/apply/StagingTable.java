package io.dbferry.receiver.apply;

import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.ShipmentName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A table with the shipped rows of one table, beside that table, with nothing but the shipped columns. Of the very
 * types of the receiver's table.
 *
 * @param sql its name as SQL
 */
public record StagingTable(TargetTable target, String sql) {
    /** A stage that other connections can fill; it outlives them, so {@link StageNames#dropAll} it. */
    static StagingTable shared(Connection connection, TargetTable target, String sql) throws SQLException {
        StagingTable stage = new StagingTable(target, sql);
        execute(connection, "CREATE UNLOGGED TABLE " + stage.sql + stage.definition());
        execute(connection, "ALTER TABLE " + stage.sql + " SET (autovacuum_enabled = off)");
        return stage;
    }

    /** A stage of this transaction alone. */
    static StagingTable ofTransaction(Connection connection, TargetTable target, String name) throws SQLException {
        String table = Sql.quote(name);
        StagingTable stage = new StagingTable(target, "pg_temp." + table);
        execute(connection, "CREATE TEMPORARY TABLE " + table + " ON COMMIT DROP" + stage.definition());
        return stage;
    }

    String definition() {
        return " AS SELECT " + Sql.list(target.columnNames()) + " FROM "
                + target.name().sql() + " WITH NO DATA";
    }

    void analyze(Connection connection) throws SQLException {
        execute(connection, "ANALYZE " + sql);
    }

    /**
     * Counts the rows in the current transaction, until whose end nobody can change them any more.
     *
     * @throws DbferryException if they are not as many as the shipment has
     */
    void hold(Connection connection, ShipmentName shipment) throws SQLException {
        execute(connection, "LOCK TABLE " + sql + " IN SHARE MODE");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + sql)) {
            row.next();
            require(shipment, row.getLong(1));
        }
    }

    /** @throws DbferryException if these are not as many rows as the shipment has */
    void require(ShipmentName shipment, long rows) {
        if (rows != target.shipped().rows()) {
            throw RejectedShipment.schema(
                    shipment,
                    "the staged rows of table '" + target.name() + "' are " + rows + " instead of "
                            + target.shipped().rows(),
                    "Find out which other session or trigger changes tables of the schema dbferry; then load again");
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
