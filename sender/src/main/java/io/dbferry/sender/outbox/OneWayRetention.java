package io.dbferry.sender.outbox;

import io.dbferry.config.Keep;
import io.dbferry.event.Event;
import io.dbferry.stream.Depot;
import io.dbferry.stream.base.BasesInDepot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Deletes old shipments where no receipt says what receivers need: by age and by the number of completes, but never the
 * newest complete nor what comes behind it, nor a complete that one refers to that stays.
 */
public record OneWayRetention(Keep keep, Depot depot, Path work) {
    private static final String BY = "sender";

    /** After a dump. What cannot be deleted is a warning, and the next run tries again. */
    public void run(Instant now) {
        try {
            List<ShipmentName> all = depot.shipments();
            List<ShipmentName> old = old(keep, all, now);
            BasesInDepot bases = new BasesInDepot(depot, work);
            Set<ShipmentName> referredTo = old.isEmpty()
                    ? Set.of()
                    : bases.of(all.stream().filter(name -> !old.contains(name)).toList());
            Depot.Retired retired = depot.retire(
                    old.stream().filter(name -> !referredTo.contains(name)).toList(), BY);
            bases.remember(all);
            if (!retired.deleted().isEmpty()) {
                Event.of("pruned")
                        .say("deleted " + retired.deleted().size()
                                + " old shipments from the depot, as receipts: none");
            }
            retired.undeletable().forEach(why -> Event.warning("prune").say("cannot prune the depot: " + why));
        } catch (IOException e) {
            Event.warning("prune", e).say("cannot prune the depot: " + e.getMessage());
        }
    }

    /** @param all in sequence */
    static List<ShipmentName> old(Keep keep, List<ShipmentName> all, Instant now) {
        List<ShipmentName> completes =
                all.stream().filter(name -> name.kind() == Kind.COMPLETE).toList();
        if (completes.isEmpty()) {
            return List.of();
        }
        ShipmentName newest = completes.get(completes.size() - 1);
        ShipmentName oldest = completes.get(Math.max(0, completes.size() - keep.completes()));
        return all.stream()
                .filter(name -> name.sequence().compareTo(newest.sequence()) < 0)
                .filter(name -> name.sequence().compareTo(oldest.sequence()) < 0 || isPast(keep, name, now))
                .toList();
    }

    private static boolean isPast(Keep keep, ShipmentName name, Instant now) {
        Duration kept = name.kind() == Kind.COMPLETE ? keep.complete() : keep.partial();
        return name.time().plus(kept).isBefore(now);
    }
}
