package io.dbferry.sender.work;

import io.dbferry.event.Event;
import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.stream.format.Receipt;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tells of each receiver's newest receipt once. Whoever loses the file hears of one receipt twice, and no more. */
public final class ReportedReceipts {
    private final StateFile<Seen> file;

    public ReportedReceipts(Path work) {
        this.file = new StateFile<>(
                work,
                work.resolve("receipts-seen.json"),
                json -> Json.read(json, Seen.class),
                "the log may report a receipt twice");
    }

    /** When the newest receipt of each receiver was written, by that receiver's clock. */
    private record Seen(Map<String, Instant> receivers) {
        private Seen {
            receivers = Map.copyOf(receivers);
        }
    }

    /** The receivers that were heard before. */
    public Set<String> receivers() throws IOException {
        return seen().keySet();
    }

    public void tell(Map<String, Receipt> newest) throws IOException {
        Map<String, Instant> before = seen();
        Map<String, Instant> now = new TreeMap<>();
        newest.forEach((receiver, receipt) -> now.put(receiver, receipt.time()));
        if (now.equals(before)) {
            return;
        }
        newest.forEach((receiver, receipt) -> {
            if (!receipt.time().equals(before.get(receiver))) {
                tell(receiver, receipt);
            }
        });
        file.write(Json.write(new Seen(now)), Durability.CACHE);
    }

    private Map<String, Instant> seen() throws IOException {
        return file.read().map(Seen::receivers).orElse(Map.of());
    }

    private static void tell(String receiver, Receipt receipt) {
        String shipment = receipt.kind().word() + " " + receipt.sequence();
        Event.of("receipt-seen")
                .about(shipment)
                .with("receiver", receiver)
                .with("state", receipt.state().word())
                .say("receipt of receiver " + receiver + " for " + shipment + ": "
                        + receipt.state().word() + " at " + receipt.time()
                        + (receipt.message() == null ? "" : ": " + receipt.message()));
    }
}
