package io.dbferry.receiver.compare;

import io.dbferry.files.FolderTree;
import io.dbferry.files.PrivateFile;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.manifest.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The receiver's tables, as the load's transaction sees them, beside those of a complete. Tables of which the sums of all
 * rows' digests are equal are equal, and are not looked at again. Of the others each row is looked up by its digest; both
 * sides are read once, whatever the order of their rows. Digests are in files of 16 bytes for each row of the receiver.
 */
public final class Comparison implements AutoCloseable {
    private final FrameReader frames;
    private final Progress progress;
    private final Path folder;
    private final OwnRowsScan scan;
    private final Map<TableName, DigestEntry> shipped = new HashMap<>();
    private final Map<TableName, OwnRows> here = new HashMap<>();
    private final Map<TableName, Long> gone = new HashMap<>();

    /** @param folder for files, emptied first; {@link #close} deletes it */
    public Comparison(
            Database database,
            FrameReader frames,
            List<DigestEntry> digests,
            List<TargetTable> tables,
            Path folder,
            Progress progress)
            throws IOException {
        this.frames = frames;
        this.progress = progress;
        this.folder = folder;
        FolderTree.delete(folder);
        PrivateFile.folder(folder);
        this.scan = new OwnRowsScan(database, tables, folder);
        digests.forEach(digest -> shipped.put(digest.name(), digest));
    }

    /**
     * Reads the receiver's tables. The transaction has one snapshot for all its statements.
     *
     * @param ours tables that no other session sees as this transaction does
     */
    public void read(Connection transaction, Predicate<TableName> ours) throws SQLException, IOException {
        try (Progress.Step step = progress.begin("comparing", 0, Unit.BYTES)) {
            here.putAll(scan.read(transaction, ours, step));
        }
    }

    public boolean differs(TargetTable table) {
        return !own(table).isWhat(digest(table));
    }

    /** Receives the rows that only the shipment has, and the places of those that only the receiver has. */
    public interface Changes {
        /** @param rows writes lines of COPY text, and says how many */
        void unknown(Rows rows) throws SQLException, IOException;

        /** @param places writes lines of COPY text, {@code tableoid} and {@code ctid}, and says how many */
        void gone(Rows places) throws SQLException, IOException;
    }

    /** Rows to be written. */
    public interface Rows {
        long writeTo(OutputStream copy) throws SQLException, IOException;
    }

    /** Finds the rows of a table that differ: a row that has changed is among both sorts. */
    public void find(TargetTable table, Changes changes) throws SQLException, IOException {
        OwnRows rows = own(table);
        DigestCounts counts = new DigestCounts(rows.rows(), folder.resolve("counts"));
        rows.read((digest, place) -> counts.add(digest));
        long bytes =
                table.shipped().framesOrNone().stream().mapToLong(Frame::bytes).sum();
        try (Progress.Step step = progress.begin("rows of " + table.name(), bytes, Unit.BYTES)) {
            changes.unknown(copy -> new UnknownRows(frames, table.shipped(), counts, step).writeTo(copy));
        }
        changes.gone(copy -> writeGone(table, rows, counts, copy));
    }

    private long writeGone(TargetTable table, OwnRows rows, DigestCounts left, OutputStream copy) throws IOException {
        long[] found = new long[2];
        rows.read((digest, place) -> {
            if (left.take(digest)) {
                String line = rows.oid(RowPlace.heap(place)) + "\t" + RowPlace.tid(place) + "\n";
                copy.write(line.getBytes(StandardCharsets.US_ASCII));
                found[0]++;
                found[1] += digest;
            }
        });
        gone.put(table.name(), found[1]);
        return found[0];
    }

    /**
     * Whether the table is now what the shipment says: as many rows, and the digests of those that were here, without those
     * that had to go and with those that the transaction has written, sum up to the shipment's.
     */
    public boolean isEqualNow(Connection transaction, TargetTable table) throws SQLException {
        WrittenRows now = WrittenRows.read(transaction, table);
        long sum = own(table).sum() - gone.getOrDefault(table.name(), 0L) + now.sum();
        return now.all() == digest(table).rows()
                && OwnRows.checksum(sum).equals(digest(table).checksum());
    }

    private OwnRows own(TargetTable table) {
        return Objects.requireNonNull(here.get(table.name()));
    }

    private DigestEntry digest(TargetTable table) {
        return Objects.requireNonNull(shipped.get(table.name()));
    }

    @Override
    public void close() throws IOException {
        scan.close();
        FolderTree.delete(folder);
    }
}
