package io.dbferry.receiver.ledger;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.schema.KnownTable;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.text.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The table {@code dbferry.sender_names}: by which numbers the sender's catalog knows the loaded tables and their columns. It changes
 * in the transactions that write their rows, so that a later shipment shows what has another name since.
 */
public final class SenderNames {
    private static final String READ = """
            SELECT relation, table_schema, table_name, ARRAY(SELECT key::int FROM jsonb_each_text(columns) ORDER BY 1),
                ARRAY(SELECT value FROM jsonb_each_text(columns) ORDER BY key::int)
            FROM dbferry.sender_names WHERE stream = ? AND system_identifier = ?""";

    /** What had one of the names before. */
    private static final String FORGET = """
            DELETE FROM dbferry.sender_names n USING unnest(?::bigint[], ?::text[], ?::text[]) AS t (relation, schema, name)
            WHERE n.stream = ? AND n.table_schema = t.schema AND n.table_name = t.name
                AND (n.system_identifier, n.relation) <> (?, t.relation)""";

    private static final String PUT = """
            INSERT INTO dbferry.sender_names AS n (stream, system_identifier, relation, table_schema, table_name, columns)
            SELECT ?, ?, relation, schema, name, columns::jsonb
            FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[]) AS t (relation, schema, name, columns)
            ON CONFLICT (stream, system_identifier, relation) DO UPDATE
            SET table_schema = excluded.table_schema, table_name = excluded.table_name, columns = excluded.columns
            WHERE (n.table_schema, n.table_name, n.columns)
                IS DISTINCT FROM (excluded.table_schema, excluded.table_name, excluded.columns)""";

    private final Connection connection;
    private final String stream;

    public SenderNames(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /** What is known of the tables of that sender. */
    public List<KnownTable> of(String systemIdentifier) throws SQLException {
        List<KnownTable> known = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, stream);
            statement.setString(2, systemIdentifier);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Integer[] numbers = (Integer[]) row.getArray(4).getArray();
                    String[] names = (String[]) row.getArray(5).getArray();
                    Map<Integer, String> columns = new HashMap<>();
                    for (int i = 0; i < numbers.length; i++) {
                        columns.put(numbers[i], names[i]);
                    }
                    TableName name = new TableName(row.getString(2), row.getString(3));
                    known.add(new KnownTable(name, row.getLong(1), columns));
                }
            }
        }
        return known;
    }

    /** Notes tables whose rows are written as the shipment has them. */
    public void put(Manifest shipment, Collection<TableEntry> written) throws SQLException {
        Map<TableName, Long> numbers = shipment.tableNumbers();
        put(
                shipment.position().systemIdentifier(),
                written.stream()
                        .filter(table -> numbers.containsKey(table.name()))
                        .map(table -> new KnownTable(
                                table.name(),
                                Objects.requireNonNull(numbers.get(table.name())),
                                table.columns().stream()
                                        .collect(Collectors.toMap(
                                                ColumnEntry::number, ColumnEntry::name, (first, second) -> first))))
                        .toList());
    }

    /** Notes tables as they are called now. */
    public void put(String systemIdentifier, List<KnownTable> tables) throws SQLException {
        if (tables.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            setNames(statement, 1, tables);
            statement.setString(4, stream);
            statement.setString(5, systemIdentifier);
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            statement.setString(1, stream);
            statement.setString(2, systemIdentifier);
            setNames(statement, 3, tables);
            Object[] columns =
                    tables.stream().map(table -> Json.line(table.columns())).toArray();
            statement.setArray(6, connection.createArrayOf("text", columns));
            statement.executeUpdate();
        }
    }

    private void setNames(PreparedStatement statement, int first, List<KnownTable> tables) throws SQLException {
        Object[] numbers = tables.stream().map(KnownTable::number).toArray();
        Object[] schemas = tables.stream().map(table -> table.name().schema()).toArray();
        Object[] names = tables.stream().map(table -> table.name().name()).toArray();
        statement.setArray(first, connection.createArrayOf("bigint", numbers));
        statement.setArray(first + 1, connection.createArrayOf("text", schemas));
        statement.setArray(first + 2, connection.createArrayOf("text", names));
    }
}
