package io.dbferry.load;

import com.github.luben.zstd.ZstdIOException;
import io.dbferry.catalog.Column;
import io.dbferry.catalog.Sql;
import io.dbferry.shipment.Decompressed;
import io.dbferry.shipment.Manifest.FileEntry;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Brings a partial's rows of one table into a stage: PostgreSQL reads the JSON, so values are of its own types. */
final class PartialRows {
    private final Connection connection;
    private final ShipmentReader shipment;

    PartialRows(Connection connection, ShipmentReader shipment) {
        this.connection = connection;
        this.shipment = shipment;
    }

    Stage stage(TargetTable target, int number) throws SQLException, IOException {
        String name = shipment.name().sequence() + "_" + number;
        Stage stage = Stage.ofTransaction(connection, target, "stage_" + name);
        String lines = Sql.quote("json_" + name);
        Stage.execute(connection, "CREATE TEMPORARY TABLE " + lines + " (j json) ON COMMIT DROP");
        String file = target.shipped().file();
        if (file == null) {
            throw Refusal.unfit(shipment.name(), "table '" + target.name() + "' has no file");
        }
        long rows = copy(shipment.entry(file), "pg_temp." + lines);
        if (rows != target.shipped().rows()) {
            throw Refusal.unfit(
                    shipment.name(),
                    "file '" + file + "' has " + rows + " rows instead of "
                            + target.shipped().rows());
        }
        Stage.execute(connection, insert(stage, "pg_temp." + lines));
        stage.analyze(connection);
        return stage;
    }

    private long copy(FileEntry file, String into) throws SQLException, IOException {
        try (CopyIntoTable table = CopyIntoTable.begin(connection, into, List.of("j"));
                InputStream content = shipment.open(file);
                InputStream json = new BufferedInputStream(Decompressed.of(content, file.bytes()), 1 << 16);
                BufferedOutputStream lines = new BufferedOutputStream(table, 1 << 16)) {
            long rows = new JsonObjects(json, lines).copy();
            lines.flush();
            table.end();
            return rows;
        } catch (JsonObjects.NotObjectsException | ZstdIOException | EOFException | Decompressed.TooMuchException e) {
            throw Refusal.unfit(shipment.name(), "file '" + file.name() + "' is not readable: " + e.getMessage());
        }
    }

    private static String insert(Stage stage, String lines) {
        TargetTable target = stage.target();
        List<String> values = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        for (Column column : target.columns()) {
            int inKey = target.key().indexOf(column.name());
            if (inKey >= 0) {
                values.add(keyValue(column, target.key().size() == 1 ? "'pk'" : "'{pk," + inKey + "}'"));
            } else {
                values.add(fieldValue(column));
                if (!column.isJson()) {
                    // As text, then cast: a domain over json would take a string for a JSON string.
                    fields.add(Sql.quote(column.name()) + " text");
                }
            }
        }
        String from = lines + " l"
                + (fields.isEmpty()
                        ? ""
                        : " CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f(" + String.join(", ", fields)
                                + ")");
        return "INSERT INTO " + stage.sql() + " SELECT " + String.join(", ", values) + " FROM " + from;
    }

    private static String keyValue(Column column, String path) {
        boolean single = path.equals("'pk'");
        String text = (single ? "l.j ->> " : "l.j #>> ") + path;
        return column.isJson()
                ? "(l.j " + (single ? "-> " : "#> ") + path + ")::" + column.type()
                : "(" + text + ")::" + column.type();
    }

    /** JSON is taken by {@code ->}, which keeps its text; json_to_record would write strings anew. */
    private static String fieldValue(Column column) {
        if (!column.isJson()) {
            return "f." + Sql.quote(column.name()) + "::" + column.type();
        }
        String name = Sql.literal(column.name());
        String value = "l.j -> 'fields' -> " + name;
        return "CASE WHEN jsonb_exists((l.j -> 'json_null')::jsonb, " + name + ") THEN 'null'::" + column.type()
                + " WHEN jsonb_exists((l.j -> 'json_text')::jsonb, " + name + ") THEN (l.j -> 'fields' ->> " + name
                + ")::" + column.type() + " WHEN json_typeof(" + value + ") <> 'null' THEN (" + value + ")::"
                + column.type() + " END";
    }
}
