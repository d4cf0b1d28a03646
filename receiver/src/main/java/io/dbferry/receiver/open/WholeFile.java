package io.dbferry.receiver.open;

import com.github.luben.zstd.Zstd;
import io.dbferry.postgres.copy.CopyStatement;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The one SQL file of a complete, with the rows that earlier completes carry. */
public record WholeFile(ShipmentReader shipment) {
    /**
     * Writes it as zstd frames. All is checked against the manifest on the way; what was written counts only once this returns.
     *
     * @throws io.dbferry.failure.DbferryException if the shipment, or one that it refers to, is not what the manifest says
     */
    public void writeTo(OutputStream out) throws IOException {
        Manifest manifest = shipment.manifest();
        try (FrameReader frames = FrameReader.open(shipment)) {
            Integer behind = manifest.rowsBehind();
            if (behind == null) {
                writeAll(frames, asTheyStand(manifest), out);
                return;
            }
            List<Frame> schema = manifest.schemaFrames();
            writeAll(
                    frames,
                    schema.subList(Math.min(1, behind), behind),
                    out); // the first stops whoever restores the rest alone
            for (TableEntry table : manifest.tables()) {
                for (Frame frame : table.framesOrNone()) {
                    write(frames, table, frame, out);
                }
            }
            writeAll(frames, schema.subList(behind, schema.size()), out);
        }
    }

    private static List<Frame> asTheyStand(Manifest manifest) {
        return Stream.concat(manifest.schemaFrames().stream(), manifest.rowFrames())
                .sorted(Comparator.comparingLong(Frame::offset))
                .toList();
    }

    private static void writeAll(FrameReader frames, List<Frame> all, OutputStream out) throws IOException {
        for (Frame frame : all) {
            frames.write(frame, out);
        }
    }

    private void write(FrameReader frames, TableEntry table, Frame frame, OutputStream out) throws IOException {
        if (frame.isCarried()) {
            frames.write(frame, out);
            return;
        }
        out.write(Zstd.compress(CopyStatement.head(shipment.there(table.name()), table.columnNames())));
        frames.write(frame, out);
        out.write(Zstd.compress(CopyStatement.tail()));
    }
}
