package io.dbferry.stream;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Depot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The shipments that stand in a depot. */
public final class ShipmentsInDepot {
    private ShipmentsInDepot() {}

    /** What all files of a shipment take; 0 if it is not there. */
    public static long bytes(ShipmentName shipment, Depot depot) throws IOException {
        return depot.list(DepotLayout.shipment(shipment)).stream()
                .mapToLong(Depot.Entry::bytes)
                .sum();
    }

    /** All of both kinds, in sequence. */
    public static List<ShipmentName> list(Depot depot) throws IOException {
        return list(kind -> depot.list(DepotLayout.shipments(kind)));
    }

    /** The oldest of both kinds, in sequence: all, unless a folder has more names than can be listed. */
    public static List<ShipmentName> oldest(Depot depot) throws IOException {
        return list(kind -> depot.first(DepotLayout.shipments(kind), folder -> ShipmentName.parse(kind, folder)
                .isPresent()));
    }

    /** Gives what stands in a kind's folder. */
    private interface Folders {
        List<Depot.Entry> of(Kind kind) throws IOException;
    }

    private static List<ShipmentName> list(Folders folders) throws IOException {
        List<ShipmentName> shipments = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Depot.Entry entry : folders.of(kind)) {
                if (entry.folder()) {
                    ShipmentName.parse(kind, entry.name()).ifPresent(shipments::add);
                }
            }
        }
        Collections.sort(shipments);
        return shipments;
    }
}
