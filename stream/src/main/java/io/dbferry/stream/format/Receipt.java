package io.dbferry.stream.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver tells the sender of one shipment.
 *
 * @param applied the last sequence that the receiver has applied; 0 if none
 * @param appliedManifest SHA-256 of that shipment's manifest; absent if none is applied
 * @param message why not, unless applied
 * @param repairs rows that differ from what was shipped, and that the sender is asked for; absent if there are none
 * @param held tables that stand still; absent if there are none
 * @param media files that differ from what was shipped, and that the sender is asked for, by the hash of RequestedMedia; absent
 *     if there are none
 */
@JsonInclude(Include.NON_NULL)
public record Receipt(
        String receiver,
        String stream,
        Sequence sequence,
        Kind kind,
        State state,
        Instant time,
        Sequence applied,
        @Nullable String appliedManifest,
        long rows,
        @Nullable String message,
        @Nullable List<RepairRequest> repairs,
        @Nullable List<HeldEntry> held,
        @Nullable List<String> media) {
    public Receipt {
        Objects.requireNonNull(stream, "no stream");
        Objects.requireNonNull(sequence, "no sequence");
        Objects.requireNonNull(state, "no state");
        Objects.requireNonNull(time, "no time");
        Objects.requireNonNull(applied, "no last applied");
    }

    public List<RepairRequest> repairsOrNone() {
        return repairs == null ? List.of() : repairs;
    }

    public List<HeldEntry> heldOrNone() {
        return held == null ? List.of() : held;
    }

    public List<String> mediaOrNone() {
        return media == null ? List.of() : media;
    }

    /**
     * A table that stands still on a receiver, in its receipt.
     *
     * @param table its name; of a receiver that decrypts, the hash that a {@link RepairRequest} has
     * @param since the first shipment that is not in it
     * @param time when that shipment was applied without it, by the clock of the receiver's database
     */
    public record HeldEntry(String table, Sequence since, Instant time) {
        public HeldEntry {
            Objects.requireNonNull(table, "no table");
            Objects.requireNonNull(since, "no shipment");
            Objects.requireNonNull(time, "no time");
        }
    }

    /** How it went. */
    public enum State {
        @JsonProperty("applied")
        APPLIED("applied"),
        @JsonProperty("failed")
        FAILED("failed"),
        /** Nothing in the depot leads from what the receiver has to this shipment. */
        @JsonProperty("needs a complete")
        NEEDS_COMPLETE("needs a complete");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
