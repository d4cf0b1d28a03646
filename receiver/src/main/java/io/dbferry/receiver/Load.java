package io.dbferry.receiver;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.LogContext;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.arrived.ArrivedShipments;
import io.dbferry.receiver.arrived.Continuation;
import io.dbferry.receiver.arrived.UntrustedShipments;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.Outstanding;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.ledger.StreamLock;
import io.dbferry.receiver.map.TableMap;
import io.dbferry.receiver.media.WantedMedia;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.receiver.prune.PruneAfterLoad;
import io.dbferry.receiver.refused.RefusedShipment;
import io.dbferry.receiver.rows.StandingStill;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code load}: applies all that is due, in sequence. Whatever ends it early, what is committed is in the
 * ledger and the rest is as it was; the next run goes on from there.
 */
public final class Load {
    private final ReceiverConfig config;
    private final Database database;
    private final Depot depot;
    private final ArrivedShipments shipments;
    private final Continuation continuation;
    private final ApplyShipment apply;
    private final AfterLoad after;
    private final Clock clock;
    private final Consumer<String> warnNow;
    private final IdleCheck idle;
    private final UntrustedShipments impostors;

    private final List<LoadReport.Applied> applied = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Outstanding outstanding;
    private boolean begun;
    private boolean nothingLeft;
    private Sequence ahead = Sequence.NONE;

