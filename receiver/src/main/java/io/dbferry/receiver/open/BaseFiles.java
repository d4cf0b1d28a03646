package io.dbferry.receiver.open;

import io.dbferry.failure.DbferryException;
import io.dbferry.files.RegularFile;
import io.dbferry.stream.Depot;
import io.dbferry.stream.Place;
import io.dbferry.stream.ShipmentFolder;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * The files of the completes to which a shipment refers. The shipment's own manifest has the hash of each part that it needs, so
 * nothing else of these completes is trusted or read. May be used by several threads.
 */
final class BaseFiles implements AutoCloseable {
    private final Depot depot;
    private final ShipmentName shipment;
    private final Map<ShipmentName, FileChannel> channels = new HashMap<>();

    BaseFiles(Depot depot, ShipmentName shipment) {
        this.depot = depot;
        this.shipment = shipment;
    }

    /** Whether all is there that the manifest refers to; where the depot is on this machine, whether it is what it says, too. */
    void verify(Manifest manifest) throws IOException {
        List<Frame> frames =
                manifest.rowFrames().filter(frame -> !frame.isCarried()).toList();
        Map<ShipmentName, Long> ends = new HashMap<>();
        frames.forEach(frame -> ends.merge(base(frame), frame.offset() + frame.bytes(), Math::max));
        for (Map.Entry<ShipmentName, Long> end : ends.entrySet()) {
            long bytes = depot.open(end.getKey()).bytes(ShipmentLayout.DATABASE).orElseThrow(() -> gone(end.getKey()));
            if (bytes < end.getValue()) {
                throw refused(
                        end.getKey(),
                        "it refers to rows in " + end.getKey() + ", whose file '" + ShipmentLayout.DATABASE + "' has "
                                + bytes + " bytes instead of " + end.getValue() + " or more");
            }
        }
        if (depot.isOnThisMachine()) {
            for (Frame frame : frames) {
                DigestInputStream hashed = Hashing.through(open(frame));
                try (hashed) {
                    hashed.transferTo(OutputStream.nullOutputStream());
                }
                checkHash(frame, hashed);
            }
        }
    }

    /** The bytes of a frame that another complete carries. */
    InputStream open(Frame frame) throws IOException {
        ShipmentName base = base(frame);
        ShipmentFolder folder = depot.open(base);
        try {
            Optional<Path> local = folder.local(ShipmentLayout.DATABASE);
            if (local.isPresent()) {
                return new FilePart(channel(base, local.get()), frame.offset(), frame.bytes());
            }
            return BoundedInputStream.builder()
                    .setInputStream(folder.read(ShipmentLayout.DATABASE, frame.offset()))
                    .setMaxCount(frame.bytes())
                    .get();
        } catch (NoSuchFileException e) {
            throw gone(base);
        }
    }

    private synchronized FileChannel channel(ShipmentName base, Path file) throws IOException {
        FileChannel open = channels.get(base);
        if (open == null) {
            open = RegularFile.open(file);
            channels.put(base, open);
        }
        return open;
    }

    void checkHash(Frame frame, DigestInputStream hashed) {
        if (!Hashing.hex(hashed.getMessageDigest().digest()).equals(frame.sha256())) {
            throw refused(base(frame), describe(frame) + " differs from its hash");
        }
    }

    /** Where a frame stands. */
    static String describe(Frame frame) {
        String place = "the frame at " + frame.offset() + " of '" + ShipmentLayout.DATABASE + "'";
        return frame.isCarried() ? place : place + " of " + base(frame) + ", to which it refers,";
    }

    private static ShipmentName base(Frame frame) {
        return frame.base().orElseThrow();
    }

    private DbferryException gone(ShipmentName base) {
        return refused(base, "it refers to rows in " + base + ", which is not in the depot");
    }

    private DbferryException refused(ShipmentName base, String cause) {
        return RejectedShipment.base(shipment, cause, Place.of(base));
    }

    @Override
    public synchronized void close() throws IOException {
        for (FileChannel channel : channels.values()) {
            channel.close();
        }
    }
}
