package io.dbferry.stream;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;

/** Where everything stands in the depot. The only class that knows. */
final class DepotLayout {
    static final String INCOMING = "incoming";
    static final String RECEIPTS = "receipts";

    /** The sender's last sign of life. */
    static final String HEARTBEAT = "heartbeat";

    /** When the next complete may be asked for. */
    static final String NEXT_COMPLETE = "next-complete";

    private DepotLayout() {}

    /** The folder with all shipments of a kind. */
    static String shipments(Kind kind) {
        return kind.word();
    }

    static String shipment(ShipmentName name) {
        return shipments(name.kind()) + "/" + name.folder();
    }

    /** Where a shipment is while it is uploaded. */
    static String incoming(ShipmentName name) {
        return INCOMING + "/" + name.folder();
    }

    static String file(ShipmentName name, String file) {
        return shipment(name) + "/" + file;
    }

    /** Is there before the manifest is, and not with it. */
    static String createdOnce(ShipmentName name) {
        return file(name, "created-once");
    }

    static String receipts(String receiver) {
        return RECEIPTS + "/" + receiver;
    }

    static String receipt(String receiver, Sequence sequence) {
        return receipts(receiver) + "/" + sequence + ".json";
    }
}
