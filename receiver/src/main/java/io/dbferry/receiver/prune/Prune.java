package io.dbferry.receiver.prune;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.Event;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.stream.DepotLayout;
import io.dbferry.stream.Needed;
import io.dbferry.stream.ShipmentsInDepot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Depot;
import io.dbferry.stream.store.DepotException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Deletes applied shipments that are past what the config keeps. The newest applied complete and all after it
 * stay, and so does what is not applied and could still be; and all of that for every other receiver of the depot too.
 */
public final class Prune {
    private static final String DELETING = "pruned-";

    private final ReceiverConfig config;
    private final Depot depot;

    public Prune(ReceiverConfig config, Depot depot) {
        this.config = config;
        this.depot = depot;
    }

    /**
     * What is past what is kept, and not needed here any more.
     *
     * @param past nobody needs it
     * @param heldBack another receiver needs it
     */
    public record Plan(List<Past> past, List<Held> heldBack) {
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
        Map<ShipmentName, String> notNeeded =
                Expiry.of(config.keep(), here.inDepot(), mayGo, now, name -> ShipmentsInDepot.bytes(name, depot));
        if (notNeeded.isEmpty()) {
            return new Plan(List.of(), List.of());
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
        return new Plan(past, heldBack);
    }

    private List<Needed> others(LoadPlan here) throws IOException {
        Sequence highest = here.inDepot().get(here.inDepot().size() - 1).sequence();
        return Needed.all(config.stream(), highest.later(here.lastApplied()), here.inDepot(), depot).stream()
                .filter(needed -> !needed.receiver().equals(config.name()))
                .toList();
    }

    /**
     * What has come of it.
     *
     * @param undeletable what stays although it should go, and why; the next run tries again
     */
    public record Result(Set<ShipmentName> deleted, List<String> undeletable) {}

    /**
     * Deletes these, and first what a killed run has left of others. What cannot be deleted keeps nothing else from being
     * deleted.
     *
     * @throws IOException if the depot cannot be reached or listed
     */
    public Result delete(List<ShipmentName> old) throws IOException {
        Set<ShipmentName> deleted = new HashSet<>();
        List<String> undeletable = new ArrayList<>();
        for (Depot.Entry left : depot.list(DepotLayout.INCOMING)) {
            if (isOurs(left.name())) {
                trying(undeletable, () -> depot.delete(DepotLayout.INCOMING + "/" + left.name()));
            }
        }
        if (!old.isEmpty()) {
            depot.makeFolder(DepotLayout.INCOMING);
        }
        for (ShipmentName name : old) {
            if (trying(undeletable, () -> delete(name))) {
                deleted.add(name);
            }
        }
        return new Result(deleted, undeletable);
    }

    /** A step that may fail for one folder. */
    private interface Deletion {
        void run() throws IOException;
    }

    private boolean trying(List<String> undeletable, Deletion deletion) throws IOException {
        try {
            deletion.run();
            return true;
        } catch (FileAlreadyExistsException e) {
            undeletable.add("'" + e.getFile() + "' is in the way");
        } catch (DepotException e) {
            if (e.problem() != DepotException.Problem.ACCESS) {
                depot.find(DepotLayout.INCOMING); // fails too, unless it is this one folder's trouble
            }
            undeletable.add(String.valueOf(e.getMessage()));
        }
        return false;
    }

    private boolean isOurs(String incoming) {
        return incoming.startsWith(deleting(""))
                && ShipmentName.parse(
                                Kind.COMPLETE, incoming.substring(deleting("").length()))
                        .isPresent();
    }

    private String deleting(String folder) {
        return DELETING + config.name() + "-" + folder;
    }

    /** Takes the shipment away by one rename first, so that nobody sees a part of it. */
    private void delete(ShipmentName name) throws IOException {
        String deleting = DepotLayout.INCOMING + "/" + deleting(name.folder());
        try {
            depot.rename(DepotLayout.shipment(name), deleting);
        } catch (NoSuchFileException e) {
            return; // another receiver was faster
        }
        depot.delete(deleting);
        Event.of("pruned").about(name).say("pruned " + name + " from the depot");
    }

    /** Keeps those of the newest applied complete and after, by which other receivers know what is needed here. */
    public void forgetReceipts(LoadPlan here, Set<ShipmentName> deleted, Receipts receipts) throws IOException {
        Sequence oldest = here.inDepot().stream()
                .filter(name -> !deleted.contains(name))
                .findFirst()
                .map(ShipmentName::sequence)
                .orElse(Sequence.NONE);
        receipts.forgetBefore(oldest.compareTo(here.lastComplete()) < 0 ? oldest : here.lastComplete());
    }
}
