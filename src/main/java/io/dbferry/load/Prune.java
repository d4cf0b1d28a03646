package io.dbferry.load;

import io.dbferry.config.Keep;
import io.dbferry.depot.Depot;
import io.dbferry.shipment.DepotLayout;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Sequence;
import io.dbferry.shipment.ShipmentName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Deletes applied shipments that are older than the config keeps them. The newest applied complete and all after it
 * stay, and so does what is not applied and could still be.
 */
final class Prune {
    private static final String DELETING = DepotLayout.INCOMING + "/pruned-";

    private final Depot depot;
    private final Keep keep;

    Prune(Depot depot, Keep keep) {
        this.depot = depot;
        this.keep = keep;
    }

    List<ShipmentName> run(SortedMap<Sequence, Kind> applied, List<ShipmentName> inDepot, Instant now)
            throws IOException {
        Sequence newestComplete = applied.entrySet().stream()
                .filter(e -> e.getValue() == Kind.COMPLETE)
                .map(java.util.Map.Entry::getKey)
                .reduce(Sequence.NONE, (a, b) -> b);
        List<ShipmentName> pruned = new ArrayList<>();
        for (ShipmentName name : inDepot) {
            Duration kept = name.kind() == Kind.COMPLETE ? keep.complete() : keep.partial();
            if (name.sequence().compareTo(newestComplete) < 0
                    && name.time().plus(kept).isBefore(now)) {
                delete(name);
                pruned.add(name);
            }
        }
        return pruned;
    }

    /** Takes the shipment away by one rename first, so that nobody sees a part of it. */
    private void delete(ShipmentName name) throws IOException {
        String deleting = DELETING + name.folder();
        depot.makeFolder(DepotLayout.INCOMING);
        depot.delete(deleting);
        depot.rename(DepotLayout.shipment(name), deleting);
        depot.delete(deleting);
    }
}
