package io.dbferry.capture;

import io.dbferry.depot.Depot;
import io.dbferry.shipment.DepotLayout;
import io.dbferry.shipment.Receipt;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the next shipment must be a complete. */
final class CompleteNeeded {
    private CompleteNeeded() {}

    /** Why; null if a partial will do. */
    static @Nullable String reason(SenderState state, String stream, Depot depot) throws IOException {
        SenderState.Shipped complete = state.complete();
        if (complete == null) {
            return "the stream has no complete yet";
        }
        for (Depot.Entry receiver : depot.list(DepotLayout.RECEIPTS).stream()
                .filter(Depot.Entry::folder)
                .toList()) {
            Optional<Receipt> newest = NewestReceipt.of(receiver.name(), stream, state.drawn(), depot);
            if (newest.isPresent()
                    && newest.get().state() == Receipt.State.NEEDS_COMPLETE
                    && newest.get().sequence().compareTo(complete.sequence()) >= 0) {
                return "receiver '" + receiver.name() + "' asks for one";
            }
        }
        return null;
    }
}
