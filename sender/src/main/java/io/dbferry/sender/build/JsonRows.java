package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.FileEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Writes the changed rows of a table in Django's fixture shape, one object a line; PostgreSQL makes the objects. Those of a table
 * that {@code loaddata} would refuse or misread name no model, and their file says so in its name.
 * Numbers of a bounded size, booleans and json stay JSON, every other type is its text form; {@code numeric} too, of whose digits
 * programs that read JSON numbers keep 17. A column of type json that holds JSON's
 * own null is named in {@code json_null}, as {@code null} in {@code fields} is SQL's. One of type json whose text would
 * not survive within other JSON (blanks around it, {@code \\u0000}) travels as a string and is named in
 * {@code json_text}.
 */
final class JsonRows {
    private static final Set<String> JSON_NUMBERS =
            Set.of("smallint", "integer", "bigint", "real", "double precision", "boolean");

    private final Database database;
    private final Connection connection;
    private final Path shipment;
    private final ModelNames models;

    JsonRows(Database database, Connection connection, Path shipment, ModelNames models) {
        this.database = database;
        this.connection = connection;
        this.shipment = shipment;
        this.models = models;
    }

    /** Writes the table's files; {@code rows} gives the rows as {@code t}. There is a file even if there are no rows. */
    List<FileEntry> write(Table table, String rows, Progress.Step progress) throws SQLException, IOException {
        String name =
                models.isFixture(table) ? ShipmentLayout.rows(table.name()) : ShipmentLayout.rawRows(table.name());
        return write(table, name, copy(table, rows), progress);
    }

    /** Writes the table's files of deleted keys; the query gives their columns. Arrays of what is {@code pk} in rows. */
    List<FileEntry> writeDeleted(Table table, String keys, Progress.Step progress) throws SQLException, IOException {
        String copy = "COPY (SELECT to_json(" + key(table) + ") FROM " + table.travellingKey("(" + keys + ") t")
                + " ORDER BY " + Sql.list("t", table.key()) + ") TO STDOUT";
        return write(table, ShipmentLayout.deleted(table.name()), copy, progress);
    }

    private List<FileEntry> write(Table table, String name, String query, Progress.Step progress)
            throws SQLException, IOException {
        try {
            return write(name, query, progress);
        } catch (SQLException | OutOfMemoryError e) {
            throw new UntravellingRow(database, table).explain(e);
        }
    }

    private List<FileEntry> write(String name, String query, Progress.Step progress) throws SQLException, IOException {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(query);
        List<FileEntry> files = new ArrayList<>();
        byte[] row = copy.readFromCopy();
        do {
            JsonFile file = JsonFile.create(shipment.resolve(ShipmentLayout.part(name, files.size() + 1)));
            try (file) {
                for (; row != null && !file.isFull(); row = copy.readFromCopy()) {
                    file.add(row);
                    progress.add(1);
                }
            }
            files.add(file.entry());
        } while (row != null);
        return files;
    }

    /** The row itself is written {@code f.*}: a bare {@code f} would be the column of that name, if there is one. */
    private String copy(Table table, String rows) {
        List<Column> fields = table.carried().stream()
                .filter(c -> table.key().size() > 1 || !table.key().contains(c.name()))
                .toList();
        List<String> parts = new ArrayList<>();
        if (models.isFixture(table)) {
            parts.add(Sql.literal(models.of(table.name())) + " AS model");
        }
        parts.add(key(table) + " AS pk");
        parts.add(
                fields.isEmpty()
                        ? "json_build_object() AS fields"
                        : "(SELECT row_to_json(f.*) FROM (SELECT "
                                + fields.stream()
                                        .map(c -> value(c) + " AS " + Sql.quote(c.name()))
                                        .collect(Collectors.joining(", "))
                                + ") f) AS fields");
        List<Column> json = fields.stream().filter(Column::isJson).toList();
        if (!json.isEmpty()) {
            parts.add(names(json, JsonRows::isNull) + " AS json_null");
            parts.add(names(json, JsonRows::needsText) + " AS json_text");
        }
        return "COPY (SELECT row_to_json(x.*) FROM (SELECT " + String.join(", ", parts) + " FROM "
                + table.travelling(rows) + ") x) TO STDOUT";
    }

    private static String names(List<Column> columns, Function<Column, String> which) {
        return "array_to_json(array_remove(ARRAY["
                + columns.stream()
                        .map(c -> "CASE WHEN " + which.apply(c) + " THEN " + Sql.literal(c.name()) + " END")
                        .collect(Collectors.joining(", "))
                + "]::text[], NULL))";
    }

    private static String isNull(Column column) {
        return needsText(column) + " IS NOT TRUE AND json_typeof(t." + Sql.quote(column.name()) + "::json) = 'null'";
    }

    private static String needsText(Column column) {
        return column.type().equals("json")
                ? "t." + Sql.quote(column.name()) + "::text ~ '^\\s|\\s$|\\\\u0000'"
                : "false";
    }

    private static String key(Table table) {
        List<String> values = table.key().stream()
                .map(name -> value(table.column(name).orElseThrow()))
                .toList();
        return values.size() == 1 ? values.get(0) : "json_build_array(" + String.join(", ", values) + ")";
    }

    private static String value(Column column) {
        String name = "t." + Sql.quote(column.name());
        if (column.type().equals("json")) {
            return "CASE WHEN " + needsText(column) + " THEN to_json(" + name + "::text) ELSE " + name + " END";
        }
        if (column.isJson() || JSON_NUMBERS.contains(column.type())) {
            return name;
        }
        // By the output function, as in COPY: a cast to text strips blanks, or is somebody's own. IS NOT NULL asks of
        // each field of a composite value.
        return isText(column.type()) ? name : "CASE WHEN num_nulls(" + name + ") = 0 THEN concat(" + name + ") END";
    }

    private static boolean isText(String type) {
        return type.equals("text") || type.startsWith("character varying") && !type.endsWith("[]");
    }
}
