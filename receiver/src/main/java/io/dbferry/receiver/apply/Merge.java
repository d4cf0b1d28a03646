package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Column.Identity;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.UniqueIndex;
import io.dbferry.receiver.tables.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Brings one table to the state of its stage, writing only rows that differ. Rows are compared by {@code *<>}, which
 * compares values byte by byte and so works for types without equality and tells {@code 1.0} from {@code 1.00}.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-comparisons.html#COMPOSITE-TYPE-COMPARISON">record
 *     image comparison</a>
 */
final class Merge {
    /** Names of a row's text and number; the table's own columns are never beside them under their own names. */
    private static final String TEXT = "row_text";

    private static final String COPY = "row_copy";

    private final StagingTable stage;
    private final ChangedRows changed;
    private final TargetTable target;

    Merge(StagingTable stage, ChangedRows changed) {
        this.stage = stage;
        this.changed = changed;
        this.target = stage.target();
    }

    /** A DELETE of the rows that the shipment does not have. */
    String missing() {
        if (stage.gone() != null) {
            return target.key().isEmpty()
                    ? "DELETE FROM " + table() + " t USING " + stage.gone()
                            + " g WHERE t.tableoid = g.heap AND t.ctid = g.place"
                    : withKeys(target, stage.gone());
        }
        return target.key().isEmpty()
                ? "DELETE FROM " + table() + " t USING (" + numbered("tableoid, ctid, ", table(), "o")
                        + ") o WHERE t.tableoid = o.tableoid AND t.ctid = o.ctid AND NOT EXISTS (SELECT FROM ("
                        + numbered("", stage.sql(), "o") + ") s WHERE " + sameCopy("s", "o") + ")"
                : "DELETE FROM " + table() + " t WHERE NOT EXISTS (SELECT FROM " + stage.sql() + " s WHERE "
                        + sameKey("t", "s") + ")";
    }

    /** A DELETE of the rows with the keys in that table. */
    static String withKeys(TargetTable target, String keys) {
        return "DELETE FROM " + target.table().rowsSql() + " t USING " + keys + " s WHERE " + sameKey(target, "t", "s");
    }

    /**
     * For each of these indexes, whose columns are unique at the sender, a DELETE of the rows that stand in the way of a
     * staged row, and that the stage does not have: the sender cannot have them any more, whether or not it told.
     */
    List<String> superseded(List<UniqueIndex> indexes) {
        List<String> deletes = new ArrayList<>();
        for (UniqueIndex index : indexes) {
            deletes.add("DELETE FROM " + table() + " t USING " + stage.sql() + " s WHERE " + index.equal("t", "s")
                    + " AND NOT EXISTS (SELECT FROM " + stage.sql() + " had WHERE " + sameKey("t", "had") + ")");
        }
        return deletes;
    }

    /** Changes that only delete. */
    static TableChange deletes(ChangedRows changed, TargetTable target, List<String> deletes, int number) {
        List<String> with = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        for (String delete : deletes) {
            String name = "deleted_" + number + "_" + counts.size();
            with.add(changed.parts(name, target, delete, "t", "delete"));
            counts.add("(SELECT count(*) FROM " + name + ")");
        }
        return new TableChange(
                target.name(), String.join(", ", with), "0", "0", counts.isEmpty() ? "0" : String.join(" + ", counts));
    }

    /** {@code FROM} and {@code WHERE} that give, as {@code t}, the rows of which one of these columns differs. */
    String moves(List<String> columns) {
        return "FROM " + table() + " t, " + stage.sql() + " s WHERE " + sameKey("t", "s") + " AND " + differ(columns);
    }

    /**
     * Updates the rows that differ and inserts those that are missing, in one statement: a foreign key of the table to
     * itself is checked at its end, when an updated row finds the new one that it refers to. Updates come first, as
     * they may free unique values for the new rows.
     *
     * @param number tells the table's parts from those of other tables in the statement
     */
    TableChange upsert(int number) {
        return write(List.of(), List.of(), number);
    }

    /**
     * The same, with rows out of the way first: those that the DELETEs find, and, where rows pass unique values on to
     * each other, all rows of which one of the {@code moving} columns differs. These are deleted, and only then, still
     * in the one statement, put back with their new values and what the receiver itself keeps in them. A foreign key
     * without an action is checked at the statement's end, when they are back.
     */
    TableChange write(List<String> moving, List<String> deletes, int number) {
        TableChange gone = deletes(changed, target, deletes, number);
        List<String> with = new ArrayList<>(gone.with().isEmpty() ? List.of() : List.of(gone.with()));
        List<String> updated = new ArrayList<>();
        // A scalar subquery is done before the first row is written: all values are free by then.
        String freed = deletes.isEmpty() ? "" : " AND " + gone.deleted() + " >= 0";
        String update = update();
        if (!moving.isEmpty()) {
            freed += " AND (SELECT count(*) FROM moved_" + number + ") >= 0";
            with.add(moved(moving, number));
            with.add(part("put_back_" + number, putBack(number, freed), "update", updated));
            update += update.isEmpty() ? "" : " AND NOT " + differ(moving);
        }
        if (!update.isEmpty()) {
            with.add(part("updated_" + number, update + (moving.isEmpty() ? freed : ""), "update", updated));
        }
        List<String> inserted = new ArrayList<>();
        with.add(part("inserted_" + number, insert() + freed, "insert", inserted));
        return new TableChange(
                target.name(),
                String.join(", ", with),
                inserted.get(0),
                updated.isEmpty() ? "0" : String.join(" + ", updated),
                gone.deleted());
    }

