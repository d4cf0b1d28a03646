package io.dbferry.receiver;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.LogContext;
import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.arrived.Continuation;
import io.dbferry.receiver.arrived.UntrustedShipments;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.receiver.refused.RefusedShipment;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies what is due, in sequence, and plans anew behind each shipment. A shipment that cannot be applied makes way for a
 * complete that can.
 */
final class ApplyDue {
    /**
     * What a run has of its own.
     *
     * @param ahead the shipment above the ledger's end up to which the tables may be; 0 if none
     */
    record Run(
            Connection connection, Ledger ledger, Receipts receipts, RestoredDatabaseCheck setBack, Sequence ahead) {}

    private final ReceiverConfig config;
    private final Depot depot;
    private final ApplyShipment apply;
    private final Continuation continuation;
    private final UntrustedShipments impostors;
    private final Supplier<Optional<Instant>> nextComplete;
    private final List<LoadReport.Applied> applied;
    private final List<String> warnings;

    /**
     * @param nextComplete when the sender ships one that is asked for; empty if with its next run
     * @param applied gets each shipment as soon as it is in the tables
     */
    ApplyDue(
            ReceiverConfig config,
            Depot depot,
            ApplyShipment apply,
            Continuation continuation,
            UntrustedShipments impostors,
            Supplier<Optional<Instant>> nextComplete,
            List<LoadReport.Applied> applied,
            List<String> warnings) {
        this.config = config;
        this.depot = depot;
        this.apply = apply;
        this.continuation = continuation;
        this.impostors = impostors;
        this.nextComplete = nextComplete;
        this.applied = applied;
        this.warnings = warnings;
    }

    /**
     * What has come of it.
     *
     * @param left the plan at the end, impostors included
     * @param waiting why something due is left for another run, or null
     */
    record Loaded(LoadPlan left, @Nullable String waiting) {}

    Loaded run(Run run, Optional<Kind> wanted) throws SQLException, IOException {
        Map<ShipmentName, Refused> late = new TreeMap<>();
        while (true) {
            LoadPlan all = run.ledger().plan(depot.shipments());
            LoadPlan plan =
                    impostors.look(all, run.ledger(), run.receipts()::leave).without(late.keySet());
            LoadPlan.Step step = plan.next(wanted);
            if (step instanceof LoadPlan.Step.Nothing) {
                List<ShipmentName> due = plan.due();
                apply.undoFirstLoad(run.connection());
                late.keySet().retainAll(all.due());
                throwIfLate(run, late.values());
                return new Loaded(
                        all,
                        due.isEmpty()
                                ? null
                                : due.get(0) + " is left for 'load "
                                        + due.get(0).kind().word() + "'");
            }
            Optional<String> waiting = step instanceof LoadPlan.Step.Complete complete
                    ? applyOrSkip(run, plan, complete, late, null)
                    : applyPartial(run, plan, (LoadPlan.Step.Partial) step, late, wanted);
            if (waiting.isPresent()) {
                return new Loaded(all, waiting.get());
            }
        }
    }

    /** Where the sender looks for the request: it reads each receiver's receipt with the highest number. */
    private void throwIfLate(Run run, Collection<Refused> late) throws SQLException {
        if (late.isEmpty()) {
            return;
        }
        DbferryException failure = late.iterator().next().failure();
        warnings.remove(failure.getMessage());
        throw refused(run, run.ledger().last().orElseThrow().name(), failure);
    }

    private Optional<String> applyPartial(
            Run run, LoadPlan plan, LoadPlan.Step.Partial step, Map<ShipmentName, Refused> late, Optional<Kind> wanted)
            throws SQLException, IOException {
        Optional<ShipmentName> complete = step.completeBehind();
        try (LogContext marks = LogContext.shipment(step.partial())) {
            List<ShipmentName> together = together(plan, step.partial(), run.ahead());
            applied.addAll(apply.partials(run.connection(), run.ledger(), together, run.receipts()));
            return Optional.empty();
        } catch (DbferryException e) {
            if (complete.isEmpty() || !RefusedShipment.anotherCompleteHelps(e)) {
                throw refused(run, step.partial(), e);
            }
            warnings.add(e.getMessage());
        }
        if (wanted.isPresent()) {
            return Optional.of(step.partial() + " waits for " + complete.orElseThrow());
        }
        return applyOrSkip(run, plan, plan.complete(complete.orElseThrow()), late, null);
    }

    /**
     * The partials that are applied in one transaction: where the ledger was shortened, all up to the one that the tables
     * may have, as those between are of older states.
     */
    private static List<ShipmentName> together(LoadPlan plan, ShipmentName first, Sequence ahead) {
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
     * Applies a complete; one that cannot be applied makes way for another, if there is any, and for what follows if it is
     * late: the tables are further than it, and equal to what was applied last.
     *
     * @param late gets those that were late, to be reported once the rest is applied
     * @param before the newest of those that could not; null for none. The load ends with its failure if none can, as
     *     a request for a complete must name it: the sender has answered all that name earlier ones
     */
    private Optional<String> applyOrSkip(
            Run run,
            LoadPlan plan,
            LoadPlan.Step.Complete step,
            Map<ShipmentName, Refused> late,
            @Nullable Refused before)
            throws SQLException, IOException {
        try (LogContext marks = LogContext.shipment(step.complete())) {
            Optional<LedgerEntry> last = run.ledger().last();
            LoadReport.Applied complete = apply.complete(run.connection(), run.ledger(), step, run.receipts());
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
                    run.setBack().checkSender(run.ledger(), plan.inDepot()); // its request goes where the sender looks
                }
                if (another && plan.isLate(newest.complete())) {
                    late.put(step.complete(), newest);
                    return Optional.empty();
                }
                warnings.remove(newest.failure().getMessage());
                throw refused(run, newest.complete(), newest.failure());
            }
            return applyOrSkip(run, plan, plan.complete(other.get()), late, newest);
        }
    }

    private DbferryException refused(Run run, ShipmentName shipment, DbferryException e) {
        return new RefusedShipment(config, shipment, e, nextComplete.get()).leaveReceipt(run.ledger(), run.receipts());
    }
}
