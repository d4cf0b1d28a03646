package io.dbferry.receiver.plan;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is due, from what the ledger has and what the depot has. Pure: it reads nothing itself.
 *
 * @param applied of the ledger, what matters here: the last; the last complete; all whose number a shipment in the depot
 *     has; and the last of which the depot has no partial, as no complete below it can be applied any more
 * @param inDepot all shipments there, in sequence
 * @param passed completes that were refused and that nothing has to wait for
 */
public record LoadPlan(SortedMap<Sequence, Kind> applied, List<ShipmentName> inDepot, Set<ShipmentName> passed) {
    public LoadPlan(SortedMap<Sequence, Kind> applied, List<ShipmentName> inDepot) {
        this(applied, inDepot, Set.of());
    }

    /** The plan without a complete that cannot be applied. */
    public LoadPlan without(Set<ShipmentName> refused) {
        return new LoadPlan(applied, inDepot, refused);
    }

    /** Whether a complete is of an earlier state than the tables, which go on without it. */
    public boolean isLate(ShipmentName complete) {
        return complete.sequence().compareTo(lastApplied()) < 0;
    }

    /** What to do next. */
    public sealed interface Step {
        /**
         * Apply a complete. Partials that were applied although their snapshots are later follow in the same
         * transaction; media of the shipments that it passes over are installed before.
         */
        record Complete(ShipmentName complete, List<ShipmentName> again, List<ShipmentName> passedOver)
                implements Step {}

        /** Apply a partial if it starts no later than the last applied shipment. */
        record Partial(ShipmentName partial, Optional<ShipmentName> completeBehind) implements Step {}

        record Nothing() implements Step {}
    }

    /** The plan without a ledger. */
    public static LoadPlan ofNothingApplied(List<ShipmentName> inDepot) {
        return new LoadPlan(new TreeMap<>(), inDepot);
    }

    public Sequence lastApplied() {
        return applied.isEmpty() ? Sequence.NONE : applied.lastKey();
    }

    public Sequence lastComplete() {
        return applied.entrySet().stream()
                .filter(e -> e.getValue() == Kind.COMPLETE)
                .map(java.util.Map.Entry::getKey)
                .reduce(Sequence.NONE, (a, b) -> b);
    }

    /**
     * The shipments that the last applied complete stands for, in sequence: those with lower numbers. One with a lower
     * number and a later snapshot is of a sender whose numbers went back, and is not applied in any form.
     */
    public List<ShipmentName> behindLastComplete() {
        Sequence complete = lastComplete();
        Instant snapshot = inDepot.stream()
                .filter(name -> name.kind() == Kind.COMPLETE && name.sequence().equals(complete))
                .map(ShipmentName::time)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        return inDepot.stream()
                .filter(name ->
                        name.sequence().compareTo(complete) < 0 && !name.time().isAfter(snapshot))
                .toList();
    }

    /** The shipments that are still to be applied, in sequence. */
    public List<ShipmentName> due() {
        Sequence complete = lastComplete();
        Sequence gone = lastGone();
        Sequence last = lastApplied();
        return inDepot.stream()
                .filter(name -> !passed.contains(name))
                .filter(name -> name.kind() == Kind.COMPLETE
                        ? name.sequence().compareTo(complete) > 0
                                && name.sequence().compareTo(gone) >= 0
                        : name.sequence().compareTo(last) > 0)
                .toList();
    }

    /** The last applied shipment of which the depot has no partial: no complete below it can be applied any more. */
    private Sequence lastGone() {
        Set<Sequence> partials = inDepot.stream()
                .filter(name -> name.kind() == Kind.PARTIAL)
                .map(ShipmentName::sequence)
                .collect(Collectors.toSet());
        return applied.keySet().stream()
                .filter(sequence -> !partials.contains(sequence))
                .reduce(Sequence.NONE, (a, b) -> b);
    }

    /**
     * The next step among the kinds wanted. Where the ledger is empty it is the newest complete: the tables may be
     * filled, from before the ledger was lost, and are not to go through older states again.
     */
    public Step next(Optional<Kind> wanted) {
        List<ShipmentName> due = due();
        if (applied.isEmpty() && wanted.orElse(Kind.COMPLETE) == Kind.COMPLETE) {
            Optional<ShipmentName> newest = newestComplete(due);
            if (newest.isPresent()) {
                return complete(newest.get());
            }
        }
        for (ShipmentName name : due) {
            if (wanted.isEmpty() || wanted.get() == name.kind()) {
                return name.kind() == Kind.COMPLETE
                        ? complete(name)
                        : new Step.Partial(
                                name,
                                due.stream()
                                        .filter(d -> d.kind() == Kind.COMPLETE)
                                        .findFirst());
            }
        }
        return new Step.Nothing();
    }

    /** The complete to try when that one is refused. */
    public Optional<ShipmentName> insteadOf(ShipmentName complete) {
        List<ShipmentName> due = due();
        if (applied.isEmpty()) {
            return newestComplete(
                    due.stream().filter(d -> d.compareTo(complete) < 0).toList());
        }
        return due.stream()
                .filter(d -> d.kind() == Kind.COMPLETE && d.compareTo(complete) > 0)
                .findFirst();
    }

    private static Optional<ShipmentName> newestComplete(List<ShipmentName> due) {
        return due.stream().filter(d -> d.kind() == Kind.COMPLETE).reduce((a, b) -> b);
    }

    public Step.Complete complete(ShipmentName name) {
        List<ShipmentName> passedOver = inDepot.stream()
                .filter(d -> d.sequence().compareTo(name.sequence()) < 0)
                .filter(d -> d.sequence().compareTo(lastComplete()) > 0 && !applied.containsKey(d.sequence()))
                .toList();
        return new Step.Complete(name, again(name).orElseThrow(), passedOver);
    }

    /**
     * The applied partials behind a complete, which must be applied again after it. Empty if one of them is no longer
     * in the depot: the complete is then left alone, as the tables are already further than it.
     */
    public Optional<List<ShipmentName>> again(ShipmentName complete) {
        Map<Sequence, ShipmentName> partials = new HashMap<>();
        inDepot.stream().filter(d -> d.kind() == Kind.PARTIAL).forEach(d -> partials.putIfAbsent(d.sequence(), d));
        List<ShipmentName> again = new ArrayList<>();
        for (Sequence sequence : applied.tailMap(complete.sequence().next()).keySet()) {
            ShipmentName partial = partials.get(sequence);
            if (partial == null) {
                return Optional.empty();
            }
            again.add(partial);
        }
        return Optional.of(again);
    }
}
