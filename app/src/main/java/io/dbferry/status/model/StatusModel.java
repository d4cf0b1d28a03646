package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.stream.format.manifest.MissingFile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side, as far as it could be read; the JSON of {@code status --json}. What could not be read is null, and missing in
 * the JSON.
 *
 * @param version {@link #VERSION}
 * @param time when it was read
 * @param name the receiver's, as its receipts have it; null on a sender
 * @param verdict all of it in one sentence
 * @param problems of parts that could not be read, and warnings
 * @param incidents that go on, the oldest first
 * @param lag how far the receivers are behind
 * @param last the last shipment that was shipped or applied here
 * @param waiting on a sender: built and not in the depot
 * @param due on a receiver: in the depot and not applied
 * @param heldBack on a receiver: old shipments that other receivers still need
 * @param nextCompleteFrom until then the sender ships no complete on request; null if its next run may
 * @param receivers on a sender: those that left a receipt
 * @param shipments the newest in the depot (sender) or in the ledger (receiver), newest first
 * @param missingMedia on a sender: files that shipped rows name and that no shipment carried
 * @param tables on a sender: how partials find the changes of each
 * @param proof on a receiver: what the last comparison of each table with the sender's digests came to
 * @param standing on a receiver: tables that stand still, those in trouble themselves first; null if there are none
 * @param left on a receiver: tables that shipments have filled and that none carries any more; null if there are none
 * @param migrations on a receiver: Django's that are applied on one side only; null if there are none
 * @param firstLoad on a receiver: tables that are being filled for the first time; null if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"version", "time", "role", "stream", "name", "host", "verdict", "exitCode"})
public record StatusModel(
        int version,
        Instant time,
        Role role,
        String stream,
        @Nullable String name,
        String host,
        Verdict verdict,
        List<Problem> problems,
        List<OpenIncident> incidents,
        Runner runner,
        List<JobStatus> jobs,
        Lag lag,
        DepotStatus depot,
        DatabaseStatus database,
        List<Disk> disks,
        @Nullable ShipmentStatus last,
        @Nullable List<ShipmentStatus> waiting,
        @Nullable Due due,
        @Nullable HeldBack heldBack,
        @Nullable Instant nextCompleteFrom,
        @Nullable List<ReceiverStatus> receivers,
        @Nullable List<ShipmentStatus> shipments,
        @Nullable List<MissingFile> missingMedia,
        @Nullable List<TableStatus> tables,
        @Nullable ProofStatus proof,
        @Nullable List<StandingTable> standing,
        @Nullable List<String> left,
        @Nullable Migrations migrations,
        @Nullable FirstLoadStatus firstLoad) {
    public static final int VERSION = 1;

    public StatusModel {
        problems = List.copyOf(problems);
        incidents = List.copyOf(incidents);
        jobs = List.copyOf(jobs);
        disks = List.copyOf(disks);
    }

    /** Which side. */
    public enum Role {
        @JsonProperty("sender")
        SENDER,
        @JsonProperty("receiver")
        RECEIVER;

        public String word() {
            return this == SENDER ? "sender" : "receiver";
        }
    }

    /** The code that {@code dbferry status} ends with. */
    @JsonProperty("exitCode")
    public int exitCode() {
        return verdict.exitCode();
    }

    /** Who is meant when this side is spoken of. */
    @JsonIgnore
    public String subject() {
        return name == null ? "the sender" : name;
    }

    /** None where there are none. */
    @JsonIgnore
    public List<StandingTable> standingOrNone() {
        return standing == null ? List.of() : standing;
    }

    /** None where there are none. */
    @JsonIgnore
    public List<String> leftOrNone() {
        return left == null ? List.of() : left;
    }

    /** None where they are not known. */
    @JsonIgnore
    List<ReceiverStatus> knownReceivers() {
        return receivers == null ? List.of() : receivers;
    }

    public StatusModel with(Verdict other) {
        return new StatusModel(
                version,
                time,
                role,
                stream,
                name,
                host,
                other,
                problems,
                incidents,
                runner,
                jobs,
                lag,
                depot,
                database,
                disks,
                last,
                waiting,
                due,
                heldBack,
                nextCompleteFrom,
                receivers,
                shipments,
                missingMedia,
                tables,
                proof,
                standing,
                left,
                migrations,
                firstLoad);
    }

    /**
     * The source's time up to which the receiver has all changes, and the seconds from then to now; null if unknown. On a
     * sender, of the receiver furthest behind, and 0 if nothing waits anywhere.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Lag(
            @Nullable Instant inStepAsOf, @Nullable Long seconds) {
        public static final Lag UNKNOWN = new Lag(null, null);
    }

    /**
     * The depot.
     *
     * @param shipments how many stand there
     * @param oldest time of the snapshot of the first of them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DepotStatus(
            String address,
            boolean reachable,
            @Nullable Integer shipments,
            @Nullable Instant oldest,
            @Nullable Long freeBytes) {}

    /** @param retainedWalBytes log that PostgreSQL keeps for our replication slot; null where there is none */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DatabaseStatus(
            String address, boolean reachable, @Nullable Long retainedWalBytes) {}

    /** Room on a disk of this machine. */
    public record Disk(String path, long freeBytes, long totalBytes) {}

    /**
     * Shipments to be applied.
     *
     * @param shipments how many
     * @param oldest the first of them, in sequence
     */
    public record Due(int shipments, List<ShipmentStatus> oldest) {
        public Due {
            oldest = List.copyOf(oldest);
        }
    }

    /** Shipments that would be pruned, but for these receivers. */
    public record HeldBack(int shipments, List<String> by) {}

    /** @param strategy null if only completes carry the table's changes */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TableStatus(String table, @Nullable String strategy, String reason) {}
}
