package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The SQL that completes the shipped tables after their rows: keys, indexes, checks, foreign keys between shipped
 * tables, and sequence values.
 */
final class SchemaAfter {
    private static final String KEYS = """
            SELECT format('ALTER TABLE %s%I.%I ADD CONSTRAINT %I %s;', CASE WHEN c.relkind = 'r' THEN 'ONLY ' END,
                          n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE k.conrelid = ANY (?) AND k.contype IN ('p', 'u', 'x', 'c') AND k.conislocal
              AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                              WHERE i.indexrelid = k.conindid AND (a.attrelid, a.attname::text) IN (@omitted))
              AND (k.contype IN ('p', 'u') OR NOT EXISTS (
                SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND (a.attrelid, a.attname::text) IN (@ruled)
                  AND (k.contype = 'x' OR k.conkey IS NULL OR a.attnum = ANY (k.conkey))))
            ORDER BY array_position('{p,u,x,c}'::"char"[], k.contype), c.relname, k.conname""";

    /** Of a partitioned table the definition says ONLY; without it, PostgreSQL makes the partitions' indexes too. */
    private static final String INDEXES = """
            SELECT CASE WHEN c.relkind = 'p' THEN regexp_replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
                        ELSE pg_get_indexdef(i.indexrelid) END || ';'
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
            WHERE i.indrelid = ANY (?) AND i.indisvalid AND NOT EXISTS (
              SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
              AND NOT EXISTS (
                SELECT FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refclassid = 'pg_class'::regclass
                  AND ((a.attrelid, a.attname::text) IN (@omitted)
                    OR (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL) AND (a.attrelid, a.attname::text) IN (@ruled)))
            ORDER BY c.relname, x.relname""";

    private final SqlLines lines;
    private final List<Table> tables;
    private final List<ForeignKey> foreignKeys;
    private final List<SourceSequence> sequences;

    SchemaAfter(
            Connection connection, List<Table> tables, List<ForeignKey> foreignKeys, List<SourceSequence> sequences) {
        this.lines = new SqlLines(connection, tables);
        this.tables = tables;
        this.foreignKeys = foreignKeys;
        this.sequences = sequences;
    }

    String sql() throws SQLException {
        List<String> all = new ArrayList<>(lines.read(KEYS));
        all.addAll(lines.read(INDEXES));
        Set<TableName> shipped = tables.stream().map(Table::name).collect(Collectors.toSet());
        for (ForeignKey key : foreignKeys) {
            if (shipped.contains(key.table()) && shipped.contains(key.parent())) {
                all.add("ALTER TABLE " + key.table().sql() + " ADD CONSTRAINT " + Sql.quote(key.name()) + " "
                        + key.definition() + ";");
            }
        }
        for (SourceSequence sequence : sequences) {
            all.add("SELECT pg_catalog.setval(" + Sql.literal(sequence.name().sql()) + ", " + sequence.value() + ", "
                    + sequence.called() + ");");
        }
        return String.join("\n", all) + "\n";
    }
}
