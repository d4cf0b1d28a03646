package io.dbferry.receiver.ledger;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.text.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The table {@code dbferry.carried}: which columns of which tables came with shipments, so that all others are the receiver's own. */
public final class CarriedColumns {
    private static final String NOTE = """
            INSERT INTO dbferry.carried AS c (stream, table_schema, table_name, columns, ever)
            SELECT ?, t.schema, t.name, t.columns, t.columns
            FROM json_to_recordset(?::json) AS t (schema text, name text, columns text[])
            ON CONFLICT (stream, table_schema, table_name) DO UPDATE SET columns = excluded.columns,
              ever = (SELECT array_agg(DISTINCT name) FROM unnest(c.ever || excluded.columns) name)
            WHERE c.columns <> excluded.columns OR NOT c.ever @> excluded.columns""";

    private static final String ALL = """
            SELECT c.table_schema, c.table_name, c.columns,
              ARRAY(SELECT unnest(c.ever) EXCEPT SELECT unnest(c.columns) ORDER BY 1)
            FROM dbferry.carried c
            JOIN pg_namespace n ON n.nspname = c.table_schema
            JOIN pg_class r ON r.relnamespace = n.oid AND r.relname = c.table_name AND r.relkind IN ('r', 'p')
            WHERE c.stream = ? AND NOT EXISTS (
              SELECT FROM dbferry.table_streams s
              WHERE s.table_schema = c.table_schema AND s.table_name = c.table_name AND s.stream <> c.stream)
            ORDER BY 1, 2""";

    private static final String OF_TABLE = " WHERE stream = ? AND table_schema = ? AND table_name = ?";

    private final Connection connection;
    private final String stream;

    public CarriedColumns(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /**
     * A table that shipments have filled.
     *
     * @param before columns that they brought before and do not bring any more
     */
    public record Carried(TableName table, List<String> before) {
        public Carried {
            before = List.copyOf(before);
        }
    }

    /** Keeps what a shipment brings into tables, in the transaction that writes its rows. */
    public void note(Collection<TableEntry> tables) throws SQLException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (TableEntry table : tables) {
            rows.add(Map.of(
                    "schema",
                    table.name().schema(),
                    "name",
                    table.name().name(),
                    "columns",
                    table.columns().stream().map(ColumnEntry::name).toList()));
        }
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
            statement.setString(1, stream);
            statement.setString(2, new String(Json.write(rows), StandardCharsets.UTF_8));
            statement.executeUpdate();
        }
    }

    /**
     * The tables here that shipments have filled, also those that they do not fill any more; none that another stream fills by
     * now.
     */
    public List<Carried> all() throws SQLException {
        List<Carried> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ALL)) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Array before = row.getArray(4);
                    all.add(new Carried(new TableName(row.getString(1), row.getString(2)), Arrays.asList((String[])
                            before.getArray())));
                }
            }
        }
        return all;
    }

    /** The column holds nothing of a shipment any more. */
    public void forget(TableName table, String column) throws SQLException {
        update("UPDATE dbferry.carried SET ever = array_remove(ever, ?)" + OF_TABLE, table, column);
    }

    /** The table does not either; no proof of it counts. */
    public void forget(TableName table) throws SQLException {
        update("DELETE FROM dbferry.carried" + OF_TABLE, table);
        update("DELETE FROM dbferry.proof" + OF_TABLE, table);
    }

    private void update(String sql, TableName table, String... before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int place = 1;
            for (String value : before) {
                statement.setString(place++, value);
            }
            statement.setString(place++, stream);
            statement.setString(place++, table.schema());
            statement.setString(place, table.name());
            statement.executeUpdate();
        }
    }
}
