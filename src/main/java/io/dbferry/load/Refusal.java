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

    /** A folder holds a shipment of another name. */
    static final class CopyException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient ShipmentName copy;
        private final transient ShipmentName original;

        private CopyException(ShipmentName copy, ShipmentName original) {
            this.copy = copy;
            this.original = original;
        }

        ShipmentName copy() {
            return copy;
        }

        ShipmentName original() {
            return original;
        }
    }

    /** The shipment has the manifest of another one. */
    static DbferryException copy(ShipmentName name, ShipmentName original) {
        DbferryException unfit = unfit(name, "its manifest is that of " + original);
        return new DbferryException(
                unfit.failure(), String.valueOf(unfit.getMessage()), unfit.hint(), new CopyException(name, original));
    }

    /** The shipment does not follow what was applied last. */
    static DbferryException gap(ShipmentName name, String cause) {
        return new DbferryException(
                Failure.SHIPMENT_REFUSED,
                "cannot load " + name + ": " + cause,
                "The sender is asked for a complete with its next run; nothing is to be done here",
                null);
    }

    /** This database does not fit the shipment. */
    static DbferryException schema(ShipmentName name, String cause, String hint) {
        return new DbferryException(Failure.TARGET_DATABASE, "cannot load " + name + ": " + cause, hint, null);
    }
}
