package io.dbferry.capture;

import io.dbferry.depot.Depot;
import io.dbferry.shipment.DepotLayout;
import io.dbferry.shipment.Json;
import io.dbferry.shipment.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
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
        for (Depot.Entry receiver : depot.list(DepotLayout.RECEIPTS)) {
            Receipt newest = receiver.folder() ? newest(receiver.name(), depot) : null;
            if (newest != null
                    && newest.stream().equals(stream)
                    && newest.state() == Receipt.State.NEEDS_COMPLETE
                    && newest.sequence().compareTo(complete.sequence()) >= 0) {
                return "receiver '" + receiver.name() + "' asks for one";
            }
        }
        return null;
    }

    private static @Nullable Receipt newest(String receiver, Depot depot) throws IOException {
        List<Depot.Entry> receipts = depot.list(DepotLayout.receipts(receiver)).stream()
                .filter(e -> !e.folder() && e.name().matches("\\d+\\.json"))
                .toList();
        if (receipts.isEmpty()) {
            return null;
        }
        String file = DepotLayout.receipts(receiver) + "/"
                + receipts.get(receipts.size() - 1).name();
        try (InputStream json = depot.read(file)) {
            return Json.read(json.readNBytes(1 << 20), Receipt.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return null; // not one of ours; whoever wrote it can do no more than stay silent
        }
    }
}
