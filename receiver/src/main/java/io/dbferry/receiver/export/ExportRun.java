package io.dbferry.receiver.export;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.AtomicFile;
import io.dbferry.files.DiskSpace;
import io.dbferry.files.Durability;
import io.dbferry.files.PrivateFile;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.arrived.ArrivedShipments;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.open.WholeFile;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** Writes a complete of the depot into one file, which {@code zstd -dc FILE | psql} restores. */
public final class ExportRun {
    private final Depot depot;
    private final ArrivedShipments shipments;

    public ExportRun(ReceiverConfig config, Depot depot, ShipmentTrust trust) {
        this.depot = depot;
        this.shipments = new ArrivedShipments(config, depot, trust, Progress.SILENT, "exported");
    }

    /**
     * The file appears whole, or not at all; one that is there is replaced.
     *
     * @param wanted which shipment; the newest complete of those
     * @param words how the operator named it
     */
    public ExportReport run(Predicate<ShipmentName> wanted, String words, Path file) throws IOException {
        ShipmentName name = find(wanted, words);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        ShipmentReader shipment = shipments.open(name);
        try {
            try (OutputStream out = new BufferedOutputStream(PrivateFile.write(fresh), 1 << 16)) {
                new WholeFile(shipment).writeTo(out);
            }
            AtomicFile.replace(fresh, file, Durability.DURABLE);
        } catch (IOException e) {
            DiskSpace disk = new DiskSpace(folder(file), 0);
            if (disk.filledUp(e)) {
                throw disk.full("write '" + file + "'", Files.size(fresh), e);
            }
            throw e;
        } finally {
            Files.deleteIfExists(fresh);
            shipments.forgetFetched();
        }
        return new ExportReport(
                name.sequence(),
                name.folder(),
                shipment.manifest().rows(),
                shipment.manifest().bases().keySet().stream()
                        .map(ShipmentName::folder)
                        .toList(),
                file.toAbsolutePath().toString(),
                Files.size(file));
    }

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private ShipmentName find(Predicate<ShipmentName> wanted, String words) throws IOException {
        List<ShipmentName> completes = depot.shipments().stream()
                .filter(name -> name.kind() == Kind.COMPLETE)
                .toList();
        return completes.stream()
                .filter(wanted)
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new DbferryException(
                        Failure.CONFIG,
                        "cannot export " + words + ": depot '" + depot.describe() + "' has no such complete",
                        completes.isEmpty()
                                ? "Ship one with 'dbferry dump complete' on the sender"
                                : "Name one of its completes: "
                                        + completes.get(0).sequence() + " to "
                                        + completes.get(completes.size() - 1).sequence() + "; or newest",
                        null));
    }
}