    private String part(String name, String change, String operation, List<String> counts) {
        counts.add("(SELECT count(*) FROM " + name + ")");
        return changed.parts(name, target, change, "t", operation);
    }

    private String moved(List<String> moving, int number) {
        return "moved_" + number + " AS (DELETE FROM " + table() + " t USING " + stage.sql() + " s WHERE "
                + sameKey("t", "s") + " AND " + differ(moving) + " RETURNING "
                + Sql.list(
                        "t",
                        Stream.concat(target.key().stream(), own().stream()).toList()) + ")";
    }

    private String putBack(int number, String freed) {
        List<String> own = own();
        return into(Stream.concat(target.columnNames().stream(), own.stream()).toList())
                + columns("s") + (own.isEmpty() ? "" : ", " + Sql.list("m", own))
                + " FROM moved_" + number + " m JOIN " + stage.sql() + " s ON " + sameKey("m", "s") + " WHERE true"
                + freed;
    }

    /** Columns that the receiver keeps itself. */
    private List<String> own() {
        return target.table().carriedNames().stream()
                .filter(c ->
                        !target.columnNames().contains(c) && !target.reset().contains(c))
                .toList();
    }

    /**
     * A query whether a row of the stage is missing in its table or differs there.
     *
     * @param whole whether a row that the stage does not have differs too
     */
    String differs(boolean whole) {
        String all = "(SELECT count(*) FROM " + stage.sql() + ")";
        String same = target.key().isEmpty()
                ? "(SELECT count(*) FROM (" + numbered("", stage.sql(), "o") + ") s JOIN (" + numbered("", table(), "o")
                        + ") t ON " + sameCopy("s", "t") + ")"
                : "(SELECT count(*) FROM " + stage.sql() + " s JOIN " + table() + " t ON " + sameKey("t", "s")
                        + " WHERE NOT " + differ(target.columnNames()) + ")";
        return "SELECT " + all + " <> " + same
                + (whole ? " OR " + all + " <> (SELECT count(*) FROM " + table() + ")" : "");
    }

    /** A query whether the table still has a row of these keys. */
    static String remain(TargetTable target, String keys) {
        return "SELECT EXISTS (SELECT FROM " + target.table().rowsSql() + " t, " + keys + " s WHERE "
                + sameKey(target, "t", "s") + ")";
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
        if (target.key().isEmpty()) {
            return stage.gone() == null
                    ? insertCopies()
                    : into(target.columnNames()) + columns("s") + " FROM " + stage.sql() + " s WHERE true";
        }
        return into(target.columnNames()) + columns("s") + " FROM " + stage.sql() + " s WHERE NOT EXISTS (SELECT FROM "
                + table() + " t WHERE " + sameKey("t", "s") + ")";
    }

    private String into(List<String> columns) {
        return "INSERT INTO " + target.name().sql() + " AS t"
                + (columns.isEmpty() ? "" : " (" + Sql.list(columns) + ")") + " OVERRIDING SYSTEM VALUE SELECT ";
    }

    /** The columns are named by their places, so that none is taken for {@link #TEXT} or {@link #COPY}. */
    private String insertCopies() {
        List<String> places = IntStream.range(0, target.columns().size())
                .mapToObj(i -> "c" + i)
                .toList();
        String also = columns("o") + (places.isEmpty() ? "" : ", ");
        String names = Stream.concat(places.stream(), Stream.of(TEXT, COPY)).collect(Collectors.joining(", "));
        return into(target.columnNames()) + Sql.list("s", places) + " FROM (" + numbered(also, stage.sql(), "o")
                + ") s(" + names + ") WHERE NOT EXISTS (SELECT FROM (" + numbered("", table(), "o") + ") t WHERE "
                + sameCopy("s", "t") + ")";
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

    /** The table as a source of rows and as what is updated: never rows of tables that inherit from it. */
    private String table() {
        return target.table().rowsSql();
    }

    private String columns(String alias) {
        return Sql.list(alias, target.columnNames());
    }

    private String sameKey(String left, String right) {
        return sameKey(target, left, right);
    }

    private static String sameKey(TargetTable target, String left, String right) {
        return target.table().equal(left, right, target.key());
    }
}
