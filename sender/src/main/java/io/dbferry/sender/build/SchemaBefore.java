package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL that makes the shipped tables in an empty database, before their rows: schemas, extensions and types that
 * their columns use, sequences, tables with their partitions. Everything comes out of PostgreSQL's own functions.
 */
final class SchemaBefore {
    /** What the statements around the rows, and the rows, are written for. */
    static final String HEAD = """
            \\set ON_ERROR_STOP on
            SET client_encoding = 'UTF8';
            SET standard_conforming_strings = on;
            SET statement_timeout = 0;
            SET client_min_messages = warning;
            SET check_function_bodies = false;
            SET lc_monetary = 'C';
            SET IntervalStyle = 'postgres';
            SET xmloption = content;
            SELECT pg_catalog.set_config('search_path', '', false);
            """;

    /** The types of the tables' columns and, from there, all types that those are made of. */
    private static final String USED_TYPES = """
            WITH RECURSIVE used(oid) AS (
              SELECT a.atttypid FROM pg_attribute a WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
                AND (a.attrelid, a.attname::text) NOT IN (@omitted)
              UNION
              SELECT part.oid FROM used JOIN pg_type t ON t.oid = used.oid CROSS JOIN LATERAL (
                SELECT t.typelem AS oid WHERE t.typelem <> 0
                UNION ALL SELECT t.typbasetype WHERE t.typbasetype <> 0
                UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
                UNION ALL SELECT r.rngtypid FROM pg_range r WHERE r.rngmultitypid = t.oid
                UNION ALL SELECT a.atttypid FROM pg_attribute a
                          WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) part),
            extension(type, name) AS (
              SELECT d.objid, e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
              WHERE d.classid = 'pg_type'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e')
            """;

    private static final String EXTENSIONS = USED_TYPES + """
            SELECT DISTINCT format('CREATE SCHEMA IF NOT EXISTS %I; CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I;',
                                   n.nspname, e.extname, n.nspname)
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE n.nspname <> 'pg_catalog' AND (
              e.extname IN (SELECT x.name FROM used JOIN extension x ON x.type = used.oid)
              OR e.oid IN (SELECT d.refobjid FROM pg_index i, unnest(i.indclass::oid[]) class
                           JOIN pg_depend d ON d.classid = 'pg_opclass'::regclass AND d.objid = class
                                           AND d.refclassid = 'pg_extension'::regclass
                           WHERE i.indrelid = ANY (?))
              OR e.oid IN (SELECT x.refobjid FROM pg_depend d
                           JOIN pg_depend x ON x.classid = d.refclassid AND x.objid = d.refobjid AND x.deptype = 'e'
                                           AND x.refclassid = 'pg_extension'::regclass
                           WHERE d.classid = 'pg_attrdef'::regclass
                             AND d.objid IN (SELECT f.oid FROM pg_attrdef f WHERE f.adrelid = ANY (?))
                              OR d.classid = 'pg_constraint'::regclass
                             AND d.objid IN (SELECT k.oid FROM pg_constraint k WHERE k.conrelid = ANY (?))
                              OR d.classid = 'pg_class'::regclass
                             AND d.objid IN (SELECT i.indexrelid FROM pg_index i WHERE i.indrelid = ANY (?))))""";

    private static final String TYPES = USED_TYPES + """
            SELECT CASE t.typtype
              WHEN 'e' THEN format('CREATE TYPE %I.%I AS ENUM (%s);', n.nspname, t.typname,
                (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
                 FROM pg_enum WHERE enumtypid = t.oid))
              WHEN 'd' THEN format('CREATE DOMAIN %I.%I AS %s', n.nspname, t.typname,
                format_type(t.typbasetype, t.typtypmod))
                || coalesce((SELECT format(' COLLATE %I.%I', cn.nspname, c.collname)
                             FROM pg_collation c JOIN pg_namespace cn ON cn.oid = c.collnamespace
                             JOIN pg_type b ON b.oid = t.typbasetype
                             WHERE c.oid = t.typcollation AND t.typcollation <> b.typcollation), '')
                || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '')
                || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
                || coalesce((SELECT string_agg(format(' CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), ''
                                               ORDER BY conname)
                             FROM pg_constraint WHERE contypid = t.oid AND contype = 'c'), '') || ';'
              WHEN 'c' THEN format('CREATE TYPE %I.%I AS (%s);', n.nspname, t.typname,
                (SELECT string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' ORDER BY attnum)
                 FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped))
              WHEN 'r' THEN format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s);', n.nspname, t.typname,
                (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = t.oid))
            END
            FROM used JOIN pg_type t ON t.oid = used.oid JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND t.typtype IN ('e', 'd', 'c', 'r')
              AND NOT EXISTS (SELECT FROM extension x WHERE x.type = t.oid)
              AND (t.typtype <> 'c' OR EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
            ORDER BY t.oid""";

    private static final String SCHEMAS = """
            SELECT DISTINCT format('CREATE SCHEMA IF NOT EXISTS %I;', n.nspname) FROM pg_namespace n WHERE n.oid IN (
              SELECT c.relnamespace FROM pg_class c WHERE c.oid = ANY (?)
              UNION SELECT t.typnamespace FROM used JOIN pg_type t ON t.oid = used.oid
              UNION SELECT e.extnamespace FROM used JOIN extension x ON x.type = used.oid
                    JOIN pg_extension e ON e.extname = x.name)
              AND n.nspname NOT IN ('public', 'pg_catalog', 'information_schema')""";

