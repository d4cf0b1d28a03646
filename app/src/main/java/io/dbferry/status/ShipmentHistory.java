package io.dbferry.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side durably knows of one shipment. What it does not know is absent.
 *
 * @param receiver of a receiver, its name
 * @param shipment its folder's name
 * @param snapshot as {@code pg_current_snapshot()} told it
 * @param encrypted the manifest in the depot tells no tables
 * @param tables that it carries or that it changed
 * @param receipts of all receivers, on the sender; its own, on a receiver
 * @param ledger of a receiver, once applied
 * @param events in the order of time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShipmentHistory(
        String role,
        String stream,
        @Nullable String receiver,
        Sequence sequence,
        @Nullable String shipment,
        @Nullable Kind kind,
        @Nullable Sequence after,
        State state,
        @Nullable String snapshot,
        @Nullable String wal,
        @Nullable Boolean encrypted,
        @Nullable Long rows,
        @Nullable Long mediaFiles,
        @Nullable Long bytes,
        List<Table> tables,
        List<Receipt> receipts,
        @Nullable AppliedShipment ledger,
        List<Event> events) {
    public ShipmentHistory {
        tables = List.copyOf(tables);
        receipts = List.copyOf(receipts);
        events = List.copyOf(events);
    }

    /** Where it is, as far as this side can see. */
    public enum State {
        @JsonProperty("waits for the depot")
        WAITING("built, and waits for the depot"),
        @JsonProperty("in the depot")
        IN_DEPOT("in the depot"),
        @JsonProperty("applied")
        APPLIED("applied"),
        @JsonProperty("not in the depot")
        NOT_IN_DEPOT("not in the depot: pruned, or never finished"),
        @JsonProperty("not known")
        NOT_KNOWN("not known: the depot cannot be read");

        private final String text;

        State(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * A table's share.
     *
     * @param carried rows in the shipment
     * @param deletedKeys keys of deleted rows in the shipment
     * @param inserted rows that the receiver wrote, as are the two after it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Table(
            String table,
            @Nullable Long carried,
            @Nullable Long deletedKeys,
            @Nullable Long inserted,
            @Nullable Long updated,
            @Nullable Long deleted) {}

    /**
     * Something that happened.
     *
     * @param from where that is known from: {@code manifest}, {@code depot}, {@code receipt}, {@code ledger}, {@code log}
     */
    public record Event(Instant time, String from, String text) {}
}
