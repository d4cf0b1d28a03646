package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.LockRelease;
import io.dbferry.postgres.connect.WorkerResult;
import io.dbferry.postgres.copy.HeapRange;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.sender.build.schema.SchemaDump;
import io.dbferry.sender.digest.TableDigests;
import io.dbferry.sender.frame.BlockShare;
import io.dbferry.sender.frame.DatabaseFile;
import io.dbferry.sender.frame.RowFrames;
import io.dbferry.sender.frame.StatementFrames;
import io.dbferry.stream.digest.BucketSums;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.GrowingFile;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.stream.format.manifest.TableEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads all tables of one snapshot into {@code database.sql.zst}: schema, rows by several workers, the rest of the
 * schema. Memory is a few frame buffers, whatever the tables' size.
 */
public final class CompleteCapture {
    /** Two saturate a small server without taking it over; more is for machines with more cores. */
    private static final int FITTING_WORKERS =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

    private final SourceSnapshot snapshot;
    private final Catalog catalog;
    private final List<Table> tables;
    private final boolean wholeSchema;
    private final int workers;
    private final Optional<BlockShare> blocks;
    private final Progress progress;

    /**
     * @param wholeSchema whether the schema of the whole database stands around the rows, where it can
     * @param workers connections that read at the same time; empty for what fits this machine
     * @param blocks what it carries in blocks, and may refer to; empty if it carries all rows as statements
     */
    public CompleteCapture(
            SourceSnapshot snapshot,
            Catalog catalog,
            List<Table> tables,
            boolean wholeSchema,
            OptionalInt workers,
            Optional<BlockShare> blocks,
            Progress progress) {
        this.snapshot = snapshot;
        this.catalog = catalog;
        this.tables = tables;
        this.wholeSchema = wholeSchema;
        this.workers = workers.orElse(FITTING_WORKERS);
        this.blocks = blocks;
        this.progress = progress;
    }

    /**
     * What stands in the file, and what its tables sum up to.
     *
     * @param rowsBehind as the manifest has it
     */
    public record Captured(
            List<TableEntry> tables,
            List<Frame> schemaFrames,
            @Nullable Integer rowsBehind,
            List<DigestEntry> digests,
            FileEntry digestFile) {}

    /** @param folder of the shipment, for the digests' file */
    public Captured write(GrowingFile file, ShipmentName shipment, Path folder) throws SQLException, IOException {
        DatabaseFile database = new DatabaseFile(file);
        List<SourceSequence> sequences = SourceSequence.read(snapshot.connection(), tables);
        List<Frame> schema = new ArrayList<>();
        try (DatabaseFile.Compressor compressor = database.new Compressor()) {
            SchemaFrames frames = new SchemaFrames(snapshot, compressor, schema);
            SchemaDump dump = SchemaDump.of(snapshot.connection(), catalog, tables, wholeSchema);
            String exported = snapshot.export();
            boolean mayRefer = blocks.isPresent() && blocks.get().mayRefer();
            if (mayRefer) {
                frames.refusal(shipment);
            }
            frames.before(dump, tables, exported);
            Integer rowsBehind = mayRefer ? (Integer) schema.size() : null;
            List<HeapRange> chunks = HeapRange.of(snapshot.connection(), tables);
            TableDigests digests = TableDigests.of(tables, HeapRange.bytesByTable(chunks));
            List<ChunkReader.Read> read = readAll(database, exported, chunks, digests);
            frames.after(dump, tables, catalog, sequences, exported);
            return new Captured(entries(read, sequences), schema, rowsBehind, digests.entries(), digests.write(folder));
        }
    }

    private List<ChunkReader.Read> readAll(
            DatabaseFile database, String exported, List<HeapRange> all, TableDigests digests)
            throws SQLException, IOException {
        Queue<HeapRange> chunks = new ConcurrentLinkedQueue<>(all);
        long total = chunks.stream().mapToLong(HeapRange::bytes).sum();
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try (Progress.Step step = progress.begin("tables", total, Unit.BYTES)) {
            List<Future<List<ChunkReader.Read>>> running = new ArrayList<>();
            for (int i = 0; i < Math.min(workers, chunks.size()); i++) {
                running.add(threads.submit(() -> work(exported, database, chunks, digests, step)));
            }
            List<ChunkReader.Read> read = new ArrayList<>();
            for (Future<List<ChunkReader.Read>> worker : running) {
                read.addAll(WorkerResult.of(worker));
            }
            return read;
        } finally {
            chunks.clear();
            threads.shutdownNow();
        }
    }

    private List<ChunkReader.Read> work(
            String exported, DatabaseFile database, Queue<HeapRange> chunks, TableDigests digests, Progress.Step step)
            throws SQLException, IOException {
        List<ChunkReader.Read> done = new ArrayList<>();
        Connection connection = snapshot.join(exported);
        if (blocks.isPresent()) {
            SourceSnapshot.readInOrder(connection);
        }
        try (ChunkReader reader = new ChunkReader(snapshot.database(), connection, frames(database))) {
            for (HeapRange chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
                HeapRange next = chunk;
                BucketSums sums = digests.begin(chunk.table());
                done.add(LockRelease.after(connection, () -> reader.read(next, sums, step)));
                digests.add(chunk.table(), sums);
            }
        }
        return done;
    }

    private RowFrames frames(DatabaseFile database) {
        return blocks.map(share -> share.frames(database))
                .orElseGet(() -> new StatementFrames(database.new Compressor()));
    }

    private List<TableEntry> entries(List<ChunkReader.Read> read, List<SourceSequence> sequences) {
        Map<TableName, List<ChunkReader.Read>> byTable = new HashMap<>();
        read.forEach(
                r -> byTable.computeIfAbsent(r.table(), t -> new ArrayList<>()).add(r));
        return tables.stream()
                .map(t -> entry(t, byTable.getOrDefault(t.name(), List.of()), sequences))
                .toList();
    }

    private static TableEntry entry(Table table, List<ChunkReader.Read> read, List<SourceSequence> sequences) {
        List<Frame> frames = read.stream().flatMap(r -> r.frames().stream()).toList();
        long rows = read.stream().mapToLong(ChunkReader.Read::rows).sum();
        return new TableEntry(
                table.name(),
                ShipmentHeader.columns(table),
                table.key(),
                rows,
                null,
                null,
                frames,
                SourceSequence.entries(sequences, table.name()),
                ShipmentHeader.unique(table),
                ShipmentHeader.generated(table),
                table.types(),
                null,
                null,
                null);
    }
}
