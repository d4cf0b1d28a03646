package io.dbferry.postgres.copy;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A range of a heap's pages, read by one worker; the last range of a heap has no end, so that it holds what was
 * appended since the size was asked.
 *
 * @param toPage exclusive; -1 for no end
 */
public record HeapRange(Table table, TableName heap, long fromPage, long toPage, long bytes) {
    /** 64 MB of 8 kB pages: enough that a range costs nothing to begin, small enough that workers end together. */
    private static final long PAGES = 8192;

    private static final String SIZE = "SELECT pg_relation_size(to_regclass(?)), current_setting('block_size')::bigint";

    /** All ranges of the tables, the largest tables' first, so that no worker is left alone with one at the end. */
    public static List<HeapRange> of(Connection connection, List<Table> tables) throws SQLException {
        List<List<HeapRange>> heaps = new ArrayList<>();
        try (PreparedStatement size = connection.prepareStatement(SIZE)) {
            for (Table table : tables) {
                for (TableName heap : table.heaps()) {
                    size.setString(1, heap.sql());
                    try (ResultSet row = size.executeQuery()) {
                        row.next();
                        heaps.add(of(table, heap, row.getLong(1), row.getLong(2)));
                    }
                }
            }
        }
        return largestFirst(heaps);
    }

    static List<HeapRange> largestFirst(List<List<HeapRange>> heaps) {
        return heaps.stream()
                .sorted(Comparator.comparingLong(HeapRange::total).reversed())
                .flatMap(List::stream)
                .toList();
    }

    private static long total(List<HeapRange> heap) {
        return heap.stream().mapToLong(HeapRange::bytes).sum();
    }

    static List<HeapRange> of(Table table, TableName heap, long bytes, long pageSize) {
        List<HeapRange> chunks = new ArrayList<>();
        long pages = bytes / pageSize;
        long from = 0;
        // Each range would read again which rows of other tables stay.
        while (pages - from > PAGES && table.policy().ties().isEmpty()) {
            chunks.add(new HeapRange(table, heap, from, from + PAGES, PAGES * pageSize));
            from += PAGES;
        }
        chunks.add(new HeapRange(table, heap, from, -1, (pages - from) * pageSize));
        return chunks;
    }

    /** What each table's ranges have together. */
    public static Map<TableName, Long> bytesByTable(List<HeapRange> ranges) {
        Map<TableName, Long> bytes = new HashMap<>();
        ranges.forEach(range -> bytes.merge(range.table().name(), range.bytes(), Long::sum));
        return bytes;
    }

    /** All rows of a partitioned table, by its own name: for a role that may not read its partitions by theirs. */
    public static HeapRange whole(Table partitioned) {
        return new HeapRange(partitioned, partitioned.name(), 0, -1, 0);
    }

    /** A COPY of the range's rows as text, with values that {@link Column#textTravelsAs} is for: they may not leave so. */
    public String copyBeforeTextRules(List<String> columns) {
        return select(table.valuesBeforeTextRules(columns));
    }

    /** A COPY of the range's rows as they may leave, with {@code tableoid} and {@code ctid} of each before its columns. */
    public String copyWithPlaces(List<String> columns) {
        return select("tableoid, ctid" + (columns.isEmpty() ? "" : ", " + table.valuesSql(columns)));
    }

    private String select(String values) {
        List<String> conditions = new ArrayList<>();
        if (fromPage > 0 || toPage >= 0) {
            conditions.add("ctid >= '(" + fromPage + ",0)'");
        }
        if (toPage >= 0) {
            conditions.add("ctid < '(" + toPage + ",0)'");
        }
        if (table.policy().holdsRowsBack()) {
            conditions.add(table.policy().rowsSql());
        }
        return "COPY (SELECT " + values + " FROM "
                + (heap.equals(table.name()) ? table.relationSql() : "ONLY " + heap.sql()) + " t"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)) + ") TO STDOUT";
    }
}
