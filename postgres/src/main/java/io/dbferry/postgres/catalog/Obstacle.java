package io.dbferry.postgres.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Why the rows of a table cannot be carried.
 *
 * @param object the extension, the partition, the column, the role, or what is wrong with a row
 */
public record Obstacle(Kind kind, String object) {
    /** What stands in the way. */
    public enum Kind {
        /** An extension brings its table with rows of its own. */
        EXTENSION("belongs to extension %s, which brings it"),
        /** The rows of a partition are on another server. */
        FOREIGN_PARTITION("has partition %s, which is a foreign table"),
        /** PostgreSQL reads no value of a column's type back from its text. */
        UNREADABLE_TYPE("has column %s, whose values PostgreSQL does not read back"),
        /** The policy is strict and says nothing of a table, or of a column of its key. */
        NO_RULE("is held back by a strict policy: no rule names %s"),
        /** The role has no right to any of its columns, to its schema, or to the sequence of a column. */
        NO_RIGHT("may not be read by role %s"),
        /** Row-level security holds for the role. */
        HIDDEN_ROWS("has row-level security, which hides rows from role %s"),
        /** A dump has tried, and met a row that cannot be carried. */
        UNREADABLE_ROW("cannot be read: %s");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /** Whether somebody is expected to put it right: until then the table stands still. */
    public boolean isTrouble() {
        return kind == Kind.NO_RIGHT || kind == Kind.HIDDEN_ROWS || kind == Kind.UNREADABLE_ROW;
    }

    /** A type's input function that refuses everything reads its values neither as text nor as binary. */
    private static final String OBSTACLES = """
            SELECT DISTINCT ON (relation) relation, kind, object FROM (
              SELECT d.objid AS relation, 'EXTENSION' AS kind, quote_ident(e.extname) AS object
              FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
              WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
              UNION ALL
              SELECT pg_partition_root(c.oid), 'FOREIGN_PARTITION', format('%I.%I', n.nspname, c.relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'f' AND c.relispartition
              UNION ALL
              SELECT a.attrelid, 'UNREADABLE_TYPE', quote_ident(a.attname)
              FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_class c ON c.oid = a.attrelid
              WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                AND t.typnamespace = 'pg_catalog'::regnamespace
                AND t.typname IN ('pg_node_tree', 'pg_ndistinct', 'pg_dependencies', 'pg_mcv_list', 'gtsvector',
                                  'pg_brin_bloom_summary', 'pg_brin_minmax_multi_summary')
              UNION ALL
              SELECT c.oid, CASE WHEN row_security_active(c.oid) THEN 'HIDDEN_ROWS' ELSE 'NO_RIGHT' END,
                quote_ident(current_user)
              FROM pg_class c
              WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT c.relispartition
                AND (row_security_active(c.oid) OR NOT has_schema_privilege(c.relnamespace, 'USAGE')
                     OR NOT has_any_column_privilege(c.oid, 'SELECT')
                     OR EXISTS (SELECT FROM pg_depend d JOIN pg_class s ON s.oid = d.objid
                                WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                                  AND d.refobjid = c.oid AND d.deptype IN ('a', 'i')
                                  AND CASE WHEN s.relkind = 'S' THEN NOT has_sequence_privilege(s.oid, 'SELECT') END))
            ) o WHERE relation >= 16384 ORDER BY relation, kind, object""";

    /** The obstacles by the tables' oids; of tables that have one. */
    static Map<Long, Obstacle> read(Connection connection) throws SQLException {
        Map<Long, Obstacle> obstacles = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(OBSTACLES);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                obstacles.put(row.getLong(1), new Obstacle(Kind.valueOf(row.getString(2)), row.getString(3)));
            }
        }
        return obstacles;
    }

    /** A part of a sentence whose subject is the table. */
    @Override
    public String toString() {
        return kind.text.formatted(object);
    }
}
