package io.dbferry.sender;

import io.dbferry.config.SenderConfig;
import io.dbferry.sender.outbox.SenderState;
import io.dbferry.sender.outbox.WorkFolder;
import io.dbferry.stream.format.Receipt;
import java.time.Duration;
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
 * @param postponed a reason of that sort that is not obeyed yet; null if there is none
 */
record CompleteNeeded(
        @Nullable String reason, boolean asked, @Nullable Postponed postponed) {

    /**
     * A complete that is asked for and comes later.
     *
     * @param last when the last one for the asking was shipped
     * @param until the first run from then on ships one
     * @param byAll whether no receiver can apply anything before it
     */
    record Postponed(String request, Instant last, Instant until, boolean byAll) {
        @Override
        public String toString() {
            return request + "; the last one for the asking was shipped at " + last.truncatedTo(ChronoUnit.SECONDS)
                    + ", the next is with the first run after " + until.truncatedTo(ChronoUnit.SECONDS)
                    + "; 'dbferry dump complete' ships it now";
        }
    }

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
            request = depot.ahead();
        }
        if (request == null) {
            request = vanished(depot);
        }
        WorkFolder.OnRequest last = work.completeOnRequest();
        if (request == null || last == null || last.shipped().isAfter(now)) {
            return new CompleteNeeded(request, request != null, null);
        }
        Instant until = CompleteInterval.next(last.shipped(), Duration.ofSeconds(last.seconds()), config.schedule());
        return now.isBefore(until)
                ? new CompleteNeeded(null, false, new Postponed(request, last.shipped(), until, byAll(complete, depot)))
                : new CompleteNeeded(request, true, null);
    }

    private static boolean byAll(SenderState.Shipped complete, DepotView depot) {
        return !depot.receipts().isEmpty()
                && depot.receipts().values().stream().allMatch(receipt -> asks(receipt, complete, depot));
    }

    /**
     * A complete with a higher number than the shipment that a request was left for answers the request, as long as it is
     * in the depot.
     */
    private static boolean asks(Receipt receipt, SenderState.Shipped complete, DepotView depot) {
        return receipt.state() == Receipt.State.NEEDS_COMPLETE
                && (receipt.sequence().compareTo(complete.sequence()) >= 0 || isLost(complete, depot));
    }

    /** One that came into the depot after it was looked at is not lost. */
    private static boolean isLost(SenderState.Shipped complete, DepotView depot) {
        return complete.equals(depot.completeBefore()) && !depot.shipments().contains(complete.name());
    }

    private static @Nullable String request(SenderState.Shipped complete, DepotView depot) {
        for (Map.Entry<String, Receipt> receipt : depot.receipts().entrySet()) {
            if (asks(receipt.getValue(), complete, depot)) {
                return "receiver '" + receipt.getKey() + "' asks for one";
            }
        }
        return null;
    }

    /**
     * A receiver prunes what is applied, and never the last shipment without a receipt for it. One that has not applied the
     * very shipment that is gone, or a later one, would wait for it.
     */
    private static @Nullable String vanished(DepotView depot) {
        SenderState.Shipped last = depot.shippedBefore();
        if (last == null || depot.shipments().contains(last.name())) {
            return null;
        }
        if (depot.receipts().isEmpty()) {
            return last.name() + " is no longer in the depot, and no receiver has applied it";
        }
        return depot.receipts().entrySet().stream()
                .filter(receipt -> !hasApplied(receipt.getValue(), last))
                .findFirst()
                .map(receipt -> last.name() + " is no longer in the depot, and receiver '" + receipt.getKey()
                        + "' has not applied it")
                .orElse(null);
    }

    private static boolean hasApplied(Receipt receipt, SenderState.Shipped shipped) {
        return receipt.applied().equals(shipped.sequence())
                ? receipt.appliedManifest() == null || receipt.appliedManifest().equals(shipped.manifest())
                : receipt.applied().compareTo(shipped.sequence()) > 0;
    }
}
