package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.text.Count;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The indexed timestamp columns of a database, and whether they are known to be maintained: set to the time by a trigger
 * before each insert and update, whose function does nothing else and which no other trigger follows; never null; and
 * moved by every update. A usual name promises nothing: an application may write past its own habit (Django's
 * {@code QuerySet.update} leaves {@code auto_now} as it was). Whether updates moved it is known from PostgreSQL's
 * counts: an update that is heap-only left every indexed column as it was.
 *
 * @see <a href="https://www.postgresql.org/docs/current/storage-hot.html">heap-only tuples</a>
 */
public final class ChangeTimestampColumns {
    /** The surest first; the seed's is the last. */
    private static final List<String> NAMES =
            List.of("updated_at", "modified_at", "updated", "modified", "last_modified", "changed_at", "timestamp");

    private static final String INDEXED = """
            SELECT i.indrelid, a.attname, x.relname,
                   a.attnotnull OR coalesce((SELECT max(null_frac) = 0 FROM pg_stats s
                                    WHERE s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname), false),
                   coalesce((SELECT sum(n_tup_hot_upd) FROM pg_stat_user_tables s WHERE s.relid = i.indrelid
                             OR s.relid IN (SELECT relid FROM pg_partition_tree(i.indrelid))), 0),
                   EXISTS (SELECT FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
                           WHERE g.tgrelid = i.indrelid AND NOT g.tgisinternal AND g.tgenabled IN ('O', 'A')
                             AND g.tgtype & 23 = 23 AND g.tgqual IS NULL AND g.tgattr = ''
                             AND f.prosrc ~* ('^\\s*begin\\s+new\\s*\\.\\s*"?'
                               || regexp_replace(a.attname::text, '\\W', '\\\\\\&', 'g') || '"?\\s*:?=\\s*(pg_catalog\\.)?'
                               || '(now\\(\\)|current_timestamp|localtimestamp|clock_timestamp\\(\\)|statement_timestamp\\(\\)'
                               || '|transaction_timestamp\\(\\))\\s*;\\s*return\\s+new\\s*;\\s*end\\s*;?\\s*$')
                             AND NOT EXISTS (SELECT FROM pg_trigger z WHERE z.tgrelid = g.tgrelid AND z.tgtype & 3 = 3
                                             AND NOT z.tgisinternal AND z.tgenabled <> 'D' AND z.tgname > g.tgname))
            FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
            JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            WHERE i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree'
              AND a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype)
            ORDER BY x.relname""";

    private final List<Indexed> columns;

    /** @param columns indexed timestamp columns in the order of their indexes' names */
    public ChangeTimestampColumns(List<Indexed> columns) {
        this.columns = List.copyOf(columns);
    }

    /**
     * An indexed timestamp column.
     *
     * @param table its oid
     * @param heapOnlyUpdates updates that left it as it was
     * @param setByTrigger before each insert and update, as the last trigger that may change it
     */
    public record Indexed(
            long table, String name, String index, boolean neverNull, long heapOnlyUpdates, boolean setByTrigger) {
        boolean named() {
            return setByTrigger || NAMES.contains(name.toLowerCase(Locale.ROOT));
        }

        /** Why it is not known to be maintained. */
        String doubt() {
            if (!neverNull) {
                return name + " may be null";
            }
            return heapOnlyUpdates == 0
                    ? "no trigger keeps " + name + " for every change"
                    : Count.of(heapOnlyUpdates, "update") + " left " + name + " as it was";
        }

        int place() {
            return setByTrigger ? -1 : NAMES.indexOf(name.toLowerCase(Locale.ROOT));
        }
    }

    public static ChangeTimestampColumns read(Connection connection) throws SQLException {
        List<Indexed> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(INDEXED);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                columns.add(new Indexed(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getBoolean(4),
                        row.getLong(5),
                        row.getBoolean(6)));
            }
        }
        return new ChangeTimestampColumns(columns);
    }

    /** The table's column that tells when a row changed. */
    public Optional<Column> of(Table table) {
        return candidates(table)
                .filter(c -> c.setByTrigger() && c.neverNull() && c.heapOnlyUpdates() == 0)
                .findFirst()
                .flatMap(c -> table.column(c.name()));
    }

    /** Why the table has one, or none. */
    public String reason(Table table) {
        Optional<Column> column = of(table);
        if (column.isPresent()) {
            return column.get().name() + " is indexed, and a trigger sets it";
        }
        return candidates(table)
                .findFirst()
                .map(Indexed::doubt)
                .orElse("no indexed column has the time of a row's last change");
    }

    /** An index that finds rows by the column. */
    Optional<String> index(Table table, Column column) {
        return columns.stream()
                .filter(c -> c.table() == table.oid() && c.name().equals(column.name()))
                .map(Indexed::index)
                .findFirst();
    }

    private java.util.stream.Stream<Indexed> candidates(Table table) {
        return columns.stream()
                .filter(c -> c.table() == table.oid() && c.named())
                .sorted(Comparator.comparingInt(Indexed::place));
    }
}
