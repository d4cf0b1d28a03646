package io.dbferry.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.LastContact;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.receiver.prune.PruneRun;
import io.dbferry.status.queue.QueueReport;
import io.dbferry.stream.NextComplete;
import io.dbferry.stream.ShipmentsInDepot;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Depot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a receiver is.
 *
 * @param time when this was read
 * @param lastApplied the applied shipment with the highest number; null if there is none
 * @param inStepAsOf the source's time of that shipment, or a later one up to which a heartbeat tells that nothing has
 *     changed since; null if nothing is applied
 * @param behindSeconds from then to {@code time}
 * @param due in the depot and still to be applied
 * @param heldBack in the depot and old, and still needed by another receiver
 * @param nextCompleteFrom until then the sender ships no complete that is asked for; absent if its next run does
 * @param warnings what keeps the next run from its work
 * @param ledger the last applied, newest first
 */
public record ReceiverReport(
        String role,
        String stream,
        String receiver,
        String database,
        String depot,
        Instant time,
        @Nullable AppliedShipment lastApplied,
        @Nullable Instant inStepAsOf,
        @Nullable Long behindSeconds,
        Due due,
        HeldBack heldBack,
        List<AppliedShipment> ledger,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant nextCompleteFrom,
        List<String> warnings) {
    private static final int LEDGER_ENTRIES = 10;

    public ReceiverReport {
        ledger = List.copyOf(ledger);
        warnings = List.copyOf(warnings);
    }

    /**
     * Shipments that wait in the depot.
     *
     * @param oldest null if none waits
     */
    public record Due(int shipments, @Nullable ShipmentName oldest) {}

    /** Shipments that would be pruned, but for these receivers. */
    public record HeldBack(int shipments, List<String> by) {}

    /** @throws io.dbferry.failure.DbferryException if the database cannot be reached or read */
    public static ReceiverReport read(
            ReceiverConfig config, Database database, Depot depot, ShipmentTrust trust, Instant now)
            throws IOException {
        List<ShipmentName> inDepot = ShipmentsInDepot.list(depot);
        Applied applied = LedgerLook.ask(
                        config.stream(),
                        database,
                        ledger -> new Applied(ledger.newest(LEDGER_ENTRIES), ledger.plan(inDepot)))
                .orElseGet(() -> new Applied(List.of(), LoadPlan.ofNothingApplied(inDepot)));
        Optional<Ledger.Entry> last = applied.newest().stream().findFirst();
        Instant inStep = inStepAsOf(config.stream(), last, trust, depot);
        List<ShipmentName> due = applied.plan().due();
        return new ReceiverReport(
                "receiver",
                config.stream(),
                config.name(),
                database.describe(),
                depot.describe(),
                now,
                last.map(AppliedShipment::of).orElse(null),
                inStep,
                inStep == null
                        ? null
                        : Math.max(0, Duration.between(inStep, now).toSeconds()),
                new Due(due.size(), due.isEmpty() ? null : due.get(0)),
                heldBack(PruneRun.heldBack(config, depot, applied.plan(), now)),
                applied.newest().stream().map(AppliedShipment::of).toList(),
                NextComplete.after(now, config.stream(), depot).orElse(null),
                warnings(config, database));
    }

    private static List<String> warnings(ReceiverConfig config, Database database) throws IOException {
        List<String> warnings = new ArrayList<>(StatusWarnings.ofDaemon(config.work()));
        warnings.addAll(QueueReport.warnings(config, database));
        return warnings;
    }

    /** What the ledger tells: its newest entries, newest first, and what they make of the depot. */
    private record Applied(List<Ledger.Entry> newest, LoadPlan plan) {}

    private static @Nullable Instant inStepAsOf(
            String stream, Optional<Ledger.Entry> last, ShipmentTrust trust, Depot depot) throws IOException {
        if (last.isEmpty()) {
            return null;
        }
        return LastContact.newest(stream, last, trust, depot)
                .filter(LastContact::applied)
                .map(LastContact::time)
                .filter(time -> time.isAfter(last.get().sourceTime()))
                .orElse(last.get().sourceTime().truncatedTo(ChronoUnit.SECONDS));
    }

    private static HeldBack heldBack(List<List<String>> byEach) {
        return new HeldBack(
                byEach.size(),
                byEach.stream().flatMap(List::stream).distinct().sorted().toList());
    }
}
