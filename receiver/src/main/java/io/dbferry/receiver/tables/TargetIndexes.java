package io.dbferry.receiver.tables;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The receiver's indexes and foreign keys, as SQL that takes them away and brings them back. */
public final class TargetIndexes {
    /**
     * In this order: foreign keys of the tables and those that refer to them; keys and indexes. A key stays if a
     * foreign key of a table that is not ours to change, or a view, needs it. Every name stays as it is. Of tables in
     * a schema where the role may create nothing, not even their owner could make an index anew.
     */
    private static final String REBUILDABLE = """
            WITH loaded AS (SELECT oid FROM pg_class
                            WHERE oid = ANY (?::oid[]) AND has_schema_privilege(relnamespace, 'CREATE')),
            foreign_key AS (
              SELECT k.oid, k.conname, k.conrelid, k.confrelid, pg_has_role(c.relowner, 'USAGE') AS ours
              FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
              WHERE k.contype = 'f' AND k.conparentid = 0
                AND (k.conrelid IN (SELECT oid FROM loaded) OR k.confrelid IN (SELECT oid FROM loaded))),
            object AS (
              SELECT k.oid, k.conname, k.conrelid, 1 AS part FROM foreign_key k WHERE k.ours
              UNION ALL
              SELECT k.oid, k.conname, k.conrelid, 2 FROM pg_constraint k JOIN pg_index i ON i.indexrelid = k.conindid
              WHERE k.conrelid IN (SELECT oid FROM loaded) AND k.contype IN ('p', 'u')
                AND NOT i.indisreplident AND NOT i.indisclustered
                AND NOT EXISTS (SELECT FROM foreign_key f WHERE f.confrelid = k.conrelid AND NOT f.ours)
                AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_constraint'::regclass
                                AND d.refobjid = k.oid AND d.classid = 'pg_rewrite'::regclass))
            SELECT format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, o.conname),
                   format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, o.conname,
                          pg_get_constraintdef(o.oid)), o.part
            FROM object o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            UNION ALL
            SELECT format('DROP INDEX %I.%I', n.nspname, x.relname), pg_get_indexdef(i.indexrelid), 3
            FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_namespace n ON n.oid = x.relnamespace
            WHERE i.indrelid IN (SELECT oid FROM loaded) AND i.indisvalid AND NOT i.indisreplident
              AND NOT i.indisclustered AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
            ORDER BY 3, 1""";

    private static final String UNIQUE = """
            SELECT ARRAY(SELECT a.attname::text FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY u(num, place)
                         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num ORDER BY place)
            FROM pg_index i WHERE i.indrelid = ? AND i.indisunique AND NOT i.indisprimary AND i.indpred IS NULL
              AND i.indexprs IS NULL""";

    /** What a unique index or an exclusion constraint reads, in its expressions and its predicate too. */
    private static final String READ_BY_UNIQUE = """
            SELECT DISTINCT a.attname
            FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
            WHERE i.indrelid = ? AND (i.indisunique OR i.indisexclusion) AND NOT i.indisprimary
              AND (a.attnum = ANY (i.indkey)
                   OR EXISTS (SELECT FROM pg_depend d
                              WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                                AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid
                                AND d.refobjsubid = a.attnum))""";

    private final Connection connection;

    public TargetIndexes(Connection connection) {
        this.connection = connection;
    }

    /** An index, a key or a foreign key: how to drop it, how to make it anew. */
    public record Rebuildable(String drop, String create, boolean foreignKey) {}

    /** What can be dropped of those tables, in the order to drop it. */
    public List<Rebuildable> rebuildable(List<Table> tables) throws SQLException {
        List<Rebuildable> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(REBUILDABLE)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "oid", tables.stream().map(Table::oid).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Rebuildable(row.getString(1), row.getString(2), row.getInt(3) == 1));
                }
            }
        }
        return found;
    }

    /** Columns of the unique indexes beside the primary key, where all of them are among those shipped. */
    public List<List<String>> unique(TargetTable target) throws SQLException {
        List<List<String>> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(UNIQUE)) {
            statement.setLong(1, target.table().oid());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    List<String> columns =
                            Arrays.asList((String[]) row.getArray(1).getArray());
                    if (target.columnNames().containsAll(columns)) {
                        found.add(columns);
                    }
                }
            }
        }
        return found;
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
        found.retainAll(target.columns().stream()
                .filter(c -> c.identity() != Column.Identity.ALWAYS)
                .map(Column::name)
                .toList());
        found.removeAll(target.key());
        return found;
    }
}
