package io.dbferry.status;

import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.logging.ShipmentLines;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.sender.outbox.SenderStatus;
import io.dbferry.stream.Depot;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a side knows of a shipment. A place that cannot be read is a warning, as the others may still tell: that
 * is when somebody asks.
 */
public final class ShipmentHistoryReader {
    private final Config config;
    private final WantedShipment wanted;
    private final Consumer<String> warnings;
    private final ShipmentHistoryBuilder parts;
    private @Nullable Exception failure;

    public ShipmentHistoryReader(Config config, WantedShipment wanted, Consumer<String> warnings) {
        this.config = config;
        this.wanted = wanted;
        this.warnings = warnings;
        this.parts = new ShipmentHistoryBuilder(config, wanted);
    }

    /** A way to the depot. */
    public interface Opener {
        Depot open() throws IOException;
    }

    private interface Place {
        void read() throws IOException;
    }

    /**
     * Reads all places.
     *
     * @throws DbferryException if none knows the shipment
     */
    public ShipmentHistory read(Opener depot, Database database) throws IOException {
        if (config instanceof ReceiverConfig) {
            attempt(() -> readLedger(database));
        } else {
            attempt(this::readOutbox);
        }
        attempt(() -> {
            try (Depot open = depot.open()) {
                readDepot(open);
            }
        });
        Optional<Path> log = config.logging().file();
        if (log.isPresent()) {
            attempt(() -> parts.lines(ShipmentLines.read(log.get(), parts.sequence())));
        }
        if (!parts.known()) {
            throw unknown();
        }
        return parts.story();
    }

    private void attempt(Place place) {
        try {
            place.read();
        } catch (DbferryException | IOException e) {
            if (e instanceof DbferryException known && known.failure() == Failure.CONFIG) {
                throw known;
            }
            warnings.accept(String.valueOf(e.getMessage()));
            failure = failure == null ? e : failure;
        }
    }

    private DbferryException unknown() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof DbferryException e) {
            throw e;
        }
        return new DbferryException(
                Failure.CONFIG,
                "cannot find shipment "
                        + wanted.folder().orElse(wanted.sequence().toString())
                        + ": neither the depot, the receipts, "
                        + (config instanceof ReceiverConfig ? "the ledger" : "the work folder") + " nor the log has it",
                "'dbferry status' lists the newest shipments. A pruned shipment is found by its number only");
    }

    private void readOutbox() throws IOException {
        for (Manifest manifest : SenderStatus.read(config.work()).waiting()) {
            if (wanted.is(manifest.sequence()) && wanted.is(manifest.name().folder())) {
                parts.waiting(manifest);
            }
        }
    }

    private void readLedger(Database database) {
        LedgerLook.ask(config.stream(), database, ledger -> {
            Optional<LedgerEntry> entry = ledger.entry(wanted.sequence()).filter(e -> wanted.is(e.shipment()));
            if (entry.isPresent()) {
                parts.applied(entry.get(), ledger.rowsByTable(wanted.sequence()));
            }
            return entry;
        });
    }

    private void readDepot(Depot depot) throws IOException {
        List<ShipmentName> found = new ArrayList<>();
        for (ShipmentName name : depot.shipments()) {
            if (wanted.is(name.sequence()) && wanted.is(name.folder())) {
                found.add(name);
            }
        }
        if (found.size() > 1) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot choose shipment " + wanted.sequence() + ": the depot has "
                            + found.get(0).folder() + " and " + found.get(1).folder(),
                    "Name one of them");
        }
        parts.depotRead();
        for (ShipmentName name : found) {
            parts.inDepot(
                    name, DepotManifest.read(name, depot), depot.open(name).published());
        }
        for (ReceiptFolder folder : receipts(depot)) {
            Optional<Receipt> receipt = folder.of(wanted.sequence());
            receipt.ifPresent(parts::receipt);
        }
    }

    private List<ReceiptFolder> receipts(Depot depot) throws IOException {
        return config instanceof ReceiverConfig receiver
                ? List.of(depot.receipts(receiver.name()))
                : depot.receipts(wanted.sequence());
    }
}
