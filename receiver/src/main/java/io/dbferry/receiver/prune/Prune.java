package io.dbferry.receiver.prune;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.stream.Depot;
import io.dbferry.stream.Needed;
import io.dbferry.stream.base.BasesInDepot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes applied shipments that are past what the config keeps. The newest applied complete and all after it
 * stay, and so does what is not applied and could still be; and all of that for every other receiver of the depot too. A complete to
 * which another refers that stays is kept with it.
 */
public final class Prune {
    private final ReceiverConfig config;
    private final Depot depot;
    private final BasesInDepot bases;

    public Prune(ReceiverConfig config, Depot depot) {
        this.config = config;
        this.depot = depot;
        this.bases = new BasesInDepot(depot, config.work());
    }

    /**
     * What is past what is kept, and not needed here any more.
     *
     * @param past nobody needs it
     * @param heldBack another receiver needs it
     * @param referredTo a complete that stays refers to it
     */
    public record Plan(List<Past> past, List<Held> heldBack, List<Past> referredTo) {
        public List<ShipmentName> old() {
            return past.stream().map(Past::shipment).toList();
        }
    }

    /** A shipment, and why it goes. */
    record Past(ShipmentName shipment, String why) {}

    /** A shipment that would go, and the receivers that may still need it. */
    record Held(ShipmentName shipment, String why, List<String> by) {}

    public Plan plan(LoadPlan here, Instant now) throws IOException {
        List<ShipmentName> mayGo = here.behindLastComplete();
        Map<ShipmentName, String> notNeeded = Expiry.of(config.keep(), here.inDepot(), mayGo, now, inDepot());
        if (notNeeded.isEmpty()) {
            return new Plan(List.of(), List.of(), List.of());
        }
        List<Needed> others = others(here);
        List<Past> past = new ArrayList<>();
        List<Held> heldBack = new ArrayList<>();
        for (ShipmentName name : mayGo) {
            String why = notNeeded.get(name);
            if (why == null) {
                continue;
            }
            List<String> by = others.stream()
                    .filter(other -> other.needs(name))
                    .map(Needed::receiver)
                    .toList();
            if (by.isEmpty()) {
                past.add(new Past(name, why));
            } else {
                heldBack.add(new Held(name, why, by));
            }
        }
        return kept(here, past, heldBack);
    }

    /** Of what would go, that stays to which another refers that stays, also where that is held back only. */
    private Plan kept(LoadPlan here, List<Past> past, List<Held> heldBack) throws IOException {
        Set<ShipmentName> going = past.stream().map(Past::shipment).collect(Collectors.toSet());
        if (going.stream().noneMatch(name -> name.kind() == Kind.COMPLETE)) {
            return new Plan(past, heldBack, List.of());
        }
        Set<ShipmentName> referredTo = bases.of(
                here.inDepot().stream().filter(name -> !going.contains(name)).toList());
        List<Past> stays =
                past.stream().filter(old -> referredTo.contains(old.shipment())).toList();
        List<Past> goes = past.stream().filter(old -> !stays.contains(old)).toList();
        return new Plan(goes, heldBack, stays);
    }

    private Expiry.InDepot inDepot() {
        return new Expiry.InDepot() {
            @Override
            public long bytes(ShipmentName shipment) throws IOException {
                return depot.open(shipment).bytes();
            }

            @Override
            public Set<ShipmentName> bases(List<ShipmentName> shipments) throws IOException {
                return bases.of(shipments);
            }
        };
    }

    private List<Needed> others(LoadPlan here) throws IOException {
        Sequence highest = here.inDepot().get(here.inDepot().size() - 1).sequence();
        return depot.needed(highest.later(here.lastApplied()), here.inDepot()).stream()
                .filter(needed -> !needed.receiver().equals(config.name()))
                .toList();
    }

    /** Deletes what the plan lets go, and first what a killed run has left of others. */
    public Depot.Retired delete(LoadPlan here, Plan plan) throws IOException {
        bases.remember(here.inDepot());
        return depot.retire(plan.old(), config.name());
    }

    /** Keeps those of the newest applied complete and after, by which other receivers know what is needed here. */
    public void forgetReceipts(LoadPlan here, Set<ShipmentName> deleted, Receipts receipts) throws IOException {
        receipts.forgetBefore(oldestReceipt(here, deleted));
    }

    /** The first that is kept. */
    static Sequence oldestReceipt(LoadPlan here, Set<ShipmentName> deleted) {
        Sequence oldest = here.inDepot().stream()
                .filter(name -> !deleted.contains(name))
                .findFirst()
                .map(ShipmentName::sequence)
                .orElse(Sequence.NONE);
        return oldest.compareTo(here.lastComplete()) < 0 ? oldest : here.lastComplete();
    }
}
