package io.dbferry.sender.outbox;

import io.dbferry.event.Event;
import io.dbferry.files.AtomicFile;
import io.dbferry.stream.format.Receipt;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Tells of each receiver's newest receipt once. Whoever loses the file hears of one receipt twice, and no more. */
public final class ReportedReceipts {
    private final Path file;

    public ReportedReceipts(Path file) {
        this.file = file;
    }

    /** When the newest receipt of each receiver was written, by that receiver's clock. */
    private record Seen(Map<String, Instant> receivers) {}

    public void tell(Map<String, Receipt> newest) throws IOException {
        Map<String, Instant> before = read();
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
        AtomicFile.write(file, Json.write(new Seen(now)));
    }

    private static void tell(String receiver, Receipt receipt) {
        String shipment = receipt.kind().word() + " " + receipt.sequence();
        Event.of("receipt-seen")
                .with("receiver", receiver)
                .with("state", receipt.state().word())
                .say("receipt of receiver " + receiver + " for " + shipment + ": "
                        + receipt.state().word() + " at " + receipt.time()
                        + (receipt.message() == null ? "" : ": " + receipt.message()));
    }

    private Map<String, Instant> read() {
        try {
            return Json.read(Files.readAllBytes(file), Seen.class).receivers();
        } catch (IOException e) {
            return Map.of(); // none yet, or not readable
        }
    }
}
