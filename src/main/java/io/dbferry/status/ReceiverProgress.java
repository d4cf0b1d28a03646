package io.dbferry.status;

import io.dbferry.shipment.Receipt;
import io.dbferry.shipment.Sequence;
import io.dbferry.shipment.ShipmentName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a receiver is, as its last receipt tells the sender.
 *
 * @param sequence of the shipment that the receipt is for
 * @param time of the receipt, by the receiver's clock
 * @param applied the last that it applied; 0 if none
 * @param shipmentsBehind in the depot with a higher number than that
 * @param secondsBehind from the last applied shipment's snapshot to the newest's; null if the former is not in the
 *     depot
 * @param message why the shipment was not applied
 */
public record ReceiverProgress(
        String receiver,
        Receipt.State state,
        Sequence sequence,
        Instant time,
        Sequence applied,
        long shipmentsBehind,
        @Nullable Long secondsBehind,
        @Nullable String message) {

    /** @param inDepot in sequence */
    static ReceiverProgress of(String receiver, Receipt receipt, List<ShipmentName> inDepot) {
        Sequence applied = receipt.applied();
        return new ReceiverProgress(
                receiver,
                receipt.state(),
                receipt.sequence(),
                receipt.time(),
                applied,
                inDepot.stream()
                        .filter(s -> s.sequence().compareTo(applied) > 0)
                        .count(),
                secondsBehind(applied, inDepot),
                receipt.message());
    }

    private static @Nullable Long secondsBehind(Sequence applied, List<ShipmentName> inDepot) {
        for (ShipmentName shipment : inDepot) {
            if (shipment.sequence().equals(applied)) {
                Instant newest = inDepot.get(inDepot.size() - 1).time();
                return Duration.between(shipment.time(), newest).toSeconds();
            }
        }
        return null;
    }
}
