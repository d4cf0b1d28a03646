package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.text.ByteCount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The row because of which a table cannot be read, looked for once its COPY has failed: one that is too large for the
 * memory of this program or of PostgreSQL, or one whose bytes are no text. Looks at the table as it is now, by a
 * connection of its own.
 */
final class UntravellingRow {
    /** program_limit_exceeded, out_of_memory, and the internal_error of an allocation beyond 1 GB. */
    private static final Set<String> TOO_LARGE = Set.of("54000", "53200", "XX000");

    /** character_not_in_repertoire, untranslatable_character: of a database in SQL_ASCII, or of text UTF-8 lacks. */
    private static final Set<String> NO_TEXT = Set.of("22021", "22P05");

    /** A row that has less is not the reason for want of memory. */
    private static final long LARGE = 16 << 20;

    /** Of a value in a message. */
    private static final int SHOWN = 60;

    private static final String PLACE = "t.tableoid::text || ' ' || t.ctid::text";

    private final Database database;
    private final Table table;

    UntravellingRow(Database database, Table table) {
        this.database = database;
        this.table = table;
    }

    /**
     * The failure with table and row, where the row is the reason.
     *
     * @param failure an {@link SQLException}, or an {@link OutOfMemoryError}
     * @throws SQLException the failure as it was, if it has nothing to do with a row
     */
    UnreadableTableException explain(Throwable failure) throws SQLException {
        Optional<UnreadableTableException> found = Optional.empty();
        if (failure instanceof SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (NO_TEXT.contains(state)) {
                found = Optional.of(noText(e));
            } else if (TOO_LARGE.contains(state)) {
                found = tooLarge(e);
            }
            if (found.isEmpty()) {
                throw e;
            }
            return found.get();
        }
        return tooLarge(failure)
                .orElseGet(() -> refused(
                        "this program has too little memory", "Give Java more: JAVA_TOOL_OPTIONS=-Xmx512m", failure));
    }

    private Optional<UnreadableTableException> tooLarge(Throwable failure) throws SQLException {
        String sizes = table.carried().stream().map(UntravellingRow::size).collect(Collectors.joining(" + "));
        String query = "SELECT " + PLACE + ", coalesce(" + (sizes.isEmpty() ? "0" : sizes) + ", 0)::bigint FROM "
                + ChangedKeys.from(table) + " t ORDER BY 2 DESC LIMIT 1";
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            if (!row.next() || row.getLong(2) < LARGE) {
                return Optional.empty();
            }
            String size = ByteCount.of(row.getLong(2));
            return Optional.of(refused(
                    describe(connection, row.getString(1)) + " is too large, about " + size + " of text",
                    "Store such values as files, or leave the table out: exclude: ['" + pattern() + "']",
                    failure));
        }
    }

    /** Bytes of the value's text, without reading what is stored out of line; bytea is twice as long in hexadecimal. */
    private static String size(Column column) {
        String name = Sql.quoted("t", column.name());
        String bytes =
                switch (column.type()) {
                    case "bytea" -> "2::bigint * octet_length(" + name + ")";
                    case "text", "character varying" -> "octet_length(" + name + ")::bigint";
                    default -> "pg_column_size(" + name + ")::bigint";
                };
        return "coalesce(" + bytes + ", 0)";
    }

    private UnreadableTableException noText(SQLException failure) throws SQLException {
        String columns = Sql.list("t", table.carriedNames());
        String look = """
                DECLARE r record; BEGIN
                  FOR r IN SELECT %s AS place, ROW(%s)::text AS line FROM %s t LOOP
                    BEGIN
                      PERFORM convert_to(r.line, 'UTF8');
                    EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
                      PERFORM set_config('dbferry.place', r.place, false);
                      EXIT;
                    END;
                  END LOOP;
                END""".formatted(PLACE, columns, ChangedKeys.from(table));
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DO " + Sql.literal(look));
            try (ResultSet row = statement.executeQuery("SELECT current_setting('dbferry.place', true)")) {
                row.next();
                String place = row.getString(1);
                return refused(
                        (place == null ? "a row" : describe(connection, place))
                                + " has bytes that are not text in UTF-8",
                        "Correct the value there, or leave the table out: exclude: ['" + pattern() + "']",
                        failure);
            }
        }
    }

    /** The row by its key, or by its place if it has none that can be shown. */
    private String describe(Connection connection, String place) {
        String where = "the row at ctid " + place.substring(place.indexOf(' ') + 1);
        List<String> parts = table.key().stream()
                .map(name -> Sql.literal(name + " = ") + " || left(" + Sql.quoted("t", name) + "::text, " + SHOWN + ")")
                .toList();
        if (parts.isEmpty() || table.policy().rules().keySet().stream().anyMatch(table.key()::contains)) {
            return where;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + String.join(" || ', ' || ", parts) + " FROM "
                        + ChangedKeys.from(table) + " t WHERE " + PLACE + " = " + Sql.literal(place))) {
            return row.next() ? "the row with " + row.getString(1) : where;
        } catch (SQLException e) {
            return where; // the key itself is no text
        }
    }

    private String pattern() {
        String schema = table.name().schema();
        return (schema.equals("public") ? "" : Sql.quote(schema) + ".")
                + Sql.quote(table.name().name());
    }

    private UnreadableTableException refused(String cause, String hint, Throwable failure) {
        return new UnreadableTableException(
                table.name(), cause, hint, table.policy().isNone() ? failure : null); // its text may quote a value
    }
}
