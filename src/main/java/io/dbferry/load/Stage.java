package io.dbferry.load;

import io.dbferry.catalog.Sql;
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
record Stage(TargetTable target, String sql) {
    /** A stage that other connections can fill; it outlives them, so {@link #dropAll} it. */
    static Stage shared(Connection connection, TargetTable target, int number) throws SQLException {
        Stage stage = new Stage(target, "dbferry." + Sql.quote("stage_" + number));
        execute(connection, "CREATE UNLOGGED TABLE " + stage.sql + stage.definition());
        execute(connection, "ALTER TABLE " + stage.sql + " SET (autovacuum_enabled = off)");
        return stage;
    }

    /** A stage of this transaction alone. */
    static Stage ofTransaction(Connection connection, TargetTable target, String name) throws SQLException {
        String table = Sql.quote(name);
        Stage stage = new Stage(target, "pg_temp." + table);
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

    /**
     * Drops the stages that a run left, this one or one that was killed. One that somebody reads, such as pg_dump, is
     * left to the next run.
     */
    static void dropAll(Connection connection) throws SQLException {
        execute(connection, """
                DO $$ DECLARE stage regclass; BEGIN
                  SET LOCAL lock_timeout = '1s';
                  FOR stage IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                               WHERE n.nspname = 'dbferry' AND c.relname ~ '^stage_[0-9]+$' AND c.relkind = 'r' LOOP
                    BEGIN
                      EXECUTE 'DROP TABLE ' || stage;
                    EXCEPTION WHEN lock_not_available THEN
                      SET LOCAL lock_timeout = '1ms';
                    END;
                  END LOOP;
                  SET LOCAL lock_timeout = 0;
                END $$""");
    }

    /** The first number that no stage has that was left behind. */
    static int firstFree(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT coalesce(max(substring(c.relname FROM 7)::int) + 1, 0)
                        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = 'dbferry' AND c.relname ~ '^stage_[0-9]+$' AND c.relkind = 'r'""")) {
            row.next();
            return row.getInt(1);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