    /** @param warnNow takes what an operator wants to know while the load still runs */
    public Load(
            ReceiverConfig config,
            Database database,
            Depot depot,
            ShipmentTrust trust,
            AfterLoad after,
            Progress progress,
            Clock clock,
            Consumer<String> warnNow) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.after = after;
        this.clock = clock;
        this.warnNow = warnNow;
        this.shipments = new ArrivedShipments(config, depot, trust, progress);
        this.continuation = new Continuation(config.stream(), Targets.wanted(config));
        this.apply = new ApplyShipment(config, database, shipments, continuation, after, progress);
        this.impostors = new UntrustedShipments(shipments);
        this.idle = new IdleCheck(
                config.work(),
                depot,
                clock,
                depot.describe() + " " + config.stream() + " " + database.describe() + " " + config.tables()
                        + config.map());
    }

    /** @param wanted only shipments of that kind; empty for all */
    public LoadReport run(Optional<Kind> wanted) throws IOException {
        depot.loadBegins(config.name());
        if (idle.nothingNew()) {
            return new LoadReport(List.of(), List.of(), null, List.of(), true);
        }
        idle.somethingLeft();
        LoadReport report;
        try {
            report = loadDue(wanted);
        } catch (DbferryException | IOException e) {
            runAfterFailure(e);
            throw e;
        }
        AfterLoad.Done done = after.run();
        if (!done.failures().isEmpty()) {
            done.failures().stream().skip(1).forEach(failed -> warnings.add(String.valueOf(failed.getMessage())));
            throw done.failures().get(0);
        }
        if (report.waiting() == null && nothingLeft && done.all()) {
            idle.nothingDue();
        }
        return report;
    }

    /** What was applied before the failure is to be consumed all the same. */
    private void runAfterFailure(Exception failure) {
        if (!begun) {
            return;
        }
        try {
            after.run().failures().forEach(failed -> warnings.add(String.valueOf(failed.getMessage())));
        } catch (DbferryException e) {
            failure.addSuppressed(e);
        }
    }

    private LoadReport loadDue(Optional<Kind> wanted) throws IOException {
        try (Connection connection = database.connect();
                LockWatch watch = LockWatch.on(connection, database, warnNow)) {
            Ledger ledger = new Ledger(connection, config.stream());
            StreamLock.take(connection, config.stream(), "load");
            shipments.forgetFetched();
            ledger.create();
            Outstanding left = Outstanding.of(
                    connection,
                    config.stream(),
                    continuation.wanted(),
                    new TableMap(config.map()),
                    config.identityFile().isEmpty(),
                    new WantedMedia(config.work()));
            outstanding = left;
            RestoredDatabaseCheck setBack = setBack();
            ahead = setBack.ahead(ledger);
            setBack.notice(ledger).ifPresent(warnings::add);
            warnings.addAll(after.begin(connection));
            begun = true;
            Loaded loaded = loadAll(connection, ledger, wanted);
            String waiting = loaded.waiting();
            if (waiting == null) {
                setBack.checkSender(ledger, impostors.without(loaded.left()).inDepot());
                waiting = setBack.waiting(ledger).orElse(null);
            }
            List<ShipmentName> pruned = new PruneAfterLoad(config, depot, warnings)
                    .run(loaded.left(), clock.instant(), applied.size(), receipts(), setBack::own);
            impostors.throwIfAny();
            StandingStill standing = new StandingStill(left, depot, config.name());
            standing.leaveReceipt(ledger, receipts());
            standing.throwIfAny();
            KnownDifferences.throwIfAny(left.proofs(), left.media());
            nothingLeft = impostors.without(loaded.left()).due().isEmpty();
            return new LoadReport(List.copyOf(applied), pruned, waiting, allWarnings(), false);
        } catch (SQLException e) {
            throw database.refusedWithContext("load", e);
        }
    }

    /** Makes the next load look into the database, whatever the depot shows. */
    public static void lookClosely(ReceiverConfig config) throws IOException {
        IdleCheck.forget(config.work());
    }

    /** What a run that failed had done before. */
    public LoadReport soFar() {
        return new LoadReport(List.copyOf(applied), List.of(), null, allWarnings(), false);
    }

    private List<String> allWarnings() {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(impostors.messages());
        return all;
    }

    private LoadPlan plan(Ledger ledger) throws SQLException, IOException {
        return ledger.plan(depot.shipments());
    }

    /**
     * What has come of it.
     *
     * @param left the plan at the end, impostors included
     * @param waiting why something due is left for another run, or null
     */
    private record Loaded(LoadPlan left, @Nullable String waiting) {}

    private Loaded loadAll(Connection connection, Ledger ledger, Optional<Kind> wanted)
            throws SQLException, IOException {
        while (true) {
            LoadPlan all = plan(ledger);
            LoadPlan plan = impostors.look(all, ledger, receipts()::leave);
            LoadPlan.Step step = plan.next(wanted);
            if (step instanceof LoadPlan.Step.Nothing) {
                List<ShipmentName> due = plan.due();
                apply.undoFirstLoad(connection);
                return new Loaded(
                        all,
                        due.isEmpty()
                                ? null
                                : due.get(0) + " is left for 'load "
                                        + due.get(0).kind().word() + "'");
            }
            Optional<String> waiting = step instanceof LoadPlan.Step.Complete complete
                    ? applyOrSkip(connection, ledger, plan, complete, null)
                    : applyPartial(connection, ledger, plan, (LoadPlan.Step.Partial) step, wanted);
            if (waiting.isPresent()) {
                return new Loaded(all, waiting.get());
            }
        }
    }

    private Optional<String> applyPartial(
            Connection connection, Ledger ledger, LoadPlan plan, LoadPlan.Step.Partial step, Optional<Kind> wanted)
            throws SQLException, IOException {
        Optional<ShipmentName> complete = step.completeBehind();
        try (LogContext marks = LogContext.shipment(step.partial())) {
            List<ShipmentName> together = together(plan, step.partial());
            applied.addAll(apply.partials(connection, ledger, together, receipts()));
            return Optional.empty();
        } catch (DbferryException e) {
            if (complete.isEmpty() || !RefusedShipment.anotherCompleteHelps(e)) {
                throw refused(step.partial(), ledger, e);
            }
            warnings.add(e.getMessage());
        }
        if (wanted.isPresent()) {
            return Optional.of(step.partial() + " waits for " + complete.orElseThrow());
        }
        return applyOrSkip(connection, ledger, plan, plan.complete(complete.orElseThrow()), null);
    }

    /**
     * The partials that are applied in one transaction: where the ledger was shortened, all up to the one that the tables
     * may have, as those between are of older states.
     */
    private List<ShipmentName> together(LoadPlan plan, ShipmentName first) {
        if (first.sequence().compareTo(ahead) >= 0) {
            return List.of(first);
        }
        List<ShipmentName> upTo = plan.due().stream()
                .filter(name -> name.kind() == Kind.PARTIAL && name.sequence().compareTo(ahead) <= 0)
                .toList();
        if (!upTo.get(upTo.size() - 1).sequence().equals(ahead)) {
            throw RejectedShipment.gap(
                    first, "this receiver had come to shipment " + ahead + ", and no partials in the depot lead there");
        }
        return upTo;
    }

    /** A complete that cannot be applied. */
    private record Refused(ShipmentName complete, DbferryException failure) {
        Refused orNewer(@Nullable Refused other) {
            return other == null || complete.sequence().compareTo(other.complete.sequence()) > 0 ? this : other;
        }
    }

    /**
     * Applies a complete; one that cannot be applied makes way for another, if there is any.
     *
     * @param before the newest of those that could not; null for none. The load ends with its failure if none can, as
     *     a request for a complete must name it: the sender has answered all that name earlier ones
     */
    private Optional<String> applyOrSkip(
            Connection connection, Ledger ledger, LoadPlan plan, LoadPlan.Step.Complete step, @Nullable Refused before)
            throws SQLException, IOException {
        try (LogContext marks = LogContext.shipment(step.complete())) {
            Optional<Ledger.Entry> last = ledger.last();
            LoadReport.Applied complete = apply.complete(connection, ledger, step, receipts());
            applied.add(complete);
            if (last.isPresent()) {
                continuation.newHistory(last.get(), complete.manifest()).ifPresent(warnings::add);
            }
            return Optional.empty();
        } catch (DbferryException e) {
            boolean another = RefusedShipment.anotherCompleteHelps(e);
            Refused here = new Refused(step.complete(), e);
            Refused newest = another ? here.orNewer(before) : here;
            warnings.add(e.getMessage());
            Optional<ShipmentName> other = plan.insteadOf(step.complete());
            if (other.isEmpty() || !another) {
                if (step.complete().sequence().compareTo(plan.lastApplied()) <= 0) {
                    setBack().checkSender(ledger, plan.inDepot()); // its request goes where the sender looks
                }
                warnings.remove(newest.failure().getMessage());
                throw refused(newest.complete(), ledger, newest.failure());
            }
            return applyOrSkip(connection, ledger, plan, plan.complete(other.get()), newest);
        }
    }

    private DbferryException refused(ShipmentName shipment, Ledger ledger, DbferryException e) {
        return new RefusedShipment(config, shipment, e, nextComplete()).leaveReceipt(ledger, receipts());
    }

    /** Empty where it cannot be read: refusing does not depend on it. */
    private Optional<Instant> nextComplete() {
        try {
            return depot.nextComplete(clock.instant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private RestoredDatabaseCheck setBack() {
        return new RestoredDatabaseCheck(config, depot, shipments, continuation, receipts(), this::nextComplete);
    }

    private Receipts receipts() {
        return new Receipts(depot, config.name(), config.stream(), clock, warnings, outstanding);
    }
}
