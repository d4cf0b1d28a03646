package io.dbferry.status.read;

import io.dbferry.metrics.Exposition;
import io.dbferry.metrics.Gauge;
import io.dbferry.metrics.Readings;
import io.dbferry.metrics.Readings.Sample;
import io.dbferry.sender.outbox.SenderStatus;
import io.dbferry.status.model.ProofStatus;
import io.dbferry.status.model.ReceiverStatus;
import io.dbferry.status.model.ShipmentStatus;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.model.StatusModel.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A status as gauges, for metrics. */
public final class StatusReadings {
    private final List<Sample> samples = new ArrayList<>();

    private StatusReadings() {}

    public static Readings of(StatusModel status) {
        StatusReadings readings = new StatusReadings();
        if (status.role() == Role.SENDER) {
            readings.sender(status);
        } else {
            readings.receiver(status);
        }
        readings.number(Gauge.DEPOT_FREE, status.depot().freeBytes());
        readings.number(
                Gauge.WORK_FREE,
                status.disks().isEmpty() ? null : status.disks().get(0).freeBytes());
        return new Readings(status.time(), readings.samples);
    }

    /** What waits in a sender's work folder, for a run that had no depot; all else stays as it was measured before. */
    public static Readings withWaiting(Path work, Readings before) throws IOException {
        StatusReadings readings = new StatusReadings();
        readings.waiting(SenderStatus.read(work).waiting().stream()
                .map(manifest -> manifest.name().time())
                .toList());
        return before.replacing(Set.of(Gauge.WAITING, Gauge.OLDEST_WAITING), readings.samples);
    }

    private void waiting(List<Instant> times) {
        number(Gauge.WAITING, (long) times.size());
        time(Gauge.OLDEST_WAITING, times.isEmpty() ? null : times.get(0));
    }

    private void sender(StatusModel status) {
        List<ShipmentStatus> waiting = status.waiting() == null ? List.of() : status.waiting();
        waiting(waiting.stream().map(ShipmentStatus::time).toList());
        Integer inDepot = status.depot().shipments();
        number(Gauge.IN_DEPOT, inDepot == null ? null : Long.valueOf(inDepot));
        number(Gauge.RETAINED_WAL, status.database().retainedWalBytes());
        for (ReceiverStatus receiver : status.receivers() == null ? List.<ReceiverStatus>of() : status.receivers()) {
            samples.add(new Sample(Gauge.BEHIND, receiver.receiver(), receiver.shipmentsBehind()));
            if (receiver.appliedTime() != null) {
                samples.add(new Sample(Gauge.APPLIED, receiver.receiver(), Exposition.seconds(receiver.appliedTime())));
            }
        }
    }

    private void receiver(StatusModel status) {
        time(Gauge.IN_STEP, status.lag().inStepAsOf());
        if (status.database().reachable()) {
            number(Gauge.HELD, (long) status.standingOrNone().size());
        }
        ProofStatus proof = status.proof();
        if (proof != null && proof.oldest() != null) {
            time(Gauge.PROVEN, proof.oldest());
            number(Gauge.DIFFERENT, (long) proof.different().size());
        }
        StatusModel.Due due = status.due();
        if (due != null) {
            number(Gauge.DUE, (long) due.shipments());
            time(
                    Gauge.OLDEST_WAITING,
                    due.oldest().isEmpty() ? null : due.oldest().get(0).time());
        }
    }

    private void number(Gauge gauge, @Nullable Long value) {
        if (value != null) {
            samples.add(Sample.of(gauge, value));
        }
    }

    private void time(Gauge gauge, @Nullable Instant time) {
        if (time != null) {
            samples.add(Sample.of(gauge, Exposition.seconds(time)));
        }
    }
}
