package io.dbferry.status;

import io.dbferry.stream.Depot;
import io.dbferry.stream.Needed;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Receipt.HeldEntry;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How far a receiver is, as its receipts tell the sender.
 *
 * @param state of the newest, as are sequence, time and message
 * @param sequence of the shipment that the receipt is for
 * @param time of the receipt, by the receiver's clock
 * @param applied the last that it applied; 0 if none
 * @param shipmentsBehind in the depot with a higher number than that
 * @param appliedTime of that shipment's snapshot; null if it is not in the depot
 * @param oldestMissing of the snapshot of the first in the depot that it has not applied; null if there is none
 * @param message why the shipment was not applied
 * @param holdsBack shipments in the depot that it may still need, and the receiver furthest ahead does not
 * @param lastFailure the newest of its last ten receipts that tells of one; null if none does
 * @param held tables that stand still, by the newest receipt; null if there are none
 * @param migrations Django's that are applied on one side only, by the newest receipt; null if there are none
 */
public record ReceiverProgress(
        String receiver,
        Receipt.State state,
        Sequence sequence,
        Instant time,
        Sequence applied,
        long shipmentsBehind,
        @Nullable Instant appliedTime,
        @Nullable Instant oldestMissing,
        @Nullable String message,
        long holdsBack,
        @Nullable Failure lastFailure,
        @Nullable List<HeldEntry> held,
        @Nullable Migrations migrations) {
    private static final int RECEIPTS = 10;

    /** Whoever can write into the depot can invent receivers. */
    private static final int MOST = 50;

    /** What a receipt tells of a shipment that was not applied. */
    public record Failure(
            Sequence sequence,
            Receipt.State state,
            Instant time,
            @Nullable String message) {}

    /** What the receipts of one receiver tell, newest first, at least one. */
    private record Told(List<Receipt> receipts, Needed needed) {}

    /**
     * All receivers that have left a receipt of that stream, by name.
     *
     * @param last the highest number that any shipment has
     * @param inDepot in sequence
     */
    public static List<ReceiverProgress> all(Sequence last, List<ShipmentName> inDepot, Depot depot)
            throws IOException {
        List<Told> all = new ArrayList<>();
        for (ReceiptFolder folder : depot.receipts(last)) {
            List<Receipt> receipts = all.size() == MOST ? List.of() : folder.newest(RECEIPTS);
            if (!receipts.isEmpty()) {
                all.add(new Told(receipts, Needed.of(folder, receipts.get(0), inDepot)));
            }
        }
        Sequence ahead = all.stream()
                .map(told -> told.needed().from())
                .max(Comparator.naturalOrder())
                .orElse(Sequence.NONE);
        return all.stream().map(told -> of(told, ahead, inDepot)).toList();
    }

    private static ReceiverProgress of(Told told, Sequence ahead, List<ShipmentName> inDepot) {
        Receipt newest = told.receipts().get(0);
        Sequence applied = newest.applied();
        return new ReceiverProgress(
                told.needed().receiver(),
                newest.state(),
                newest.sequence(),
                newest.time(),
                applied,
                inDepot.stream()
                        .filter(s -> s.sequence().compareTo(applied) > 0)
                        .count(),
                timeOf(inDepot, s -> s.sequence().equals(applied)),
                timeOf(inDepot, s -> s.sequence().compareTo(applied) > 0),
                newest.message(),
                inDepot.stream()
                        .filter(s -> told.needed().needs(s) && s.sequence().compareTo(ahead) < 0)
                        .count(),
                lastFailure(told.receipts()),
                newest.held(),
                newest.migrations());
    }

    private static @Nullable Instant timeOf(List<ShipmentName> inDepot, Predicate<ShipmentName> which) {
        return inDepot.stream()
                .filter(which)
                .findFirst()
                .map(ShipmentName::time)
                .orElse(null);
    }

    private static @Nullable Failure lastFailure(List<Receipt> newestFirst) {
        for (Receipt receipt : newestFirst) {
            if (receipt.state() != Receipt.State.APPLIED) {
                return new Failure(receipt.sequence(), receipt.state(), receipt.time(), receipt.message());
            }
        }
        return null;
    }
}
