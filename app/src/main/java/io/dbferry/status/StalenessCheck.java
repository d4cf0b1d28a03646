package io.dbferry.status;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.LastContact;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.stream.Depot;
import io.dbferry.stream.Place;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.Printable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks whether the other side is still heard of. */
public final class StalenessCheck {
    /** Whoever can write into the depot can invent receivers, and is not to fill people's mailboxes with them. */
    private static final int MOST = 20;

    private static final int LONGEST_MESSAGE = 500;

    private final Depot depot;
    private final Duration most;
    private final Instant now;
    private final Instant watchesSince;

    /** @param watchesSince nothing counts as missed before */
    public StalenessCheck(Depot depot, Duration most, Instant now, Instant watchesSince) {
        this.depot = depot;
        this.most = most;
        this.now = now;
        this.watchesSince = watchesSince;
    }

    /**
     * On a receiver: nothing was applied for that long, nor did the sender say that there is nothing to apply.
     *
     * @throws io.dbferry.failure.DbferryException if the database cannot be reached or read
     */
    public Optional<StaleParty> ofSender(ReceiverConfig config, Database database, ShipmentTrust trust)
            throws IOException {
        Applied applied = LedgerLook.ask(
                        config.stream(), database, ledger -> new Applied(ledger.last(), ledger.lastAppliedAt()))
                .orElseGet(() -> new Applied(Optional.empty(), Optional.empty()));
        Instant heard = heard(applied, trust);
        if (!isTooLong(heard)) {
            return Optional.empty();
        }
        List<ShipmentName> inDepot = depot.shipments();
        int due = LedgerLook.ask(config.stream(), database, ledger -> ledger.plan(inDepot))
                .orElseGet(() -> LoadPlan.ofNothingApplied(inDepot))
                .due()
                .size();
        String message = "nothing new was applied since " + at(heard) + ": ";
        return Optional.of(
                due == 0
                        ? new StaleParty(
                                "",
                                heard,
                                message + "nothing came from the sender",
                                "See on the sender whether its schedule runs and what its log says; 'dbferry status' shows"
                                        + " what it has shipped")
                        : new StaleParty(
                                "",
                                heard,
                                message + due + (due == 1 ? " shipment waits" : " shipments wait"),
                                "See whether the schedule runs here and what the log says; 'dbferry load' applies what"
                                        + " waits"));
    }

    /** What the ledger tells: its last entry, and when something was applied last. */
    private record Applied(Optional<LedgerEntry> last, Optional<Instant> at) {}

    private Instant heard(Applied applied, ShipmentTrust trust) throws IOException {
        // Of what is not applied a heartbeat tells only that it should have been.
        Optional<Instant> alive = LastContact.newest(applied.last(), trust, depot)
                .filter(LastContact::applied)
                .map(LastContact::time);
        return Stream.of(Optional.of(watchesSince), applied.at(), alive)
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /**
     * On a sender, by the receivers' names: what is in the depot for that long has no receipt that says applied.
     *
     * @param shipped the last that was shipped; receipts of later ones are nobody's
     */
    public List<StaleParty> ofReceivers(SenderConfig config, Sequence shipped) throws IOException {
        List<ShipmentName> inDepot = depot.shipments();
        List<StaleParty> silent = new ArrayList<>();
        boolean any = false;
        for (ReceiptFolder folder : depot.receipts(shipped)) {
            Optional<Receipt> newest = folder.newest();
            any |= newest.isPresent();
            if (newest.isPresent() && silent.size() < MOST) {
                lag(folder.receiver(), newest.get(), inDepot).ifPresent(silent::add);
            }
        }
        if (!any && !inDepot.isEmpty()) {
            ShipmentName first = inDepot.get(0);
            Instant since = first.time().isAfter(watchesSince) ? first.time() : watchesSince;
            if (isTooLong(since)) {
                silent.add(new StaleParty(
                        "receivers",
                        since,
                        "no receiver has left a receipt: " + first + " is in the depot since " + at(first.time()),
                        "See on the receiver whether its schedule runs and what its log says"));
            }
        }
        return silent;
    }

    private Optional<StaleParty> lag(String receiver, Receipt newest, List<ShipmentName> inDepot) throws IOException {
        Optional<ShipmentName> due = inDepot.stream()
                .filter(shipment -> shipment.sequence().compareTo(newest.applied()) > 0)
                .findFirst();
        if (due.isEmpty() || !isTooLong(due.get().time()) || !isTooLong(arrived(due.get()))) {
            return Optional.empty();
        }
        ShipmentName shipment = due.get();
        return Optional.of(new StaleParty(
                receiver,
                shipment.time(),
                "receiver " + receiver + " has not applied " + shipment + " of " + at(shipment.time()) + said(newest),
                "See on the receiver whether its schedule runs and what its log says; if it is gone for good,"
                        + " delete its folder " + Place.ofReceipts(receiver) + " in the depot"));
    }

    /** A shipment may have waited for the depot long after its snapshot; its manifest comes last. */
    private Instant arrived(ShipmentName shipment) throws IOException {
        return depot.open(shipment).published().orElse(shipment.time());
    }

    private static String said(Receipt newest) {
        String said = "; its last receipt, of " + at(newest.time()) + ", says: ";
        return switch (newest.state()) {
            case APPLIED -> said + "applied " + newest.kind().word() + " " + newest.sequence();
            case FAILED -> said + message(newest);
            case NEEDS_COMPLETE -> said + "needs a complete: " + message(newest);
        };
    }

    /** On one line, as anyone may have written it: it must not look like ours. */
    private static String message(Receipt receipt) {
        String text = String.valueOf(receipt.message());
        return Printable.line(text.substring(0, Math.min(text.length(), LONGEST_MESSAGE)));
    }

    private boolean isTooLong(Instant since) {
        return Duration.between(since, now).compareTo(most) > 0;
    }

    private static Instant at(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
