package io.dbferry.stream;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where people find something in the depot, for messages; and for the system, which tells of what comes into a folder. */
public final class Place {
    private Place() {}

    public static String of(ShipmentName shipment) {
        return DepotLayout.shipment(shipment);
    }

    public static String ofReceipts(String receiver) {
        return DepotLayout.receipts(receiver);
    }

    public static String ofReceipt(String receiver, Sequence shipment) {
        return DepotLayout.receipt(receiver, shipment);
    }

    /** The folders in which shipments appear, of a depot that is a folder of this machine. */
    public static List<Path> ofArrivals(Path depot) {
        return Arrays.stream(Kind.values())
                .map(kind -> depot.resolve(DepotLayout.shipments(kind)))
                .toList();
    }
}
