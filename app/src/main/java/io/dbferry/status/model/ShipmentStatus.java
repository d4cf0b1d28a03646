package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shipment and its stages.
 *
 * @param shipment its folder's name
 * @param time of its snapshot, by the source's clock
 * @param inDepotAt when its last file arrived there, by the depot's clock
 * @param appliedAt on a receiver: when it applied it
 * @param receipts on a sender: what receivers said of it
 * @param rows carried; unknown if it is encrypted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShipmentStatus(
        Sequence sequence,
        Kind kind,
        String shipment,
        Instant time,
        @Nullable Instant inDepotAt,
        @Nullable Instant appliedAt,
        @Nullable List<ReceiptStatus> receipts,
        @Nullable Long rows,
        @Nullable Changes changes,
        @Nullable Long mediaFiles,
        @Nullable Long bytes,
        @Nullable Steps postprocess) {

    /** What a receiver said of it, and when, by the receiver's clock. */
    public record ReceiptStatus(String receiver, Receipt.State state, Instant time) {}

    /** Rows that an applied shipment changed. */
    public record Changes(long inserted, long updated, long deleted) {}

    /** The steps after the load, and why they failed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Steps(State state, @Nullable String failure) {
        /** How far they are. */
        public enum State {
            @JsonProperty("done")
            DONE("done"),
            @JsonProperty("pending")
            PENDING("pending"),
            @JsonProperty("failed")
            FAILED("failed");

            private final String word;

            State(String word) {
                this.word = word;
            }
        }

        /** For people, in one line. */
        public String text() {
            return state.word
                    + (failure == null ? "" : ": " + failure.lines().findFirst().orElse(""));
        }
    }

    /** One of which only the name is known. */
    public static ShipmentStatus named(ShipmentName name) {
        return new ShipmentStatus(
                name.sequence(),
                name.kind(),
                name.folder(),
                name.time(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    public ShipmentStatus withReceipts(List<ReceiptStatus> others) {
        return new ShipmentStatus(
                sequence,
                kind,
                shipment,
                time,
                inDepotAt,
                appliedAt,
                List.copyOf(others),
                rows,
                changes,
                mediaFiles,
                bytes,
                postprocess);
    }

    /** {@code partial 000042}. */
    public String label() {
        return kind.word() + " " + sequence;
    }
}
