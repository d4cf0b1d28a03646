package io.dbferry.sender;

import io.dbferry.config.SenderConfig;
import io.dbferry.sender.outbox.SenderState;
import io.dbferry.sender.outbox.WorkFolder;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.ShipmentName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the next shipment must be a complete.
 *
 * @param reason why; null if a partial will do
 * @param asked whether the reason is one that could come again with every run, and so is obeyed once per
 *     {@link CompleteInterval}
 * @param postponed a reason of that sort that is not obeyed yet, and when it will be; null if there is none
 */
record CompleteNeeded(
        @Nullable String reason, boolean asked, @Nullable String postponed) {
    /** Whether all media travel with a complete, also those that earlier shipments carried. */
    boolean everything() {
        return reason != null || postponed != null;
    }

    /** @param now decides whether a request is obeyed */
    static CompleteNeeded of(SenderConfig config, WorkFolder work, DepotView depot, Instant now) {
        SenderState state = work.state();
        if (depot.unknown() != null) {
            return new CompleteNeeded(depot.unknown(), false, null);
        }
        SenderState.Shipped complete = state.complete();
        SenderState.Shipped shipped = state.shipped();
        if (complete == null || shipped == null) {
            return new CompleteNeeded("the stream has no complete yet", false, null);
        }
        String request = request(complete, depot);
        if (request == null) {
            request = vanished(depot);
        }
        Instant last = work.completeOnRequest();
        if (request == null || last == null || last.isAfter(now)) {
            return new CompleteNeeded(request, request != null, null);
        }
        Instant next = CompleteInterval.next(last, config.schedule());
        if (!now.isBefore(next)) {
            return new CompleteNeeded(request, true, null);
        }
        return new CompleteNeeded(
                null,
                false,
                request + "; the last one for the asking was shipped at " + last.truncatedTo(ChronoUnit.SECONDS)
                        + ", the next may be after " + next.truncatedTo(ChronoUnit.SECONDS));
    }

    /** A request is satisfied by a complete with a higher number than the shipment that it was left for. */
    private static @Nullable String request(SenderState.Shipped complete, DepotView depot) {
        for (Map.Entry<String, Receipt> receipt : depot.receipts().entrySet()) {
            if (receipt.getValue().state() == Receipt.State.NEEDS_COMPLETE
                    && receipt.getValue().sequence().compareTo(complete.sequence()) >= 0) {
                return "receiver '" + receipt.getKey() + "' asks for one";
            }
        }
        return null;
    }

    /** A receiver prunes what is applied, and never the last shipment without a receipt for it. */
    private static @Nullable String vanished(DepotView depot) {
        ShipmentName last = depot.shippedBefore();
        if (last == null || depot.shipments().contains(last)) {
            return null;
        }
        boolean applied = depot.receipts().values().stream()
                .anyMatch(receipt -> receipt.applied().compareTo(last.sequence()) >= 0);
        return applied ? null : last + " is no longer in the depot, and no receiver has applied it";
    }
}
