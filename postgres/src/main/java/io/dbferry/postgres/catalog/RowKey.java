package io.dbferry.postgres.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns that tell a table's rows apart: the primary key's, or else those of a unique index that lets no column be null
 * and no row wait.
 *
 * @param columns in the index's order; empty if there is no such index
 * @param primary whether they are the primary key
 * @param inLog whether the log names a row by them; of a primary key, whether it could: a configuration may be wrong. A deferrable
 *     one cannot without another identity, which is missing where a publication has the table
 */
public record RowKey(List<String> columns, boolean primary, boolean inLog) {
    static final RowKey NONE = new RowKey(List.of(), false, false);

    /**
     * One index of each table: the primary key's, then the one that is the replica identity, then one without computed columns,
     * then the shortest. A NOT NULL of PostgreSQL 18 that is not valid does not count.
     */
    static final String INDEXES = """
            SELECT DISTINCT ON (i.indrelid) i.indrelid AS relation, i.indexrelid AS index, i.indisprimary AS is_primary,
                   g.generated IS NOT TRUE AND (t.relreplident = 'f' OR i.indisreplident OR i.indisprimary AND (i.indimmediate
                     OR t.relreplident = 'i' OR t.oid IN (SELECT prrelid FROM pg_publication_rel))) AS in_log
            FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
            CROSS JOIN LATERAL (
              SELECT bool_or(a.attgenerated <> '') AS generated, bool_and(a.attnotnull AND NOT EXISTS (
                       SELECT FROM pg_constraint k WHERE k.conrelid = i.indrelid AND k.contype = 'n'
                         AND NOT k.convalidated AND a.attnum = ANY (k.conkey))) AS full
              FROM pg_attribute a
              WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])) g
            WHERE i.indisprimary
               OR i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND g.full
            ORDER BY i.indrelid, i.indisprimary DESC, i.indisreplident DESC, g.generated, i.indnkeyatts, x.relname""";

    private static final String KEYS = "SELECT k.relation, k.is_primary, k.in_log, ARRAY("
            + "SELECT a.attname::text FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY u(num, place)"
            + " JOIN pg_attribute a ON a.attrelid = k.relation AND a.attnum = u.num ORDER BY place)"
            + " FROM (" + INDEXES + ") k JOIN pg_index i ON i.indexrelid = k.index";

    public RowKey {
        columns = List.copyOf(columns);
    }

    /** The keys by the tables' oids; of tables that have one. */
    static Map<Long, RowKey> read(Connection connection) throws SQLException {
        Map<Long, RowKey> keys = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(KEYS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                List<String> columns = Arrays.asList((String[]) row.getArray(4).getArray());
                keys.put(row.getLong(1), new RowKey(columns, row.getBoolean(2), row.getBoolean(3)));
            }
        }
        return keys;
    }
}
