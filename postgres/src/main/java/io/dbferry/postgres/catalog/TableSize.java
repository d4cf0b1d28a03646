package io.dbferry.postgres.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * How large tables are, and about how many rows they have, without reading them.
 *
 * @param bytes on disk, with TOAST and without indexes
 * @param rows as the last ANALYZE or VACUUM found them; 0 if there was none
 */
public record TableSize(long bytes, long rows) {
    /** The number of rows grows with the pages, as PostgreSQL's planner also has it. */
    private static final String SIZE = """
            SELECT coalesce(sum(pg_table_size(c.oid)), 0)::bigint,
                   coalesce(sum(CASE WHEN c.reltuples > 0 AND c.relpages > 0
                                     THEN c.reltuples * pg_relation_size(c.oid)
                                          / (c.relpages * current_setting('block_size')::float8) END), 0)::bigint
            FROM unnest(?) t JOIN pg_class c ON c.oid = to_regclass(t)""";

    /** All the tables together. */
    public static TableSize of(Connection connection, List<Table> tables) throws SQLException {
        Object[] heaps = tables.stream()
                .flatMap(t -> t.heaps().stream())
                .map(TableName::sql)
                .toArray();
        Array names = connection.createArrayOf("text", heaps);
        try (PreparedStatement size = connection.prepareStatement(SIZE)) {
            size.setArray(1, names);
            try (ResultSet row = size.executeQuery()) {
                row.next();
                return new TableSize(row.getLong(1), row.getLong(2));
            }
        }
    }

    /** About what some of the rows take; 0 if nobody knows how many there are. */
    public long bytesOf(long some) {
        return rows == 0 ? 0 : (long) (bytes * Math.min(1, (double) some / rows));
    }
}
