package io.dbferry.receiver.tables;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Lets functions of the application, which write without naming schemas, find what they find in its sessions: those of checks,
 * domains, computed columns, defaults, indexes and triggers. Outside of that the search_path is empty, as what PostgreSQL
 * prints and compares depends on it.
 */
public final class ApplicationNames {
    private static final String IN_EXPRESSIONS = """
            SELECT EXISTS (SELECT FROM pg_depend WHERE refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass)
              AND classid IN ('pg_class'::regclass, 'pg_attrdef'::regclass, 'pg_constraint'::regclass))""";

    /** Our own statements mean PostgreSQL's names: it comes first where the path would have it come later. */
    private static final String PATH = "SELECT pg_catalog.set_config('search_path', CASE WHEN reset_val ~ 'pg_catalog'"
            + " THEN 'pg_catalog, ' || reset_val ELSE reset_val END, %s) FROM pg_catalog.pg_settings WHERE name = 'search_path'";

    private final Connection connection;
    private final boolean needed;

    private ApplicationNames(Connection connection, boolean needed) {
        this.connection = connection;
        this.needed = needed;
    }

    /** @param triggers whether some fire */
    public static ApplicationNames of(Connection connection, boolean triggers) throws SQLException {
        return new ApplicationNames(connection, triggers || inExpressions(connection));
    }

    /** From now on, in a session that only writes rows. */
    public static void letSession(Connection connection) throws SQLException {
        if (inExpressions(connection)) {
            execute(connection, PATH.formatted("false"));
        }
    }

    /** From now on in the current transaction, until {@link #end}. */
    public void let() throws SQLException {
        if (needed) {
            execute(connection, PATH.formatted("true"));
        }
    }

    public void end() throws SQLException {
        if (needed) {
            execute(connection, "SELECT pg_catalog.set_config('search_path', '', true)");
        }
    }

    private static boolean inExpressions(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(IN_EXPRESSIONS)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
