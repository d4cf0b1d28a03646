package io.dbferry.status.read;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.metrics.MetricsFolder;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.LastContact;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.media.WantedMedia;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.receiver.prune.PruneRun;
import io.dbferry.status.AppliedShipment;
import io.dbferry.status.LedgerLook;
import io.dbferry.status.model.FirstLoadStatus;
import io.dbferry.status.model.Problem.Part;
import io.dbferry.status.model.ProofStatus;
import io.dbferry.status.model.ShipmentStatus;
import io.dbferry.status.model.ShipmentStatus.Changes;
import io.dbferry.status.model.ShipmentStatus.Steps;
import io.dbferry.status.model.StandingTable;
import io.dbferry.status.model.StatusModel.DatabaseStatus;
import io.dbferry.status.model.StatusModel.Due;
import io.dbferry.status.model.StatusModel.HeldBack;
import io.dbferry.status.model.StatusModel.Lag;
import io.dbferry.status.queue.QueueReport;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a receiver's status has: ledger and depot. */
final class ReceiverFacts {
    private final ReceiverConfig config;
    private final Attempts attempts;
    private final ShipmentMemory memory;
    private final Amount amount;
    private final Instant now;

    ReceiverFacts(ReceiverConfig config, Attempts attempts, ShipmentMemory memory, Amount amount, Instant now) {
        this.config = config;
        this.attempts = attempts;
        this.memory = memory;
        this.amount = amount;
        this.now = now;
    }

    /** What the ledger tells: its newest entries, newest first, and what they make of the depot. */
    private record Applied(
            List<LedgerEntry> newest,
            Optional<LoadPlan> plan,
            ProofStatus proof,
            List<StandingTable> standing,
            List<String> left,
            Optional<Migrations> migrations,
            @Nullable FirstLoadStatus firstLoad) {
        Optional<LedgerEntry> last() {
            return newest.stream().findFirst();
        }
    }

    void read(Database database, Supplier<ShipmentTrust> trust, ModelDraft draft) {
        Optional<List<ShipmentName>> inDepot = attempts.depot(depot -> {
            draft.nextCompleteFrom = depot.nextComplete(now).orElse(null);
            depot.freeBytes().ifPresent(bytes -> draft.depotFreeBytes = bytes);
            return depot.shipments();
        });
        inDepot.ifPresent(draft::inDepot);
        Optional<Applied> applied = attempts.database(() -> applied(database, inDepot));
        draft.database = new DatabaseStatus(database.describe(), attempts.databaseWasReached(), null);
        if (applied.isEmpty()) {
            draft.lag = lag(new MetricsFolder(config.work()));
            return;
        }
        draft.proof = applied.get().proof();
        draft.firstLoad = applied.get().firstLoad();
        draft.standing =
                applied.get().standing().isEmpty() ? null : applied.get().standing();
        draft.left = applied.get().left().isEmpty() ? null : applied.get().left();
        draft.migrations = applied.get().migrations().orElse(null);
        attempts.database(() -> QueueReport.warnings(config, database))
                .ifPresent(warnings -> warnings.forEach(text -> attempts.warn(Part.DATABASE, text, null)));
        applied.get().plan().ifPresent(plan -> due(plan, draft));
        List<ShipmentStatus> ledger = ledger(applied.get().newest(), inDepot.orElse(List.of()));
        draft.last = ledger.stream().findFirst().orElse(null);
        draft.shipments = ledger.stream().limit(amount.shipments()).toList();
        draft.lag = lag(applied.get().last(), trust);
    }

    private Applied applied(Database database, Optional<List<ShipmentName>> inDepot) {
        int most = Math.max(1, amount.shipments());
        return LedgerLook.ask(
                        config.stream(),
                        database,
                        ledger -> new Applied(
                                ledger.newest(most),
                                inDepot.isEmpty() ? Optional.empty() : Optional.of(ledger.plan(inDepot.get())),
                                ProofStatus.of(ledger.proofs().all(), differingMedia()),
                                ledger.held(Targets.wanted(config)).all().stream()
                                        .map(StandingTable::of)
                                        .toList(),
                                ledger.left().stream()
                                        .filter(Targets.wanted(config))
                                        .map(TableName::toString)
                                        .toList(),
                                ledger.migrations().difference(),
                                FirstLoadStatus.of(ledger.filling().all())))
                .orElseGet(() -> new Applied(
                        List.of(),
                        inDepot.map(LoadPlan::ofNothingApplied),
                        ProofStatus.NONE,
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        null));
    }

