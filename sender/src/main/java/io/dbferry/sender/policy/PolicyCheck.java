package io.dbferry.sender.policy;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets PostgreSQL judge the operator's own SQL: what travels of a row may depend on nothing but the row, so that it changes
 * only when the row does. It asks that of generated columns too, so an empty temporary table gets one for each.
 */
public final class PolicyCheck {
    private static final String PROBE = "pg_temp.dbferry_policy";

    private PolicyCheck() {}

    /**
     * Tries each condition and expression; in autocommit.
     *
     * @throws DbferryException if one is none, or depends on more than its row
     */
    public static void expressions(Connection connection, List<Table> tables) throws SQLException {
        for (Table table : tables) {
            if (!table.policy().isNone()) {
                try (Statement statement = connection.createStatement()) {
                    probe(statement, table);
                }
            }
        }
    }

    private static void probe(Statement statement, Table table) throws SQLException {
        boolean made = false;
        try {
            for (Column column : table.columns()) {
                String rule = table.policy().rules().get(column.name());
                if ("expression".equals(rule)) {
                    made = made || make(statement, table);
                    attempt(
                            statement,
                            "columns to '" + table.name() + "." + column.name(),
                            column.type(),
                            column.travelsAs());
                } else if ("constant".equals(rule)) {
                    constant(statement, table, column);
                }
            }
            if (table.policy().condition() != null) {
                made = made || make(statement, table);
                attempt(
                        statement,
                        "rows to '" + table.name(),
                        "boolean",
                        table.policy().condition());
            }
        } finally {
            if (made) {
                statement.execute("DROP TABLE " + PROBE);
            }
        }
    }

    private static boolean make(Statement statement, Table table) throws SQLException {
        return !statement.execute(
                "CREATE TEMPORARY TABLE dbferry_policy (LIKE " + table.name().sql() + ")");
    }

    private static void attempt(Statement statement, String what, String type, @Nullable String sql)
            throws SQLException {
        try {
            statement.execute("ALTER TABLE " + PROBE + " ADD COLUMN dbferry_probe " + type + " GENERATED ALWAYS AS ("
                    + sql + ") STORED");
            statement.execute("ALTER TABLE " + PROBE + " DROP COLUMN dbferry_probe");
        } catch (SQLException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot apply policy." + what + "': " + cause(e),
                    "Use the row's own columns without the table's name, and functions that are IMMUTABLE, with their schema;"
                            + " what now(), a time zone or a subquery gives changes without the row",
                    null);
        }
    }

    /** Messages of classes 42 and 0A name objects and kinds of SQL; others may quote a constant of the policy, and a message goes to mails and logs. */
    private static String cause(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("42") || state.startsWith("0A")
                ? String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                : "PostgreSQL reports SQLSTATE " + state + " for it";
    }

    private static void constant(Statement statement, Table table, Column column) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT " + column.travelsAs())) {
            row.next();
        } catch (SQLException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot apply policy.columns to '" + table.name() + "." + column.name() + "': the constant is no "
                            + column.type(),
                    "Write the constant as PostgreSQL reads it",
                    null);
        }
    }
}
