package io.dbferry.receiver;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Depot;
import io.dbferry.stream.store.DepotException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Notices that the ledger and the depot do not belong together any more. A ledger that was set back, or is gone, shows by
 * this receiver's own receipts: they stand in the depot, which a restore of the database does not touch. A sender that
 * has lost its numbers shows by shipments of an unknown stream id with numbers below those applied.
 */
final class RestoredDatabaseCheck {
    private final ReceiverConfig config;
    private final Depot depot;
    private final ApplyShipment shipments;
    private final Receipts receipts;

    RestoredDatabaseCheck(ReceiverConfig config, Depot depot, ApplyShipment shipments, Receipts receipts) {
        this.config = config;
        this.depot = depot;
        this.shipments = shipments;
        this.receipts = receipts;
    }

    /**
     * What to tell of a ledger that was set back. Turns the receipt into one that asks for a complete, until the
     * shipment has been applied again.
     */
    Optional<String> notice(Ledger ledger) throws SQLException, IOException {
        Sequence last = last(ledger);
        Optional<Receipt> lost = above(last).filter(receipt -> receipt.state() == Receipt.State.APPLIED);
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        Sequence sequence = lost.get().sequence();
        String message = (last.number() == 0 ? "the ledger is empty" : "the ledger ends with shipment " + last)
                + ", and shipment " + sequence + " had been applied here: the database was set back or replaced";
        receipts.leave(
                new ShipmentName(lost.get().kind(), lost.get().time(), sequence),
                Receipt.State.NEEDS_COMPLETE,
                last,
                0,
                message);
        return Optional.of(message + "; what the depot still has is loaded again");
    }

    /** What is waited for although nothing in the depot is due. */
    Optional<String> waiting(Ledger ledger) throws SQLException, IOException {
        return above(last(ledger))
                .map(receipt -> "the depot has nothing that leads to shipment " + receipt.sequence()
                        + " again; the sender is asked for a complete with its next run");
    }

    private Optional<Receipt> above(Sequence lastApplied) throws IOException {
        try {
            return newestAbove(lastApplied);
        } catch (DepotException e) {
            if (e.problem() == DepotException.Problem.ACCESS) {
                return Optional.empty(); // no folder of ours stands there: leaving the next receipt says so
            }
            throw e;
        }
    }

    /** The receipt with the highest number above it, if it says applied or asks for a complete. */
    private Optional<Receipt> newestAbove(Sequence lastApplied) throws IOException {
        ReceiptFolder folder = ReceiptFolder.of(config.name(), config.stream(), depot);
        for (Sequence shipment : folder.shipments()) {
            if (shipment.compareTo(lastApplied) <= 0) {
                break;
            }
            Optional<Receipt> receipt = folder.of(shipment).filter(r -> r.state() != Receipt.State.FAILED);
            if (receipt.isPresent()) {
                return receipt;
            }
        }
        return Optional.empty();
    }

    /**
     * Looks into the manifests, not only at the names: a sender that begins anew within the second may give its first
     * shipment the name of one applied before.
     *
     * @throws DbferryException if the sender ships with numbers below those applied
     */
    void checkNumbers(Ledger ledger, List<ShipmentName> inDepot) throws SQLException, IOException {
        Optional<Ledger.Entry> found = ledger.last();
        if (found.isEmpty()) {
            return;
        }
        Ledger.Entry last = found.get();
        for (ShipmentName name : inDepot) {
            if (name.sequence().compareTo(last.sequence()) <= 0
                    && !name.time().isBefore(last.sourceTime().truncatedTo(ChronoUnit.SECONDS))
                    && isUnknown(name, last, ledger)) {
                DbferryException refused = RejectedShipment.gap(
                        name,
                        "the sender has lost its numbers: shipment " + last.sequence() + " was applied here before it");
                receipts.leave(name, Receipt.State.NEEDS_COMPLETE, last.sequence(), 0, refused.getMessage());
                throw refused;
            }
        }
    }

    private boolean isUnknown(ShipmentName name, Ledger.Entry last, Ledger ledger) throws IOException, SQLException {
        try {
            String streamId = shipments.manifest(name).streamId();
            return !last.streamId().equals(streamId) && !ledger.knows(streamId);
        } catch (DbferryException e) {
            return false; // not a shipment that could ever be applied
        }
    }

    private static Sequence last(Ledger ledger) throws SQLException {
        return ledger.last().map(Ledger.Entry::sequence).orElse(Sequence.NONE);
    }
}
