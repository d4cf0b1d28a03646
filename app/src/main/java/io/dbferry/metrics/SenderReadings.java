package io.dbferry.metrics;

import io.dbferry.config.SenderConfig;
import io.dbferry.metrics.Readings.Sample;
import io.dbferry.sender.outbox.SenderStatus;
import io.dbferry.stream.Depot;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures a sender: what waits, how far each receiver is by its newest receipt, and the room that is left. */
public final class SenderReadings {
    private SenderReadings() {}

    public static Readings read(SenderConfig config, Depot depot, Instant now) throws IOException {
        List<Sample> samples = new ArrayList<>();
        SenderStatus sender = SenderStatus.read(config.work());
        List<ShipmentName> inDepot = depot.shipments();
        samples.add(Sample.of(Gauge.WAITING, sender.waiting().size()));
        samples.add(Sample.of(Gauge.IN_DEPOT, inDepot.size()));
        depot.freeBytes().ifPresent(bytes -> samples.add(Sample.of(Gauge.DEPOT_FREE, bytes)));
        samples.add(Sample.of(Gauge.WORK_FREE, Files.getFileStore(config.work()).getUsableSpace()));
        for (ReceiptFolder folder : depot.receipts(sender.highest())) {
            Optional<Receipt> newest = folder.newest();
            if (newest.isPresent()) {
                receiver(folder.receiver(), newest.get().applied(), inDepot, samples);
            }
        }
        return new Readings(now, samples);
    }

    private static void receiver(String name, Sequence applied, List<ShipmentName> inDepot, List<Sample> samples) {
        long behind = inDepot.stream()
                .filter(s -> s.sequence().compareTo(applied) > 0)
                .count();
        samples.add(new Sample(Gauge.BEHIND, name, behind));
        inDepot.stream()
                .filter(s -> s.sequence().equals(applied))
                .findFirst()
                .ifPresent(s -> samples.add(new Sample(Gauge.APPLIED, name, Exposition.seconds(s.time()))));
    }
}
