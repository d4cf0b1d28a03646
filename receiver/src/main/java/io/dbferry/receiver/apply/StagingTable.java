package io.dbferry.receiver.apply;

import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.ShipmentName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table with the shipped rows of one table, beside that table, with nothing but the shipped columns, and those of the key that
 * are computed from them. Of the very types of the receiver's table.
 *
 * @param sql its name as SQL
 * @param gone as SQL, a table with the keys of the rows to delete, or with their places where there is no key; the stage
 *     has then only the rows that differ. Null where the stage has all that travelled
 */
public record StagingTable(
        TargetTable target, String sql, @Nullable String gone) {
    /** A stage of this transaction alone. */
    static StagingTable ofTransaction(Connection connection, TargetTable target, String name) throws SQLException {
        StagingTable stage = named(target, name);
        for (String statement : stage.create()) {
            execute(connection, statement);
        }
        return stage;
    }

    static StagingTable named(TargetTable target, String name) {
        return new StagingTable(target, "pg_temp." + Sql.quote(name), null);
    }

    StagingTable withGone(String rows) {
        return new StagingTable(target, sql, rows);
    }

    /** Statements that make it: behind the shipped columns come those of the key that this database computes from them. */
    List<String> create() {
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TEMPORARY TABLE " + sql + " ON COMMIT DROP AS SELECT " + Sql.list(target.columnNames())
                + " FROM " + target.name().sql() + " WITH NO DATA");
        for (Column column : target.generatedKey()) {
            statements.add("ALTER TABLE " + sql + " ADD COLUMN " + Sql.quote(column.name()) + " " + column.type()
                    + (column.collation() == null ? "" : " COLLATE " + column.collation())
                    + " GENERATED ALWAYS AS (" + column.defaultSql() + ") STORED");
        }
        return statements;
    }

    void analyze(Connection connection) throws SQLException {
        execute(connection, "ANALYZE " + sql);
    }

    /**
     * Counts the rows.
     *
     * @throws DbferryException if they are not as many as were written
     */
    void require(Connection connection, ShipmentName shipment, long written) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + sql)) {
            row.next();
            if (row.getLong(1) != written) {
                throw RejectedShipment.schema(
                        shipment,
                        "the staged rows of table '" + target.name() + "' are " + row.getLong(1) + " instead of "
                                + written,
                        "Find out which event trigger changes temporary tables of a load; then load again");
            }
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What a query of one value says. */
    static boolean isTrue(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
