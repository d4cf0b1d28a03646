package io.dbferry.sender.due;

import io.dbferry.config.Schedule;
import io.dbferry.sender.work.Pacing;
import io.dbferry.sender.work.SenderState;
import io.dbferry.stream.format.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what a {@code dump partial} ships.
 *
 * @param depot as it was when the run began
 * @param state as it is now, with all that was delivered since
 * @param lastOnRequest the complete that was last shipped because it was asked for
 */
public record NextShipmentRules(
        DepotView depot, SenderState state, Optional<Pacing.OnRequest> lastOnRequest, Schedule schedule) {

    /** @param now decides whether a request is obeyed */
    public NextShipment at(Instant now) {
        if (depot.continuity() instanceof Continuity.BeginsAnew anew) {
            return complete(new CompleteReason.Required(anew.why()));
        }
        SenderState.Shipped complete = state.complete();
        if (complete == null || state.shipped() == null) {
            return complete(new CompleteReason.Required("the stream has no complete yet"));
        }
        return request(complete)
                .map(request -> asked(request, complete, now))
                .orElseGet(() -> new NextShipment.Partial(isLost(complete)));
    }

    private static NextShipment complete(CompleteReason reason) {
        return new NextShipment.Complete(reason);
    }

    /** A clock that was set back postpones nothing. */
    private NextShipment asked(String request, SenderState.Shipped complete, Instant now) {
        return lastOnRequest
                .filter(last -> !last.shipped().isAfter(now))
                .map(last -> new PostponedRequest(
                        request,
                        last.shipped(),
                        CompleteInterval.next(last.shipped(), Duration.ofSeconds(last.seconds()), schedule)))
                .filter(postponed -> now.isBefore(postponed.until()))
                .map(postponed -> later(postponed, complete))
                .orElseGet(() -> complete(new CompleteReason.Requested(request)));
    }

    private NextShipment later(PostponedRequest postponed, SenderState.Shipped complete) {
        boolean byAll = !depot.receipts().isEmpty()
                && depot.receipts().values().stream().allMatch(receipt -> asks(receipt, complete));
        return byAll ? new NextShipment.NothingMeanwhile(postponed) : new NextShipment.PartialMeanwhile(postponed);
    }

    private Optional<String> request(SenderState.Shipped complete) {
        return depot.receipts().entrySet().stream()
                .filter(receipt -> asks(receipt.getValue(), complete))
                .findFirst()
                .map(receipt -> "receiver '" + receipt.getKey() + "' asks for one")
                .or(depot::ahead)
                .or(this::vanished);
    }

    /**
     * A complete with a higher number than the shipment that a request was left for answers the request, as long as it is
     * in the depot.
     */
    private boolean asks(Receipt receipt, SenderState.Shipped complete) {
        return receipt.state() == Receipt.State.NEEDS_COMPLETE
                && (receipt.sequence().compareTo(complete.sequence()) >= 0 || isLost(complete));
    }

    /** One that came into the depot after it was looked at is not lost. */
    private boolean isLost(SenderState.Shipped complete) {
        return complete.equals(depot.before().complete()) && !depot.shipments().contains(complete.name());
    }

    /**
     * A receiver prunes what is applied, and never the last shipment without a receipt for it. One that has not applied the
     * very shipment that is gone, or a later one, would wait for it.
     */
    private Optional<String> vanished() {
        SenderState.Shipped last = depot.before().shipped();
        if (last == null || depot.shipments().contains(last.name())) {
            return Optional.empty();
        }
        String gone = last.name() + " is no longer in the depot, and ";
        if (depot.receipts().isEmpty()) {
            return Optional.of(gone + "no receiver has applied it");
        }
        return depot.receipts().entrySet().stream()
                .filter(receipt -> !hasApplied(receipt.getValue(), last))
                .findFirst()
                .map(receipt -> gone + "receiver '" + receipt.getKey() + "' has not applied it");
    }

    private static boolean hasApplied(Receipt receipt, SenderState.Shipped shipped) {
        return receipt.applied().equals(shipped.sequence())
                ? receipt.appliedManifest() == null || receipt.appliedManifest().equals(shipped.manifest())
                : receipt.applied().compareTo(shipped.sequence()) > 0;
    }
}