    private static final String SEQUENCES = """
            SELECT DISTINCT format('CREATE SEQUENCE %I.%I AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s '
                || 'CACHE %s%s;', n.nspname, s.relname, format_type(q.seqtypid, NULL), q.seqincrement, q.seqmin,
                q.seqmax, q.seqstart, q.seqcache, CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END)
            FROM pg_class s JOIN pg_sequence q ON q.seqrelid = s.oid JOIN pg_namespace n ON n.oid = s.relnamespace
            WHERE s.oid IN (
              SELECT d.objid FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY (?)
                AND d.deptype = 'a' AND (a.attrelid, a.attname::text) NOT IN (@ruled)
              UNION SELECT d.refobjid FROM pg_attrdef f JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass
                AND d.objid = f.oid AND d.refclassid = 'pg_class'::regclass
                JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
              WHERE f.adrelid = ANY (?) AND (a.attrelid, a.attname::text) NOT IN (@ruled))""";

    private static final String OWNED_BY = """
            SELECT format('ALTER SEQUENCE %I.%I OWNED BY %I.%I.%I;', n.nspname, s.relname, tn.nspname, t.relname,
                          a.attname)
            FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
            JOIN pg_namespace n ON n.oid = s.relnamespace
            JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
              AND d.refobjid = ANY (?) AND (a.attrelid, a.attname::text) NOT IN (@ruled) ORDER BY 1""";

    private static final String PARTITION_BY = "SELECT pg_get_partkeydef(oid) FROM pg_class WHERE oid = ANY (?)";

    private static final String PARTITIONS = """
            SELECT format('CREATE TABLE %I.%I PARTITION OF %I.%I %s', n.nspname, c.relname, pn.nspname, p.relname,
                          pg_get_expr(c.relpartbound, c.oid))
                   || coalesce(' PARTITION BY ' || pg_get_partkeydef(c.oid), '') || ';'
            FROM unnest(?::oid[]) root CROSS JOIN LATERAL pg_partition_tree(root) tree
            JOIN pg_class c ON c.oid = tree.relid JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_class p ON p.oid = tree.parentrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
            ORDER BY tree.level, c.relname""";

    private static final String IDENTITY = """
            SELECT format('SEQUENCE NAME %I.%I INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s',
                   n.nspname, s.relname, q.seqincrement, q.seqmin, q.seqmax, q.seqstart, q.seqcache,
                   CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END)
            FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
            JOIN pg_namespace n ON n.oid = s.relnamespace JOIN pg_sequence q ON q.seqrelid = s.oid
            JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i'
              AND d.refobjid = ANY (?) AND a.attname = ?""";

    private final SqlLines lines;
    private final List<Table> tables;

    SchemaBefore(Connection connection, List<Table> tables) {
        this.lines = new SqlLines(connection, tables);
        this.tables = tables;
    }

    String sql() throws SQLException {
        List<String> all = new ArrayList<>(List.of(HEAD));
        all.addAll(lines.read(USED_TYPES + SCHEMAS));
        all.addAll(lines.read(EXTENSIONS));
        all.addAll(lines.read(TYPES));
        all.addAll(lines.read(SEQUENCES));
        for (Table table : tables) {
            all.add(create(table));
        }
        all.addAll(lines.read(PARTITIONS));
        all.addAll(lines.read(OWNED_BY));
        return String.join("\n", all) + "\n\n";
    }

    private String create(Table table) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (Column column : table.columns()) {
            columns.add("    " + define(table, column));
        }
        String partitionBy =
                table.partitioned() ? " PARTITION BY " + lines.of(table).one(PARTITION_BY) : "";
        return "CREATE " + (table.unlogged() && !table.partitioned() ? "UNLOGGED " : "") + "TABLE "
                + table.name().sql() + " (\n" + String.join(",\n", columns) + "\n)" + partitionBy + ";";
    }

    private String define(Table table, Column column) throws SQLException {
        StringBuilder sql = new StringBuilder(Sql.quote(column.name()) + " " + column.type());
        if (column.collation() != null) {
            sql.append(" COLLATE ").append(column.collation());
        }
        switch (column.generated()) {
            case STORED ->
                sql.append(" GENERATED ALWAYS AS (").append(column.defaultSql()).append(") STORED");
            case VIRTUAL ->
                sql.append(" GENERATED ALWAYS AS (").append(column.defaultSql()).append(") VIRTUAL");
            case NO -> sql.append(column.defaultSql() == null ? "" : " DEFAULT " + column.defaultSql());
        }
        if (column.identity() != Column.Identity.NO) {
            String options = lines.of(table).one(IDENTITY, column.name());
            sql.append(column.identity() == Column.Identity.ALWAYS ? " GENERATED ALWAYS" : " GENERATED BY DEFAULT")
                    .append(" AS IDENTITY (")
                    .append(options)
                    .append(")");
        }
        return sql.append(column.notNull() ? " NOT NULL" : "").toString();
    }
}
