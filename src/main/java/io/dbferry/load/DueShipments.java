package io.dbferry.load;

import io.dbferry.shipment.ShipmentName;
import java.util.Collection;
import java.util.List;

/** For {@code status}: what the next load would apply. */
public final class DueShipments {
    private DueShipments() {}

    /** The shipments of the depot that the ledger says are still to be applied, in sequence. */
    public static List<ShipmentName> of(Collection<Ledger.Entry> ledger, List<ShipmentName> inDepot) {
        return LoadPlan.of(ledger, inDepot).due();
    }
}
