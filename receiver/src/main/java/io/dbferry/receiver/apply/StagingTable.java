package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.receiver.tables.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A table with the shipped rows of one table, beside that table, with nothing but the shipped columns. Of the very
 * types of the receiver's table.
 *
 * @param sql its name as SQL
 */
public record StagingTable(TargetTable target, String sql) {
    /** A stage that other connections can fill; it outlives them, so {@link #dropAll} it. */
    static StagingTable shared(Connection connection, TargetTable target, int number) throws SQLException {
        StagingTable stage = new StagingTable(target, "dbferry." + Sql.quote("stage_" + number));
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

    private String definition() {
        return " AS SELECT " + Sql.list(target.columnNames()) + " FROM "
                + target.name().sql() + " WITH NO DATA";
    }

    void analyze(Connection connection) throws SQLException {
        execute(connection, "ANALYZE " + sql);
    }

    /** Drops the stages that a run left, this one or one that was killed. */
    static void dropAll(Connection connection) throws SQLException {
        execute(connection, """
                DO $$ DECLARE stage regclass; BEGIN
                  FOR stage IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                               WHERE n.nspname = 'dbferry' AND c.relname ~ '^stage_[0-9]+$' AND c.relkind = 'r' LOOP
                    EXECUTE 'DROP TABLE ' || stage;
                  END LOOP;
                END $$""");
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
