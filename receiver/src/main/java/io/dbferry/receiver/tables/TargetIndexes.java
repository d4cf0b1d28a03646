package io.dbferry.receiver.tables;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The receiver's indexes and foreign keys, as SQL that takes them away and brings them back. */
public final class TargetIndexes {
    /**
     * In this order: foreign keys of the tables and those that refer to them; keys and indexes. A key stays if a
     * foreign key that stays, a view or a function needs it. Every name stays as it is. Of tables in
     * a schema where the role may create nothing, not even their owner could make an index anew.
     *
     * <p>What could not come back exactly as it was stays: foreign keys with disabled triggers, indexes with statistics
     * targets, in tablespaces where the role may create nothing, marked as replica identity or for CLUSTER, and whatever
     * depends on an extension. Storage parameters are part of the index's definition; its tablespace and comments are
     * set again. A key is made of its index, as the definition of a constraint has no storage parameters; a foreign key
     * comes back unchecked and is checked by a statement of its own, which others may read and write beside.
     */
    private static final String REBUILDABLE = """
            WITH loaded AS (SELECT oid FROM pg_class
                            WHERE oid = ANY (?::oid[]) AND has_schema_privilege(relnamespace, 'CREATE')),
            foreign_key AS (
              SELECT k.oid, k.conname, k.conrelid, k.confrelid, k.conindid,
                     k.convalidated AND coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true' AND c.relkind = 'r' AS later,
                     pg_has_role(c.relowner, 'USAGE') AND coalesce(k.conrelid = ANY (?::oid[]), true)
                     AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled <> 'O')
                     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_constraint'::regclass
                                     AND d.objid = k.oid AND d.refclassid = 'pg_extension'::regclass) AS ours
              FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
              WHERE k.contype = 'f' AND k.conparentid = 0
                AND (k.conrelid IN (SELECT oid FROM loaded) OR k.confrelid IN (SELECT oid FROM loaded))),
            index AS (
              SELECT i.indexrelid AS oid, i.indrelid, x.relname, x.relnamespace, k.oid AS key, k.contype, k.conname,
                     format('SET LOCAL default_tablespace = %L; ', coalesce(s.spcname, ''))
                     || pg_get_indexdef(i.indexrelid) AS made,
                     (SELECT format('; COMMENT ON INDEX %I.%I IS %L', n.nspname, x.relname, d.description)
                      FROM pg_description d JOIN pg_namespace n ON n.oid = x.relnamespace
                      WHERE d.classoid = 'pg_class'::regclass AND d.objoid = x.oid AND d.objsubid = 0) AS comment
              FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
              LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace
              LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
              WHERE i.indrelid IN (SELECT oid FROM loaded) AND i.indisvalid AND NOT i.indisreplident
                AND NOT i.indisclustered AND NOT (i.indisexclusion AND k.oid IS NOT NULL)
                AND (s.oid IS NULL OR has_tablespace_privilege(s.oid, 'CREATE'))
                AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indexrelid
                                AND coalesce(a.attstattarget, -1) >= 0)
                AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid IN (i.indexrelid, k.oid)
                                AND d.refclassid = 'pg_extension'::regclass)
                AND NOT EXISTS (SELECT FROM foreign_key f WHERE f.conindid = i.indexrelid AND NOT f.ours)
                AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_constraint'::regclass
                                AND d.refobjid = k.oid
                                AND d.classid IN ('pg_rewrite'::regclass, 'pg_proc'::regclass))),
            object AS (
              SELECT k.oid, k.conrelid, k.conname, k.confrelid, 1 AS part,
                     pg_get_constraintdef(k.oid) || CASE WHEN k.later THEN ' NOT VALID' ELSE '' END AS definition,
                     NULL AS before, '' AS behind, k.later
              FROM foreign_key k WHERE k.ours
              UNION ALL
              SELECT i.key, i.indrelid, i.conname, NULL, 2,
                     CASE i.contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END || format(' USING INDEX %I', i.relname)
                     || CASE WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END
                     || CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END,
                     i.made, coalesce(i.comment, ''), false
              FROM index i JOIN pg_constraint k ON k.oid = i.key)
            SELECT format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, o.conname),
                   array_remove(ARRAY[o.before,
                     format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, o.conname, o.definition)
                     || o.behind
                     || coalesce((SELECT format('; COMMENT ON CONSTRAINT %I ON %I.%I IS %L', o.conname, n.nspname,
                                                c.relname, d.description)
                                  FROM pg_description d WHERE d.classoid = 'pg_constraint'::regclass
                                  AND d.objoid = o.oid), ''),
                     CASE WHEN o.later THEN format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I', n.nspname, c.relname,
                                                   o.conname) END], NULL),
                   o.part, n.nspname, c.relname, r.nspname, p.relname
            FROM object o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_class p ON p.oid = o.confrelid LEFT JOIN pg_namespace r ON r.oid = p.relnamespace
            UNION ALL
            SELECT format('DROP INDEX %I.%I', n.nspname, i.relname), ARRAY[i.made || coalesce(i.comment, '')], 3,
                   m.nspname, c.relname, NULL, NULL
            FROM index i JOIN pg_namespace n ON n.oid = i.relnamespace JOIN pg_class c ON c.oid = i.indrelid
            JOIN pg_namespace m ON m.oid = c.relnamespace WHERE i.key IS NULL
            ORDER BY 3, 1""";

