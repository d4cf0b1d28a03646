package io.dbferry.receiver.prune;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What {@code prune} did, or would do.
 *
 * @param time when the depot was looked at
 * @param dryRun nothing was deleted
 * @param deleted in sequence
 * @param heldBack as old, and needed by another receiver
 * @param referredTo as old, and kept for the rows that newer completes refer to
 * @param undeletable what should have gone and stays, and why
 */
public record PruneReport(
        String stream,
        String receiver,
        String depot,
        Instant time,
        boolean dryRun,
        List<Shipment> deleted,
        List<Shipment> heldBack,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Shipment> referredTo,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> undeletable) {
    public PruneReport {
        deleted = List.copyOf(deleted);
        heldBack = List.copyOf(heldBack);
        referredTo = List.copyOf(referredTo);
        undeletable = List.copyOf(undeletable);
    }

    /** The same once that has been done. */
    PruneReport after(Set<Sequence> gone, List<String> left) {
        List<Shipment> deletedNow =
                deleted.stream().filter(s -> gone.contains(s.sequence())).toList();
        return new PruneReport(stream, receiver, depot, time, dryRun, deletedNow, heldBack, referredTo, left);
    }

    /**
     * A shipment of the depot.
     *
     * @param shipment its folder's name
     * @param time of its snapshot
     * @param bytes of all its files
     * @param why it is past what is kept
     * @param by the receivers that may still need it
     */
    public record Shipment(
            Sequence sequence,
            Kind kind,
            String shipment,
            Instant time,
            long bytes,
            String why,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> by) {}
}
