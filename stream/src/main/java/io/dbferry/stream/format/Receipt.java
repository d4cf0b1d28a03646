package io.dbferry.stream.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.text.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver tells the sender of one shipment.
 *
 * @param applied the last sequence that the receiver has applied; 0 if none
 * @param appliedManifest SHA-256 of that shipment's manifest; absent if none is applied
 * @param message why not, unless applied
 * @param repairs rows that differ from what was shipped, and that the sender is asked for; absent if there are none
 * @param held tables that stand still; absent if there are none
 * @param migrations Django's that are applied on one side only; absent if there are none
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
        @Nullable Migrations migrations,
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

    /**
     * Django's migrations that are applied on one side only, as {@code app.name}, in their order.
     *
     * @param missing at the sender, and not at the receiver
     * @param own at the receiver, and not at the sender
     */
    public record Migrations(List<String> missing, List<String> own) {
        public Migrations {
            missing = List.copyOf(missing);
            own = List.copyOf(own);
        }

        /** Empty if the same are applied. */
        public static Optional<Migrations> between(List<String> sender, List<String> receiver) {
            Set<String> there = Set.copyOf(sender);
            Set<String> here = Set.copyOf(receiver);
            Migrations found = new Migrations(
                    sender.stream().filter(name -> !here.contains(name)).toList(),
                    receiver.stream().filter(name -> !there.contains(name)).toList());
            return found.missing().isEmpty() && found.own().isEmpty() ? Optional.empty() : Optional.of(found);
        }

        /** For people: a line for each side that has some of its own. */
        public List<String> lines(String receiver) {
            List<String> lines = new ArrayList<>();
            if (!missing.isEmpty()) {
                lines.add("migrations not applied on " + receiver + ": " + Printable.line(String.join(", ", missing)));
            }
            if (!own.isEmpty()) {
                lines.add("migrations applied on " + receiver + " only: " + Printable.line(String.join(", ", own)));
            }
            return lines;
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
