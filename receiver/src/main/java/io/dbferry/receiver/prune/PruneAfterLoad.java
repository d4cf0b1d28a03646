package io.dbferry.receiver.prune;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.stream.Depot;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Prunes the depot when a load is done. What cannot be deleted is a warning: the rows are in. */
public record PruneAfterLoad(ReceiverConfig config, Depot depot, List<String> warnings) {
    private static final int UNDELETABLE_TOLD = 3;

    /** What this receiver had left in the depot when the load began. */
    public interface Listed {
        ReceiptFolder receipts() throws IOException;
    }

    /**
     * Deletes what the plan lets go.
     *
     * @param applied how many shipments the load has applied
     * @return what is deleted
     */
    public List<ShipmentName> run(LoadPlan plan, Instant now, int applied, Receipts receipts, Listed own) {
        try {
            Prune prune = new Prune(config, depot);
            Prune.Plan what = prune.plan(plan, now);
            List<ShipmentName> pruned = what.old();
            Depot.Retired result = prune.delete(plan, what);
            result.undeletable().stream()
                    .limit(UNDELETABLE_TOLD)
                    .forEach(why -> warnings.add("cannot prune the depot: " + why));
            if (result.undeletable().size() > UNDELETABLE_TOLD) {
                warnings.add("cannot prune the depot: " + (result.undeletable().size() - UNDELETABLE_TOLD)
                        + " more folders cannot be deleted");
            }
            if (!pruned.isEmpty() || applied > 0) {
                Sequence oldest = Prune.oldestReceipt(plan, result.deleted());
                if (applied > 1 || has(own, oldest)) { // of several, the first may be among those to forget
                    receipts.forgetBefore(oldest);
                }
            }
            return pruned.stream().filter(result.deleted()::contains).toList();
        } catch (IOException e) {
            warnings.add("cannot prune the depot: " + e.getMessage());
            return List.of();
        }
    }

    private static boolean has(Listed own, Sequence oldest) throws IOException {
        return own.receipts().shipments().stream().anyMatch(number -> number.compareTo(oldest) < 0);
    }
}
