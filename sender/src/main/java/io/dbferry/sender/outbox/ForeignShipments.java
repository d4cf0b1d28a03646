package io.dbferry.sender.outbox;

import io.dbferry.stream.Place;
import io.dbferry.stream.format.ShipmentName;
import java.util.List;
import java.util.Optional;

/**
 * Shipments in the depot that are not this sender's, and that it ignores.
 *
 * @param oldest of them
 * @param unsigned whether they lack this sender's signature; else their numbers cannot be this sender's
 */
public record ForeignShipments(ShipmentName oldest, int count, boolean unsigned, String depot) {
    /** @param newestFirst all of them */
    static Optional<ForeignShipments> of(List<ShipmentName> newestFirst, boolean signs, String depot) {
        return newestFirst.isEmpty()
                ? Optional.empty()
                : Optional.of(new ForeignShipments(
                        newestFirst.get(newestFirst.size() - 1), newestFirst.size(), signs, depot));
    }

    /** A sentence for people. */
    public String describe() {
        return "ignored " + (count == 1 ? "one shipment" : count + " shipments") + " in depot '" + depot
                + "' that this sender " + (unsigned ? "did not sign" : "cannot have shipped") + ", such as '"
                + Place.of(oldest) + "': find out who wrote there";
    }
}
