package io.dbferry.sender;

import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.ShipmentName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a dump ended well. */
public sealed interface DumpOutcome {
    /** Shipments that had waited for the depot and went out first. */
    List<ShipmentName> waited();

    /**
     * A shipment is in the depot.
     *
     * @param insteadOfPartial why a complete was shipped although a partial was asked for
     */
    record Shipped(Manifest manifest, @Nullable String insteadOfPartial, List<ShipmentName> waited)
            implements DumpOutcome {}

    /** Nothing was shipped: no receiver can apply a partial before the complete that is asked for. */
    record Postponed(String why, List<ShipmentName> waited) implements DumpOutcome {}

    /** Nothing changed since the shipment, so nothing was shipped. */
    record Unchanged(ShipmentName since, List<ShipmentName> waited) implements DumpOutcome {}
}
