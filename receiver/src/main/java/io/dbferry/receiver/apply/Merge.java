package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Column.Identity;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.tables.TargetTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings one table to the state of its stage, writing only rows that differ. Rows are compared by {@code *<>}, which
 * compares values byte by byte and so works for types without equality and tells {@code 1.0} from {@code 1.00}.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-comparisons.html#COMPOSITE-TYPE-COMPARISON">record
 *     image comparison</a>
 */
final class Merge {
    /** Names beside the table's own columns, which could have any shorter one. */
    private static final String TEXT = "\"dbferry row text\"";

    private static final String COPY = "\"dbferry row copy\"";

    private final Connection connection;
    private final StagingTable stage;
    private final ChangedRows changed;
    private final TargetTable target;

    Merge(Connection connection, StagingTable stage, ChangedRows changed) {
        this.connection = connection;
        this.stage = stage;
        this.changed = changed;
        this.target = stage.target();
    }

    /** Deletes the rows that the stage does not have. */
    long deleteMissing() throws SQLException {
        String gone = target.key().isEmpty()
                ? "DELETE FROM " + table() + " t USING (" + numbered("tableoid, ctid, ", table(), "o")
                        + ") o WHERE t.tableoid = o.tableoid AND t.ctid = o.ctid AND NOT EXISTS (SELECT FROM ("
                        + numbered("", stage.sql(), "o") + ") s WHERE " + sameCopy("s", "o") + ")"
                : "DELETE FROM " + table() + " t WHERE NOT EXISTS (SELECT FROM " + stage.sql() + " s WHERE "
                        + sameKey("t", "s") + ")";
        return count(gone, "t", "delete");
    }

    /** Deletes the rows with the keys in that table. */
    static long deleteKeys(Connection connection, TargetTable target, String keys, ChangedRows changed)
            throws SQLException {
        String gone =
                "DELETE FROM " + target.name().sql() + " t USING " + keys + " s WHERE " + sameKey(target, "t", "s");
        return count(connection, changed.counting(target, gone, "t", "delete"));
    }

    /**
     * Deletes rows that stand in the way of a staged row by a unique index, and that the stage does not have: the
     * sender cannot have them any more, whether or not it told.
     */
    long deleteSuperseded(List<List<String>> uniqueColumns) throws SQLException {
        long deleted = 0;
        for (List<String> columns : uniqueColumns) {
            String clash = columns.stream()
                    .map(c -> "t." + Sql.quote(c) + " = s." + Sql.quote(c))
                    .collect(Collectors.joining(" AND "));
            deleted += count(
                    "DELETE FROM " + table() + " t USING " + stage.sql() + " s WHERE " + clash
                            + " AND NOT EXISTS (SELECT FROM " + stage.sql() + " had WHERE " + sameKey("t", "had")
                            + ")",
                    "t",
                    "delete");
        }
        return deleted;
    }

