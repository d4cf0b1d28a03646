package io.dbferry.receiver.ledger;

import io.dbferry.postgres.catalog.TableName;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rows that a load wrote.
 *
 * @param byTable of tables with any, by their name in SQL
 */
public record RowCounts(SortedMap<String, Rows> byTable) {
    public static final RowCounts NONE = new RowCounts(new TreeMap<>());

    public RowCounts {
        byTable = Collections.unmodifiableSortedMap(new TreeMap<>(byTable));
    }

    /** Rows of one table. */
    public record Rows(long inserted, long updated, long deleted) {
        private Rows plus(Rows other) {
            return new Rows(inserted + other.inserted, updated + other.updated, deleted + other.deleted);
        }
    }

    public static RowCounts of(TableName table, long inserted, long updated, long deleted) {
        return inserted + updated + deleted == 0
                ? NONE
                : new RowCounts(new TreeMap<>(Map.of(table.sql(), new Rows(inserted, updated, deleted))));
    }

    public RowCounts plus(RowCounts other) {
        SortedMap<String, Rows> sum = new TreeMap<>(byTable);
        other.byTable.forEach((table, rows) -> sum.merge(table, rows, Rows::plus));
        return new RowCounts(sum);
    }

    /** {@code ; public.bus 2 inserted, 1 deleted; …}: the tables with any, for people. */
    public String describeTables() {
        StringBuilder text = new StringBuilder();
        byTable.forEach((table, rows) -> text.append("; ")
                .append(table)
                .append(' ')
                .append(Stream.of(
                                word(rows.inserted(), "inserted"),
                                word(rows.updated(), "updated"),
                                word(rows.deleted(), "deleted"))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.joining(", "))));
        return text.toString();
    }

    private static String word(long rows, String what) {
        return rows == 0 ? "" : String.format(Locale.ROOT, "%,d %s", rows, what);
    }

    public long inserted() {
        return byTable.values().stream().mapToLong(Rows::inserted).sum();
    }

    public long updated() {
        return byTable.values().stream().mapToLong(Rows::updated).sum();
    }

    public long deleted() {
        return byTable.values().stream().mapToLong(Rows::deleted).sum();
    }

    public long total() {
        return inserted() + updated() + deleted();
    }
}
