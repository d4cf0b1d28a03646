package io.dbferry.metrics;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.metrics.Readings.Sample;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.status.ReceiverReport;
import io.dbferry.stream.Depot;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Measures a receiver: until when it is in step, what is due, and the room that is left. */
public final class ReceiverReadings {
    private ReceiverReadings() {}

    /** @throws io.dbferry.failure.DbferryException if the database cannot be reached or read */
    public static Readings read(ReceiverConfig config, Database database, Depot depot, ShipmentTrust trust, Instant now)
            throws IOException {
        ReceiverReport report = ReceiverReport.read(config, database, depot, trust, now);
        List<Sample> samples = new ArrayList<>();
        if (report.inStepAsOf() != null) {
            samples.add(Sample.of(Gauge.IN_STEP, Exposition.seconds(report.inStepAsOf())));
        }
        samples.add(Sample.of(Gauge.DUE, report.due().shipments()));
        if (report.proof().oldest() != null) {
            samples.add(
                    Sample.of(Gauge.PROVEN, Exposition.seconds(report.proof().oldest())));
            samples.add(Sample.of(Gauge.DIFFERENT, report.proof().different().size()));
        }
        depot.freeBytes().ifPresent(bytes -> samples.add(Sample.of(Gauge.DEPOT_FREE, bytes)));
        samples.add(Sample.of(Gauge.WORK_FREE, Files.getFileStore(config.work()).getUsableSpace()));
        return new Readings(now, samples);
    }
}
