package io.dbferry.receiver;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.arrived.ArrivedShipments;
import io.dbferry.receiver.arrived.Continuation;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.stream.Depot;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Heartbeat;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.DepotException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the ledger and the depot do not belong together any more. A ledger that was set back, or is gone, shows by
 * this receiver's own receipts: they stand in the depot, which a restore of the database does not touch. A sender that
 * was set back shows by numbers that were applied here as other shipments, or by a heartbeat from before them.
 */
final class RestoredDatabaseCheck {
    private static final int ENOUGH = 100;

    private final ReceiverConfig config;
    private final Depot depot;
    private final ArrivedShipments shipments;
    private final Continuation continuation;
    private final Receipts receipts;
    private final Supplier<Optional<Instant>> nextComplete;
    private @Nullable ReceiptFolder own;

    /** @param nextComplete when the sender ships one that is asked for; empty if with its next run; asked when it is needed */
    RestoredDatabaseCheck(
            ReceiverConfig config,
            Depot depot,
            ArrivedShipments shipments,
            Continuation continuation,
            Receipts receipts,
            Supplier<Optional<Instant>> nextComplete) {
        this.nextComplete = nextComplete;
        this.config = config;
        this.depot = depot;
        this.shipments = shipments;
        this.continuation = continuation;
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
            return leaveAgain(ledger);
        }
        Sequence sequence = lost.get().sequence();
        String message = (last.number() == 0 ? "the ledger is empty" : "the ledger ends with shipment " + last)
                + ", and shipment " + sequence + " had been applied here: the database was set back or replaced";
        receipts.leave(
                new ShipmentName(lost.get().kind(), lost.get().time(), sequence),
                Receipt.State.NEEDS_COMPLETE,
                ledger.lastId(),
                0,
                message);
        return Optional.of(message + "; what the depot still has is loaded again");
    }

    /** A depot that was set back or emptied has lost it, and the sender must know how far this receiver is. */
    private Optional<String> leaveAgain(Ledger ledger) throws SQLException, IOException {
        Optional<LedgerEntry> last = ledger.last();
        if (config.keep().receipts() && last.isPresent() && isMissing(last.get().sequence())) {
            LedgerEntry entry = last.get();
            long rows = entry.inserted() + entry.updated() + entry.deleted();
            receipts.leave(entry.name(), Receipt.State.APPLIED, entry.id(), rows, null);
            return Optional.of(
                    "the depot had no receipt for " + entry.name()
                            + ", the last applied here: it was set back or emptied, or the receipt was deleted; it is left again");
        }
        return Optional.empty();
    }

    private boolean isMissing(Sequence shipment) throws IOException {
        try {
            return !own().shipments().contains(shipment);
        } catch (DepotException e) {
            if (e.problem() == DepotException.Problem.ACCESS) {
                return false; // no folder of ours stands there: leaving the next receipt says so
            }
            throw e;
        }
    }

    /** The shipment above the ledger's end up to which the tables may be, by this receiver's own receipts; 0 if none. */
    Sequence ahead(Ledger ledger) throws SQLException, IOException {
        return above(last(ledger)).map(Receipt::sequence).orElse(Sequence.NONE);
    }

    /** What is waited for although nothing in the depot is due. */
    Optional<String> waiting(Ledger ledger) throws SQLException, IOException {
        return above(last(ledger))
                .map(receipt -> "the depot has nothing that leads to shipment " + receipt.sequence()
                        + " again; "
                        + nextComplete
                                .get()
                                .map(RejectedShipment::comes)
                                .orElse("the sender is asked for a complete with its next run"));
    }

    /**
     * The receipts that this receiver has left, listed once. Only this run adds to them meanwhile, and what it adds is no sign
     * of a ledger that was set back.
     */
    ReceiptFolder own() throws IOException {
        ReceiptFolder listed = own;
        if (listed == null) {
            listed = depot.receipts(config.name());
            own = listed;
        }
        return listed;
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
        ReceiptFolder folder = own();
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
     * Looks whether the sender ships what this receiver has under the same numbers already, or tells that nothing has
     * changed since a shipment behind which others were applied.
     *
     * @throws DbferryException if so; the receipt of the last applied shipment then asks for a complete
     */
    void checkSender(Ledger ledger, List<ShipmentName> inDepot) throws SQLException, IOException {
        Optional<LedgerEntry> last = ledger.last();
        if (last.isEmpty()) {
            return;
        }
        Optional<String> wantedNow = continuation.wantedNow(ledger);
        if (wantedNow.isPresent()) {
            throw ask(last.get(), RejectedShipment.gap(last.get().name(), wantedNow.get()));
        }
        Optional<NumberCheck.Found> twice = new NumberCheck(ledger, shipments).find(inDepot);
        if (twice.isPresent()) {
            throw ask(
                    last.get(),
                    RejectedShipment.gap(twice.get().name(), twice.get().cause()));
        }
        Optional<Heartbeat> beat = depot.heartbeat(shipments::isTrusted);
        if (beat.isPresent() && isOfAnEarlierState(beat.get(), last.get(), ledger)) {
            throw ask(
                    last.get(),
                    RejectedShipment.heartbeat("the sender knows of no shipment behind "
                            + beat.get().sequence() + ", and " + last.get().sequence()
                            + " was applied here: the sender was set back"));
        }
    }

    /** The sender reads each receiver's receipt with the highest number. */
    private DbferryException ask(LedgerEntry last, DbferryException refused) throws SQLException {
        receipts.leave(last.name(), Receipt.State.NEEDS_COMPLETE, last.id(), 0, refused.getMessage());
        return RejectedShipment.asking(refused, nextComplete.get());
    }

    /** A complete may be applied of which a dump that found nothing knew nothing yet; a partial may not. */
    private static boolean isOfAnEarlierState(Heartbeat beat, LedgerEntry last, Ledger ledger) throws SQLException {
        if (!beat.position().time().isAfter(last.sourceTime())) {
            return false;
        }
        for (LedgerEntry entry : ledger.from(beat.sequence(), ENOUGH)) {
            boolean same = entry.sequence().equals(beat.sequence());
            if (same ? !entry.manifestSha256().equals(beat.manifest()) : entry.kind() == Kind.PARTIAL) {
                return true;
            }
        }
        return false;
    }

    private static Sequence last(Ledger ledger) throws SQLException {
        return ledger.last().map(LedgerEntry::sequence).orElse(Sequence.NONE);
    }
}
