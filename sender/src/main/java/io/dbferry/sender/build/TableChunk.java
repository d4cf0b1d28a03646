package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.Sql;
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
record TableChunk(Table table, TableName heap, long fromPage, long toPage, long bytes) {
    /** 64 MB of 8 kB pages: enough that a range costs nothing to begin, small enough that workers end together. */
    private static final long PAGES = 8192;

    private static final String SIZE = "SELECT pg_relation_size(to_regclass(?)), current_setting('block_size')::bigint";

    /** All chunks of the tables, the largest tables' first, so that no worker is left alone with one at the end. */
    static List<TableChunk> of(Connection connection, List<Table> tables) throws SQLException {
        List<List<TableChunk>> chunks = new ArrayList<>();
        try (PreparedStatement size = connection.prepareStatement(SIZE)) {
            for (Table table : tables) {
                for (TableName heap : table.heaps()) {
                    size.setString(1, heap.sql());
                    try (ResultSet row = size.executeQuery()) {
                        row.next();
                        chunks.add(of(table, heap, row.getLong(1), row.getLong(2)));
                    }
                }
            }
        }
        chunks.sort(Comparator.comparingLong(TableChunk::total).reversed());
        return chunks.stream().flatMap(List::stream).toList();
    }

    private static long total(List<TableChunk> heap) {
        return heap.stream().mapToLong(TableChunk::bytes).sum();
    }

    private static List<TableChunk> of(Table table, TableName heap, long bytes, long pageSize) {
        List<TableChunk> chunks = new ArrayList<>();
        long pages = bytes / pageSize;
        long from = 0;
        while (pages - from > PAGES) {
            chunks.add(new TableChunk(table, heap, from, from + PAGES, PAGES * pageSize));
            from += PAGES;
        }
        chunks.add(new TableChunk(table, heap, from, -1, (pages - from) * pageSize));
        return chunks;
    }

    /** What each table's chunks have together. */
    static Map<TableName, Long> bytesByTable(List<TableChunk> chunks) {
        Map<TableName, Long> bytes = new HashMap<>();
        chunks.forEach(chunk -> bytes.merge(chunk.table().name(), chunk.bytes(), Long::sum));
        return bytes;
    }

    /** The COPY that reads the chunk. */
    String copy() {
        String range = "";
        if (fromPage > 0 || toPage >= 0) {
            range = " WHERE ctid >= '(" + fromPage + ",0)'" + (toPage < 0 ? "" : " AND ctid < '(" + toPage + ",0)'");
        }
        return "COPY (SELECT " + Sql.list(table.carriedNames()) + " FROM ONLY " + heap.sql() + range + ") TO STDOUT";
    }
}
