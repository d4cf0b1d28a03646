package io.dbferry.receiver.refused;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.stream.age.NotDecryptableException;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.ShipmentName;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * A shipment that could not be applied, and why.
 *
 * @param nextComplete when the sender ships one that is asked for; empty if with its next run
 */
public record RefusedShipment(
        ReceiverConfig config, ShipmentName shipment, DbferryException failure, Optional<Instant> nextComplete) {
    /** Whether another complete does away with the failure. */
    public static boolean anotherCompleteHelps(DbferryException failure) {
        return failure.failure() == Failure.SHIPMENT_REFUSED || contradicts(failure);
    }

    /** Whether the database refused rows for its own rules: a complete may bring it back into step. */
    private static boolean contradicts(DbferryException failure) {
        return failure.getCause() instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith("23");
    }

    /** Leaves its receipt, and returns the failure with what comes next. */
    public DbferryException leaveReceipt(Ledger ledger, Receipts receipts) {
        if (failure.failure() != Failure.SHIPMENT_REFUSED && failure.failure() != Failure.TARGET_DATABASE) {
            return failure;
        }
        boolean notForUs =
                RejectedShipment.isForSomebodyToFix(failure) || failure.getCause() instanceof NotDecryptableException;
        boolean complete = !notForUs && anotherCompleteHelps(failure);
        try {
            receipts.leave(
                    shipment,
                    complete ? Receipt.State.NEEDS_COMPLETE : Receipt.State.FAILED,
                    ledger.lastId(),
                    0,
                    receiptText());
        } catch (SQLException e) {
            failure.addSuppressed(e); // the connection broke, which the failure says
        }
        return complete ? RejectedShipment.asking(failure, nextComplete) : failure;
    }

    /** A message may name tables and columns, which an encrypted stream keeps out of the depot. */
    private String receiptText() {
        return config.identityFile().isEmpty()
                ? String.valueOf(failure.getMessage())
                : "cannot load " + shipment + ": exit code " + failure.failure().exitCode()
                        + "; the receiver's log says why";
    }
}
