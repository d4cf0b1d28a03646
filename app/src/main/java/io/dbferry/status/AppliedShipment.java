package io.dbferry.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of the ledger.
 *
 * @param shipment its folder's name
 * @param postprocessFailure why, if it failed
 */
public record AppliedShipment(
        Sequence sequence,
        Kind kind,
        String shipment,
        Instant sourceTime,
        Instant appliedAt,
        long rowsInserted,
        long rowsUpdated,
        long rowsDeleted,
        long mediaFiles,
        long bytes,
        Postprocess postprocess,
        @Nullable String postprocessFailure) {
    /** How far the steps after the load are. */
    public enum Postprocess {
        @JsonProperty("done")
        DONE,
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("failed")
        FAILED
    }

    public static AppliedShipment of(LedgerEntry entry) {
        return new AppliedShipment(
                entry.sequence(),
                entry.kind(),
                entry.shipment(),
                entry.sourceTime().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                entry.appliedAt(),
                entry.inserted(),
                entry.updated(),
                entry.deleted(),
                entry.mediaFiles(),
                entry.bytes(),
                postprocess(entry),
                entry.stepFailure());
    }

    private static Postprocess postprocess(LedgerEntry entry) {
        if (entry.stepFailure() != null) {
            return Postprocess.FAILED;
        }
        return entry.stepsPending() ? Postprocess.PENDING : Postprocess.DONE;
    }
}
