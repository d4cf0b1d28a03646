package io.dbferry.receiver.rows;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.receiver.ledger.HeldTables.Held;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.ledger.Outstanding;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Receipt;
import io.dbferry.text.Count;
import java.io.IOException;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Tables that stand still when all that was due is applied: the sender hears what it is asked for, and no load ends well. */
public record StandingStill(Outstanding outstanding, Depot depot, String receiver) {
    private static final String CATCHES_UP =
            "When that is done, the table catches up by itself: the sender carries all its rows with a partial that this"
                    + " receiver asks for, or with its next complete";

    /** Leaves the receipt of the last applied shipment again where it does not say what stands still and is asked for now. */
    public void leaveReceipt(Ledger ledger, Receipts receipts) throws SQLException, IOException {
        Optional<LedgerEntry> last = ledger.last();
        if (last.isEmpty() || outstanding.held().isEmpty()) {
            return;
        }
        Optional<Receipt> receipt = depot.receipts(receiver)
                .of(last.get().sequence())
                .filter(left -> left.state() == Receipt.State.APPLIED);
        if (receipt.isPresent() && !saysAll(receipt.get())) {
            LedgerEntry entry = last.get();
            receipts.leave(entry.name(), Receipt.State.APPLIED, entry.id(), entry.rows(), null);
        }
    }

    private boolean saysAll(Receipt receipt) throws SQLException {
        return receipt.heldOrNone().equals(outstanding.held())
                && receipt.repairsOrNone().equals(outstanding.requests());
    }

    /** @throws DbferryException if there are any */
    public void throwIfAny() throws SQLException {
        List<Held> held = outstanding.tables().all();
        if (held.isEmpty()) {
            return;
        }
        Held first = held.get(0);
        String more = held.size() == 1 ? "" : ", and " + Count.of(held.size() - 1, "more table");
        throw new DbferryException(
                Failure.TARGET_DATABASE,
                first.cause() + "; table '" + first.table() + "' stands still since shipment " + first.since() + " ("
                        + first.at().truncatedTo(ChronoUnit.SECONDS) + ")" + more
                        + "; all else that was due is applied",
                first.hint() == null ? CATCHES_UP : first.hint() + ". " + CATCHES_UP,
                null);
    }
}
