package io.dbferry.receiver.publish;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table as it is read for messages: a row's key as JSON, in one text form. It is the primary key, else
 * that of a unique index over columns that are never null.
 *
 * @param from how the table is named after FROM
 */
record KeyedTable(TableName name, String from, List<KeyColumn> key) {
    private static final String KEY = """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), format('OPERATOR(%I.%s)', s.nspname, o.oprname), c.relkind
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN LATERAL (SELECT * FROM pg_index u WHERE u.indrelid = c.oid AND u.indisunique AND u.indimmediate
                    AND u.indisvalid AND u.indpred IS NULL AND u.indexprs IS NULL AND NOT EXISTS (
                        SELECT FROM generate_series(0, u.indnkeyatts - 1) k (at)
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.indkey[k.at] WHERE NOT a.attnotnull)
                    ORDER BY u.indisprimary DESC, u.indexrelid LIMIT 1) i ON true
                LEFT JOIN LATERAL generate_series(0, i.indnkeyatts - 1) k (at) ON true
                LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[k.at]
                LEFT JOIN pg_opclass p ON p.oid = i.indclass[k.at]
                LEFT JOIN pg_amop m ON m.amopfamily = p.opcfamily AND m.amopstrategy = 3
                    AND m.amoplefttype = p.opcintype AND m.amoprighttype = p.opcintype
                LEFT JOIN pg_operator o ON o.oid = m.amopopr LEFT JOIN pg_namespace s ON s.oid = o.oprnamespace
            WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p') ORDER BY k.at""";

    KeyedTable {
        key = List.copyOf(key);
    }

    /** @param equal the operator of the key's index */
    record KeyColumn(String name, String type, String equal) {}

    /** Empty if there is no such table; without key columns if it has no key. */
    static Optional<KeyedTable> find(Connection connection, TableName name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KEY)) {
            statement.setString(1, name.schema());
            statement.setString(2, name.name());
            try (ResultSet row = statement.executeQuery()) {
                List<KeyColumn> key = new ArrayList<>();
                String only = "";
                boolean found = false;
                while (row.next()) {
                    found = true;
                    only = row.getString(4).equals("r") ? "ONLY " : ""; // rows of heirs are the heirs' own
                    if (row.getString(1) != null) {
                        key.add(new KeyColumn(row.getString(1), row.getString(2), row.getString(3)));
                    }
                }
                return found ? Optional.of(new KeyedTable(name, only + name.sql(), key)) : Optional.empty();
            }
        }
    }

    Set<String> keyNames() {
        return key.stream().map(KeyColumn::name).collect(Collectors.toSet());
    }

    /** All rows: key and row as JSON. */
    String allRows() {
        return "SELECT " + keyOf("t") + ", row_to_json(t.*)::text FROM " + from + " t";
    }

    /**
     * Rows by their changes, oldest first: position, whether the shipment made the row, key, and the row, null if it is
     * gone. Parameters: stream, after, up to.
     */
    String changedRows() {
        return "SELECT c.position, c.made, " + keyOf("k")
                + ", row_to_json(t.*)::text FROM (SELECT key, max(position) AS"
                + " position, (array_agg(operation ORDER BY position))[1] = 'insert' AS made FROM dbferry.changed_rows"
                + " WHERE stream = ? AND position > ? AND position <= ? AND table_schema = "
                + Sql.literal(name.schema()) + " AND table_name = " + Sql.literal(name.name())
                + " AND key IS NOT NULL GROUP BY key) c, LATERAL jsonb_to_record(c.key) AS k("
                + key.stream().map(c -> Sql.quote(c.name()) + " " + c.type()).collect(Collectors.joining(", "))
                + ") LEFT JOIN " + from + " t ON "
                + key.stream()
                        .map(c -> Sql.quoted("t", c.name()) + " " + c.equal() + " " + Sql.quoted("k", c.name()))
                        .collect(Collectors.joining(" AND "))
                + " ORDER BY c.position";
    }

    /** The keys of the stage that are last said to be there and are not. */
    String staleKeys(String stage) {
        return "SELECT p.key FROM (SELECT DISTINCT ON (key) key, there FROM " + stage
                + " ORDER BY key, ordinal DESC) p LEFT JOIN (SELECT " + keyOf("t")
                + " COLLATE \"C\" AS key FROM " + from + " t) r ON r.key = p.key WHERE p.there AND r.key IS NULL";
    }

    /** The text of jsonb is the same for equal objects. */
    private String keyOf(String alias) {
        return "jsonb_build_object("
                + key.stream()
                        .map(c -> Sql.literal(c.name()) + ", " + Sql.quoted(alias, c.name()))
                        .collect(Collectors.joining(", "))
                + ")::text";
    }
}
