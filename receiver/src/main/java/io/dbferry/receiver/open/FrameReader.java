package io.dbferry.receiver.open;

import com.github.luben.zstd.ZstdIOException;
import io.dbferry.files.RegularFile;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.copy.CopyStatement;
import io.dbferry.stream.format.Decompressed;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.text.Count;
import io.dbferry.text.Hashing;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the rows of single frames of {@code database.sql.zst}, and of those in earlier completes to which it refers. The
 * statement around them is compared with what it must be and thrown away: nothing of the file is ever executed. May be used
 * by several threads.
 */
public final class FrameReader implements AutoCloseable {
    private final ShipmentReader shipment;
    private final FileChannel channel;
    private final Path file;
    private final BaseFiles bases;

    private FrameReader(ShipmentReader shipment, FileChannel channel, Path file, BaseFiles bases) {
        this.shipment = shipment;
        this.channel = channel;
        this.file = file;
        this.bases = bases;
    }

    /** Opens the file, and checks that the frames of the manifest that the shipment carries are the whole of it. */
    public static FrameReader open(ShipmentReader shipment) throws IOException {
        FileEntry entry = shipment.entry(ShipmentLayout.DATABASE);
        checkCover(shipment, entry);
        Path file = shipment.fetch(entry);
        return new FrameReader(shipment, RegularFile.open(file), file, shipment.bases());
    }

    /** The shipment that the frames are of. */
    public ShipmentName shipment() {
        return shipment.name();
    }

    private static void checkCover(ShipmentReader shipment, FileEntry entry) {
        List<Frame> frames = Stream.concat(
                        shipment.manifest().schemaFrames().stream(),
                        shipment.manifest().rowFrames().filter(Frame::isCarried))
                .sorted(Comparator.comparingLong(Frame::offset))
                .toList();
        long end = 0;
        for (Frame frame : frames) {
            if (frame.offset() != end || frame.bytes() <= 0 || frame.bytes() > entry.bytes() - end) {
                throw RejectedShipment.unfit(shipment.name(), "its frames are not the whole of '" + entry.name() + "'");
            }
            end += frame.bytes();
        }
        if (end != entry.bytes()) {
            throw RejectedShipment.unfit(shipment.name(), "its frames are not the whole of '" + entry.name() + "'");
        }
    }

    /** Checks the hashes of the frames that hold no rows. */
    public void checkSchemaFrames() throws IOException {
        for (Frame frame : shipment.manifest().schemaFrames()) {
            write(frame, OutputStream.nullOutputStream());
        }
    }

    /** Writes the frame as it stands there. It is whole and right only once this returns. */
    void write(Frame frame, OutputStream out) throws IOException {
        DigestInputStream hashed = Hashing.through(open(frame));
        try (hashed) {
            hashed.transferTo(out);
        }
        checkHash(frame, hashed);
    }

    private InputStream open(Frame frame) throws IOException {
        return frame.isCarried() ? new FilePart(channel, frame.offset(), frame.bytes()) : bases.open(frame);
    }

    /** Writes the frame's rows, lines of COPY text, to {@code rows}. They are whole and right only once this returns. */
    public void copy(TableEntry table, Frame frame, OutputStream rows) throws IOException {
        DigestInputStream hashed = Hashing.through(open(frame));
        try (InputStream text = Decompressed.of(hashed, frame.bytes())) {
            byte[] head = frame.isCarried()
                    ? CopyStatement.head(shipment.there(table.name()), table.columnNames())
                    : new byte[0];
            byte[] tail = frame.isCarried() ? CopyStatement.tail() : new byte[0];
            if (!Arrays.equals(text.readNBytes(head.length), head)) {
                throw unfit(frame, "is not of table '" + table.name() + "'");
            }
            long lines = copyAllBut(tail, text, rows, frame);
            if (lines != frame.rows()) {
                throw unfit(frame, "has " + Count.of(lines, "row") + " instead of " + Count.of(frame.rows()));
            }
            hashed.transferTo(OutputStream.nullOutputStream());
        } catch (ZstdIOException | EOFException | Decompressed.TooMuchException e) {
            throw unfit(frame, "cannot be decompressed: " + e.getMessage());
        } catch (IOException e) {
            // The database may refuse altered rows before their end is seen.
            hashed.transferTo(OutputStream.nullOutputStream());
            checkHash(frame, hashed);
            throw e;
        }
        checkHash(frame, hashed);
    }

    /** COPY ends at a line that is its end mark, wherever it stands: what is behind is then missing. */
    public void checkRows(long said, long taken, TableName table) {
        if (said != taken) {
            throw RejectedShipment.unfit(
                    shipment.name(),
                    "table '" + table + "' gave " + Count.of(taken, "row") + " instead of " + Count.of(said));
        }
    }

    private long copyAllBut(byte[] tail, InputStream text, OutputStream rows, Frame frame) throws IOException {
        byte[] buffer = new byte[1 << 16];
        int held = 0;
        long lines = 0;
        for (int read = text.read(buffer, held, buffer.length - held);
                read >= 0;
                read = text.read(buffer, held, buffer.length - held)) {
            int ready = Math.max(0, held + read - tail.length);
            rows.write(buffer, 0, ready);
            lines += lines(buffer, ready);
            held = held + read - ready;
            System.arraycopy(buffer, ready, buffer, 0, held);
        }
        if (!Arrays.equals(Arrays.copyOf(buffer, held), tail)) {
            throw unfit(frame, "has no end");
        }
        return lines;
    }

    private static long lines(byte[] buffer, int length) {
        long lines = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    private void checkHash(Frame frame, DigestInputStream hashed) {
        if (!frame.isCarried()) {
            bases.checkHash(frame, hashed);
        } else if (!Hashing.hex(hashed.getMessageDigest().digest()).equals(frame.sha256())) {
            throw unfit(frame, "differs from its hash");
        }
    }

    private io.dbferry.failure.DbferryException unfit(Frame frame, String cause) {
        return RejectedShipment.unfit(shipment.name(), BaseFiles.describe(frame) + " " + cause);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        bases.close();
        shipment.release(file);
    }
}