    /**
     * Updates the rows that differ and inserts those that are missing, in one statement: a foreign key of the table to
     * itself is checked at its end, when an updated row finds the new one that it refers to. Updates come first, as
     * they may free unique values for the new rows.
     */
    RowCounts upsert() throws SQLException {
        String update = update();
        if (update.isEmpty()) {
            return RowCounts.of(target.name(), count(insert(), "t", "insert"), 0, 0);
        }
        String query = "WITH " + changed.parts("updated", target, update, "t", "update") + ", "
                + changed.parts("inserted", target, insert(), "t", "insert")
                + " SELECT (SELECT count(*) FROM updated), (SELECT count(*) FROM inserted)";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return RowCounts.of(target.name(), row.getLong(2), row.getLong(1), 0);
        }
    }

    /** {@code FROM} and {@code WHERE} that give, as {@code t}, the rows of which one of these columns differs. */
    String moves(List<String> columns) {
        return "FROM " + table() + " t, " + stage.sql() + " s WHERE " + sameKey("t", "s") + " AND " + differ(columns);
    }

    /**
     * The same as {@link #upsert}, where rows pass unique values on to each other: all rows of which one of these
     * columns differs are deleted, and only then, still in the one statement, put back with their new values and what
     * the receiver itself keeps in them. A foreign key without an action is checked at the statement's end, when
     * they are back.
     */
    RowCounts upsertMoving(List<String> unique) throws SQLException {
        List<String> own = target.table().carriedNames().stream()
                .filter(c ->
                        !target.columnNames().contains(c) && !target.reset().contains(c))
                .toList();
        List<String> kept = new ArrayList<>(target.key());
        kept.addAll(own);
        // A scalar subquery is done before the first row is inserted: all values are free by then.
        String freed = "(SELECT count(*) FROM moved) >= 0";
        String putBack = "INSERT INTO " + table() + " AS t ("
                + Sql.list(Stream.concat(target.columnNames().stream(), own.stream())
                        .toList())
                + ") OVERRIDING SYSTEM VALUE SELECT " + columns("s") + (own.isEmpty() ? "" : ", " + Sql.list("m", own))
                + " FROM moved m JOIN " + stage.sql() + " s ON " + sameKey("m", "s") + " WHERE " + freed;
        String query = "WITH moved AS (DELETE FROM " + table() + " t USING " + stage.sql() + " s WHERE "
                + sameKey("t", "s") + " AND " + differ(unique) + " RETURNING " + Sql.list("t", kept) + "), "
                + changed.parts("put_back", target, putBack, "t", "update") + ", "
                + changed.parts("updated", target, update() + " AND NOT " + differ(unique), "t", "update") + ", "
                + changed.parts("inserted", target, insert() + " AND " + freed, "t", "insert")
                + " SELECT (SELECT count(*) FROM updated), (SELECT count(*) FROM put_back),"
                + " (SELECT count(*) FROM inserted)";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return RowCounts.of(target.name(), row.getLong(3), row.getLong(1) + row.getLong(2), 0);
        }
    }

    private static String differ(List<String> columns) {
        return "ROW(" + Sql.list("t", columns) + ")::record OPERATOR(pg_catalog.*<>) ROW(" + Sql.list("s", columns)
                + ")::record";
    }

    private String update() {
        List<String> assignments = new ArrayList<>();
        for (Column column : target.columns()) {
            if (column.identity() != Identity.ALWAYS) {
                assignments.add(Sql.quote(column.name()) + " = s." + Sql.quote(column.name()));
            }
        }
        target.reset().forEach(column -> assignments.add(Sql.quote(column) + " = DEFAULT"));
        if (assignments.isEmpty() || target.key().isEmpty()) {
            return "";
        }
        return "UPDATE " + table() + " t SET " + String.join(", ", assignments) + " FROM " + stage.sql() + " s WHERE "
                + sameKey("t", "s") + " AND " + differ(target.columnNames());
    }

    private String insert() {
        String rows = target.key().isEmpty()
                ? "(" + numbered(columns("o") + ", ", stage.sql(), "o") + ") s WHERE NOT EXISTS (SELECT FROM ("
                        + numbered("", table(), "o") + ") t WHERE " + sameCopy("s", "t") + ")"
                : stage.sql() + " s WHERE NOT EXISTS (SELECT FROM " + table() + " t WHERE " + sameKey("t", "s") + ")";
        return "INSERT INTO " + table() + " AS t (" + Sql.list(target.columnNames())
                + ") OVERRIDING SYSTEM VALUE SELECT " + columns("s") + " FROM " + rows;
    }

    /** Rows of a table without a key: equal ones are told apart by counting them. */
    private String numbered(String also, String from, String alias) {
        String text = "ROW(" + columns(alias) + ")::text";
        return "SELECT " + also + text + " AS " + TEXT + ", row_number() OVER (PARTITION BY " + text + ") AS " + COPY
                + " FROM " + from + " " + alias;
    }

    private static String sameCopy(String left, String right) {
        return left + "." + TEXT + " = " + right + "." + TEXT + " AND " + left + "." + COPY + " = " + right + "."
                + COPY;
    }

    private long count(String change, String alias, String operation) throws SQLException {
        return count(connection, changed.counting(target, change, alias, operation));
    }

    private static long count(Connection connection, String counting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(counting)) {
            row.next();
            return row.getLong(1);
        }
    }

    private String table() {
        return target.name().sql();
    }

    private String columns(String alias) {
        return Sql.list(alias, target.columnNames());
    }

    private String sameKey(String left, String right) {
        return sameKey(target, left, right);
    }

    private static String sameKey(TargetTable target, String left, String right) {
        return target.key().stream()
                .map(c -> left + "." + Sql.quote(c) + " = " + right + "." + Sql.quote(c))
                .collect(Collectors.joining(" AND "));
    }
}
