package io.dbferry.receiver.leftover;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table, or a column of one, that holds what shipments brought before.
 *
 * @param column null for the whole table
 */
record LeftoverValues(Table table, @Nullable Column column) {
    /** How many rows hold something of it. */
    long count(Connection connection) throws SQLException {
        return number(
                connection,
                "SELECT count(*) FROM " + table.relationSql() + " t"
                        + (column == null ? "" : " WHERE " + holds(column)));
    }

    /** A row that has the default already holds the receiver's own; one that a function computes is another each time. */
    private static String holds(Column column) {
        String name = Sql.quoted("t", column.name());
        String own = column.defaultSql();
        return own == null || own.contains("(")
                ? name + " IS NOT NULL"
                : name + "::text IS DISTINCT FROM CAST((" + own + ") AS " + column.type() + ")::text";
    }

    /** Rows of a table that stays and that a deletion would reach by a foreign key; empty if there are none. */
    Optional<String> referringTable(Connection connection, Catalog catalog) throws SQLException {
        for (ForeignKey key : catalog.foreignKeys()) {
            Optional<Table> child = catalog.find(key.table()).filter(t -> !t.equals(table));
            if (column != null || child.isEmpty() || !key.parent().equals(table.name())) {
                continue;
            }
            execute(connection, "LOCK TABLE " + child.get().relationSql() + " IN SHARE MODE");
            String rows = "SELECT count(*) FROM (SELECT FROM " + child.get().relationSql() + " c JOIN "
                    + table.relationSql() + " p ON " + key.refers("p", "c") + " LIMIT 1) one";
            if (number(connection, rows) > 0) {
                return Optional.of(child.get().name().toString());
            }
        }
        return Optional.empty();
    }

    /** Removes the table or column itself; PostgreSQL refuses it where something else needs it. */
    void drop(Connection connection) throws SQLException {
        execute(
                connection,
                column == null
                        ? "DROP TABLE " + table.name().sql()
                        : "ALTER TABLE " + table.name().sql() + " DROP COLUMN " + Sql.quote(column.name()));
    }

    /** Removes what it holds. */
    void purge(Connection connection) throws SQLException {
        execute(
                connection,
                column == null
                        ? "DELETE FROM " + table.relationSql()
                        : "UPDATE " + table.relationSql() + " t SET " + Sql.quote(column.name()) + " = DEFAULT WHERE "
                                + holds(column));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
