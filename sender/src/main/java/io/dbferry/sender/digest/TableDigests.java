package io.dbferry.sender.digest;

import io.dbferry.files.PrivateFile;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.digest.BucketSums;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.text.Hashing;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the tables of a shipment sum up to. Takes sums from several threads. */
public final class TableDigests {
    /** Of all tables together: 32 MB. */
    private static final long MOST_BUCKETS = 1 << 22;

    /** A row takes no less on a page: 28 bytes are PostgreSQL's own. */
    private static final int SMALLEST_ROW = 32;

    private final List<Table> tables;
    private final Map<TableName, BucketSums> byTable;

    /** @param byTable the sums of each table */
    TableDigests(List<Table> tables, Map<TableName, BucketSums> byTable) {
        this.tables = tables;
        this.byTable = byTable;
    }

    /**
     * Without any row yet.
     *
     * @param bytes of the tables' heaps, which say how many buckets each gets at first
     */
    public static TableDigests of(List<Table> tables, Map<TableName, Long> bytes) {
        int rows = BucketSums.ROWS_IN_BUCKET;
        while (sum(bytes, rows) > MOST_BUCKETS) {
            rows *= 2;
        }
        Map<TableName, BucketSums> byTable = new HashMap<>();
        for (Table table : tables) {
            byTable.put(table.name(), new BucketSums(buckets(bytes.getOrDefault(table.name(), 0L), rows)));
        }
        return new TableDigests(tables, byTable);
    }

    private static long sum(Map<TableName, Long> bytes, int rows) {
        return bytes.values().stream().mapToLong(size -> buckets(size, rows)).sum();
    }

    /** As many as the table can need, a power of two; rows that are counted decide in the end. */
    static int buckets(long bytes, int rows) {
        long most = Math.min(BucketSums.MOST, bytes / SMALLEST_ROW / rows);
        return Math.max(1, (int) Long.highestOneBit(most));
    }

    /** Sums for some rows of a table; {@link #add} them. */
    public BucketSums begin(Table table) {
        return new BucketSums(of(table.name()).buckets());
    }

    public synchronized void add(Table table, BucketSums sums) {
        of(table.name()).add(sums);
    }

    private BucketSums of(TableName table) {
        return Objects.requireNonNull(byTable.get(table));
    }

    /** In the tables' order; once all rows are added. */
    public List<DigestEntry> entries() {
        byTable.values().forEach(BucketSums::fold);
        return tables.stream().map(this::entry).toList();
    }

    private DigestEntry entry(Table table) {
        BucketSums sums = of(table.name());
        return new DigestEntry(
                table.name(), table.carriedNames(), table.carriedKey(), sums.rows(), sums.checksum(), sums.buckets());
    }

    /** Writes the sums of {@link #entries}. */
    public FileEntry write(Path shipment) throws IOException {
        Path file = shipment.resolve(ShipmentLayout.DIGESTS);
        DigestOutputStream hashed =
                new DigestOutputStream(new BufferedOutputStream(PrivateFile.write(file), 1 << 16), Hashing.sha256());
        try (OutputStream sums = hashed) {
            for (Table table : tables) {
                sums.write(of(table.name()).bytes());
            }
        }
        return new FileEntry(
                ShipmentLayout.DIGESTS,
                Files.size(file),
                Hashing.hex(hashed.getMessageDigest().digest()));
    }
}
