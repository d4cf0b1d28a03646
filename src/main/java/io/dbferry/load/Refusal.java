package io.dbferry.load;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.shipment.ShipmentName;

/** Why a shipment is not applied. */
final class Refusal {
    private Refusal() {}

    /** The shipment itself is wrong. */
    static DbferryException unfit(ShipmentName name, String cause) {
        return new DbferryException(
                Failure.SHIPMENT_REFUSED,
                "cannot load " + name + ": " + cause,
                "The sender is asked for a complete with its next run; if this comes again, check depot and disks",
                null);
    }

    /** This database does not fit the shipment. */
    static DbferryException schema(ShipmentName name, String cause, String hint) {
        return new DbferryException(Failure.TARGET_DATABASE, "cannot load " + name + ": " + cause, hint, null);
    }
}
