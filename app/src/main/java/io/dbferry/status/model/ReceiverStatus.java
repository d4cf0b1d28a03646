package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Receipt.HeldEntry;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.stream.format.Sequence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a receiver is, as its receipts tell the sender.
 *
 * @param state of its newest receipt, as are sequence, time and message
 * @param time by the receiver's clock
 * @param applied the last shipment that it applied; 0 if none
 * @param appliedTime of the snapshot of that shipment, if it is in the depot
 * @param shipmentsBehind in the depot and not applied
 * @param lagSeconds 0 if it has applied all, else from the last applied shipment's snapshot to now; unknown if that is not
 *     in the depot any more
 * @param oldestMissing of the snapshot of the first shipment that it has not applied; null if it has applied all
 * @param holdsBack shipments that are kept for it alone
 * @param held tables that stand still there; null if there are none
 * @param migrations Django's that are applied on one side only; null if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReceiverStatus(
        String receiver,
        Receipt.State state,
        Sequence sequence,
        Instant time,
        @Nullable String message,
        Sequence applied,
        @Nullable Instant appliedTime,
        long shipmentsBehind,
        @Nullable Long lagSeconds,
        @Nullable Instant oldestMissing,
        long holdsBack,
        @Nullable Failure lastFailure,
        @Nullable List<HeldEntry> held,
        @Nullable Migrations migrations) {
    /** A shipment that was not applied. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failure(
            Sequence sequence,
            Receipt.State state,
            Instant time,
            @Nullable String message) {}
}