    /**
     * What a unique index or an exclusion constraint reads, in its expressions and its predicate too, and what the
     * generated columns among that are computed from: PostgreSQL 14 notes these at the column, later at its default.
     */
    private static final String READ_BY_UNIQUE = """
            WITH read AS (
              SELECT a.attrelid, a.attnum, a.attname, a.attgenerated
              FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
              WHERE i.indrelid = ? AND (i.indisunique OR i.indisexclusion) AND NOT i.indisprimary
                AND (a.attnum = ANY (i.indkey)
                     OR EXISTS (SELECT FROM pg_depend d
                                WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                                  AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid
                                  AND d.refobjsubid = a.attnum)))
            SELECT attname FROM read
            UNION
            SELECT a.attname
            FROM read g JOIN pg_attrdef e ON e.adrelid = g.attrelid AND e.adnum = g.attnum
            JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = g.attrelid
              AND (d.classid = 'pg_attrdef'::regclass AND d.objid = e.oid
                   OR d.classid = 'pg_class'::regclass AND d.objid = g.attrelid AND d.objsubid = g.attnum)
            JOIN pg_attribute a ON a.attrelid = g.attrelid AND a.attnum = d.refobjsubid
            WHERE g.attgenerated <> ''""";

    private final Connection connection;

    public TargetIndexes(Connection connection) {
        this.connection = connection;
    }

    /**
     * An index, a key or a foreign key.
     *
     * @param table whose it is
     * @param parent to which a foreign key refers; null for others
     * @param create one behind the other: what makes the index, what makes it a key; what makes the foreign key, what checks it
     */
    public record Rebuildable(TableName table, @Nullable TableName parent, String drop, List<String> create) {
        public Rebuildable {
            create = List.copyOf(create);
        }

        public boolean foreignKey() {
            return parent != null;
        }
    }

    /**
     * What can be dropped of those tables, in the order to drop it.
     *
     * @param among the tables whose foreign keys may be dropped too; null for all that the role owns
     */
    public List<Rebuildable> rebuildable(List<Table> tables, @Nullable List<Table> among) throws SQLException {
        List<Rebuildable> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(REBUILDABLE)) {
            statement.setArray(1, oids(tables));
            statement.setArray(2, among == null ? null : oids(among));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(rebuildable(row));
                }
            }
        }
        return found;
    }

    private static Rebuildable rebuildable(ResultSet row) throws SQLException {
        String parent = row.getString(7);
        return new Rebuildable(
                new TableName(row.getString(4), row.getString(5)),
                parent == null ? null : new TableName(row.getString(6), parent),
                row.getString(1),
                List.of((String[]) row.getArray(2).getArray()));
    }

    private Array oids(List<Table> tables) throws SQLException {
        return connection.createArrayOf("oid", tables.stream().map(Table::oid).toArray());
    }

    /** The shipped columns beside the key that can change and decide whether rows may stand side by side. */
    public List<String> readByUnique(TargetTable target) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(READ_BY_UNIQUE)) {
            statement.setLong(1, target.table().oid());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
        }
        found.retainAll(target.columnNames());
        found.removeAll(target.key());
        return found;
    }
}
