package io.dbferry.load;

import io.dbferry.catalog.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The receiver's indexes and foreign keys, as SQL that takes them away and brings them back. */
final class TargetIndexes {
    /** Foreign keys of the table, then indexes: unique ones only if nothing refers to them. Names are left as they are. */
    private static final String REBUILDABLE = """
            SELECT format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, k.conname),
                   format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname,
                          pg_get_constraintdef(k.oid)), 1 AS part
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE k.conrelid = ? AND k.contype = 'f' AND k.conparentid = 0
            UNION ALL
            SELECT format('DROP INDEX %I.%I', n.nspname, x.relname), pg_get_indexdef(i.indexrelid), 2
            FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_namespace n ON n.oid = x.relnamespace
            WHERE i.indrelid = ? AND i.indisvalid AND NOT i.indisreplident AND NOT i.indisclustered
              AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
            ORDER BY part""";

    private static final String UNIQUE = """
            SELECT ARRAY(SELECT a.attname::text FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY u(num, place)
                         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num ORDER BY place)
            FROM pg_index i WHERE i.indrelid = ? AND i.indisunique AND NOT i.indisprimary AND i.indpred IS NULL
              AND i.indexprs IS NULL""";

    private final Connection connection;

    TargetIndexes(Connection connection) {
        this.connection = connection;
    }

    /** An index or a foreign key: how to drop it, how to make it anew. */
    record Rebuildable(String drop, String create) {}

    List<Rebuildable> rebuildable(Table table) throws SQLException {
        List<Rebuildable> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(REBUILDABLE)) {
            statement.setLong(1, table.oid());
            statement.setLong(2, table.oid());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Rebuildable(row.getString(1), row.getString(2)));
                }
            }
        }
        return found;
    }

    /** Columns of the unique indexes beside the primary key, where all of them are among those shipped. */
    List<List<String>> unique(TargetTable target) throws SQLException {
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
}