    private int differingMedia() {
        try {
            return new WantedMedia(config.work()).count();
        } catch (IOException e) {
            return 0; // the next load says what is wrong with the folder
        }
    }

    private void due(LoadPlan plan, ModelDraft draft) {
        List<ShipmentName> due = plan.due();
        attempts.depot(depot -> {
            List<ShipmentStatus> oldest = new ArrayList<>();
            for (ShipmentName name : due.subList(0, Math.min(due.size(), Math.max(1, amount.shipments())))) {
                oldest.add(amount.shipments() == 0 ? ShipmentStatus.named(name) : memory.inDepot(name, depot));
            }
            draft.due = new Due(due.size(), oldest);
            List<List<String>> held = PruneRun.heldBack(config, depot, plan, now);
            Set<String> by = new TreeSet<>();
            held.forEach(by::addAll);
            draft.heldBack = new HeldBack(held.size(), List.copyOf(by));
            return true;
        });
    }

    private List<ShipmentStatus> ledger(List<LedgerEntry> newest, List<ShipmentName> inDepot) {
        Set<ShipmentName> there = Set.copyOf(inDepot);
        List<ShipmentStatus> ledger = new ArrayList<>();
        for (LedgerEntry entry : newest) {
            Optional<ShipmentStatus> known = there.contains(entry.name()) && amount.shipments() > 0
                    ? attempts.depot(depot -> memory.inDepot(entry.name(), depot))
                    : Optional.empty();
            ledger.add(applied(AppliedShipment.of(entry), known.orElse(null)));
        }
        return ledger;
    }

    private static ShipmentStatus applied(AppliedShipment entry, @Nullable ShipmentStatus inDepot) {
        return new ShipmentStatus(
                entry.sequence(),
                entry.kind(),
                entry.shipment(),
                entry.sourceTime(),
                inDepot == null ? null : inDepot.inDepotAt(),
                entry.appliedAt(),
                null,
                inDepot == null ? null : inDepot.rows(),
                new Changes(entry.rowsInserted(), entry.rowsUpdated(), entry.rowsDeleted()),
                entry.mediaFiles(),
                entry.bytes(),
                new Steps(state(entry.postprocess()), entry.postprocessFailure()));
    }

    private static Steps.State state(AppliedShipment.Postprocess postprocess) {
        return switch (postprocess) {
            case DONE -> Steps.State.DONE;
            case PENDING -> Steps.State.PENDING;
            case FAILED -> Steps.State.FAILED;
        };
    }

    private Lag lag(Optional<LedgerEntry> last, Supplier<ShipmentTrust> trust) {
        if (last.isEmpty()) {
            return Lag.UNKNOWN;
        }
        Instant applied = last.get().sourceTime().truncatedTo(ChronoUnit.SECONDS);
        return lag(attempts.depot(depot -> heard(last, trust.get(), depot)).orElse(applied));
    }

    /** The source's time of the last shipment, or a later one up to which a heartbeat tells that nothing changed. */
    private Instant heard(Optional<LedgerEntry> last, ShipmentTrust trust, Depot depot) throws IOException {
        return LastContact.newest(last, trust, depot)
                .filter(LastContact::applied)
                .map(LastContact::time)
                .filter(time -> time.isAfter(last.orElseThrow().sourceTime()))
                .orElse(last.orElseThrow().sourceTime().truncatedTo(ChronoUnit.SECONDS));
    }

    /** What was measured last is still true, though more may have been applied since. */
    private Lag lag(MetricsFolder noted) {
        return attempts.work(() -> noted.readings().inStepAsOf())
                .flatMap(time -> time)
                .map(this::lag)
                .orElse(Lag.UNKNOWN);
    }

    private Lag lag(Instant inStep) {
        return new Lag(inStep, Math.max(0, Duration.between(inStep, now).toSeconds()));
    }
}
