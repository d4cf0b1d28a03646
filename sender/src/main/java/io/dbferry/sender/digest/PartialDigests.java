package io.dbferry.sender.digest;

import io.dbferry.config.SenderConfig.Verify;
import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TableSize;
import io.dbferry.postgres.connect.LockRelease;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.stream.digest.BucketSums;
import io.dbferry.stream.digest.LineDigest;
import io.dbferry.stream.digest.TableDigest;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The digests that a partial carries: of tables that no shipment has had one of for a while, in turns, and only of those
 * whose deleted rows travel with this partial, as a receiver still has the others'.
 */
public final class PartialDigests {
    private final Verify config;
    private final StateFile<Carried> file;
    private final Clock clock;
    private final List<Table> read = new ArrayList<>();

    public PartialDigests(Verify config, Path work, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.file = new StateFile<>(
                work,
                work.resolve("digests.json"),
                json -> Json.read(json, Carried.class),
                "digests travel sooner than they have to");
    }

    /** When a partial last carried a table's digest, by the table's name in SQL. */
    private record Carried(Map<String, Instant> at) {
        private Carried {
            Objects.requireNonNull(at);
        }
    }

    /** Digests and their file; both empty if none is due. */
    public record Captured(List<DigestEntry> digests, List<FileEntry> files) {}

    /**
     * Reads tables in the transaction of the partial's snapshot.
     *
     * @param complete the snapshot's time of the last complete, which carried all digests
     * @param shipment the folder for the digests' file
     */
    public Captured write(Connection snapshot, List<TableChoice> choices, Instant complete, Path shipment)
            throws SQLException, IOException {
        Map<String, Instant> carried = carried();
        Instant begin = clock.instant();
        List<Table> due = TableChoice.followed(choices)
                .filter(choice -> choice.strategy().touches())
                .map(TableChoice::table)
                .filter(table ->
                        !last(carried, table, complete).plus(config.every()).isAfter(begin))
                .sorted(Comparator.comparing(table -> last(carried, table, complete)))
                .toList();
        Map<TableName, BucketSums> sums = new HashMap<>();
        List<Table> tables = new ArrayList<>();
        for (Table table : due) {
            if (!sums.isEmpty() && clock.instant().isAfter(begin.plus(config.atMost()))) {
                break;
            }
            sums.put(table.name(), LockRelease.afterQuery(snapshot, () -> sums(snapshot, table)));
            tables.add(table);
        }
        if (sums.isEmpty()) {
            return new Captured(List.of(), List.of());
        }
        read.addAll(tables);
        TableDigests digests = new TableDigests(tables, sums);
        return new Captured(digests.entries(), List.of(digests.write(shipment)));
    }

    private static Instant last(Map<String, Instant> carried, Table table, Instant complete) {
        Instant partial = carried.getOrDefault(table.name().sql(), Instant.EPOCH);
        return partial.isAfter(complete) ? partial : complete;
    }

    private static BucketSums sums(Connection snapshot, Table table) throws SQLException {
        BucketSums sums = new BucketSums(
                TableDigests.buckets(TableSize.of(snapshot, List.of(table)).bytes(), BucketSums.ROWS_IN_BUCKET));
        LineDigest row = new LineDigest(table.carriedNames(), table.carriedKey());
        TableDigest.lines(snapshot, table, table.carriedNames(), line -> {
            row.take(line);
            sums.add(row);
        });
        sums.fold();
        return sums;
    }

    /** Remembers what was carried, once it is built into a shipment. */
    public void built() throws IOException {
        if (!read.isEmpty()) {
            Map<String, Instant> carried = carried();
            read.forEach(table -> carried.put(table.name().sql(), clock.instant()));
            file.write(Json.write(new Carried(carried)), Durability.CACHE);
        }
    }

    private Map<String, Instant> carried() throws IOException {
        return new TreeMap<>(file.read().map(Carried::at).orElse(Map.of()));
    }
}
