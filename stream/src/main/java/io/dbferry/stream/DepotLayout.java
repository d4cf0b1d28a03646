package io.dbferry.stream;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;

/** Where everything stands in the depot. The only class that knows. */
public final class DepotLayout {
    public static final String INCOMING = "incoming";
    public static final String RECEIPTS = "receipts";

    /** The sender's last sign of life, and the place of the next until it takes that name. */
    public static final String HEARTBEAT = "heartbeat";

    public static final String NEW_HEARTBEAT = "heartbeat.new";

    /** When the next complete may be asked for. */
    public static final String NEXT_COMPLETE = "next-complete";

    private DepotLayout() {}

    /** The folder with all shipments of a kind. */
    public static String shipments(Kind kind) {
        return kind.word();
    }

    public static String shipment(ShipmentName name) {
        return shipments(name.kind()) + "/" + name.folder();
    }

    /** Where a shipment is while it is uploaded. */
    public static String incoming(ShipmentName name) {
        return INCOMING + "/" + name.folder();
    }

    public static String file(ShipmentName name, String file) {
        return shipment(name) + "/" + file;
    }

    public static String receipts(String receiver) {
        return RECEIPTS + "/" + receiver;
    }

    public static String receipt(String receiver, Sequence sequence) {
        return receipts(receiver) + "/" + sequence + ".json";
    }
}
