package io.dbferry.cli.print;

import io.dbferry.status.model.JobStatus;
import io.dbferry.status.model.ReceiverStatus;
import io.dbferry.status.model.ShipmentStatus;
import io.dbferry.status.model.ShipmentStatus.Changes;
import io.dbferry.status.model.ShipmentStatus.Steps;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.model.StatusModel.Role;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import io.dbferry.text.HumanTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of a status. */
final class StatusTables {
    private final StatusModel status;

    StatusTables(StatusModel status) {
        this.status = status;
    }

    String jobs() {
        TextTable table = new TextTable("job", "schedule", "last run", "exit code", "took", "next run");
        for (JobStatus job : status.jobs()) {
            table.add(
                    job.job(),
                    job.schedule(),
                    time(job.lastRun()),
                    job.lastExitCode() == null ? "-" : job.lastExitCode(),
                    job.lastSeconds() == null ? "-" : HumanTime.span(Math.round(job.lastSeconds())),
                    next(job.nextRun()));
        }
        return status.jobs().isEmpty() ? "the schedule has no jobs" : table.toString();
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "-" : HumanTime.at(time);
    }

    private String next(@Nullable Instant time) {
        return time == null
                ? "-"
                : "in " + HumanTime.span(Duration.between(status.time(), time).toSeconds());
    }

    Optional<String> shipments() {
        List<ShipmentStatus> newest = status.shipments();
        if (newest == null || newest.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(status.role() == Role.SENDER ? carried("in the depot", newest) : applied(newest));
    }

    Optional<String> waiting() {
        List<ShipmentStatus> waiting = status.waiting();
        return waiting == null || waiting.isEmpty() ? Optional.empty() : Optional.of(carried("waiting here", waiting));
    }

    private static String carried(String head, List<ShipmentStatus> shipments) {
        TextTable table = new TextTable(head, "kind", "time", "rows", "media", "size");
        for (ShipmentStatus shipment : shipments) {
            table.add(
                    shipment.shipment(),
                    shipment.kind().word(),
                    HumanTime.at(shipment.time()),
                    Count.of(shipment.rows()),
                    Count.of(shipment.mediaFiles()),
                    size(shipment.bytes()));
        }
        return table.toString();
    }

    private static String applied(List<ShipmentStatus> shipments) {
        TextTable table = new TextTable(
                "shipment", "kind", "applied at", "inserted", "updated", "deleted", "media", "size", "postprocess");
        for (ShipmentStatus shipment : shipments) {
            Changes changes = shipment.changes();
            table.add(
                    shipment.shipment(),
                    shipment.kind().word(),
                    time(shipment.appliedAt()),
                    Count.of(changes == null ? null : changes.inserted()),
                    Count.of(changes == null ? null : changes.updated()),
                    Count.of(changes == null ? null : changes.deleted()),
                    Count.of(shipment.mediaFiles()),
                    size(shipment.bytes()),
                    steps(shipment.postprocess()));
        }
        return table.toString();
    }

    private static String steps(@Nullable Steps steps) {
        return steps == null ? "-" : steps.text();
    }

    String receivers() {
        TextTable table =
                new TextTable("receiver", "last receipt", "at", "applied", "behind", "behind by", "last failure");
        for (ReceiverStatus receiver : status.receivers() == null ? List.<ReceiverStatus>of() : status.receivers()) {
            table.add(
                    receiver.receiver(),
                    receiver.sequence() + " " + receiver.state().word(),
                    HumanTime.at(receiver.time()),
                    receiver.applied().number() == 0 ? "-" : receiver.applied(),
                    Count.of(receiver.shipmentsBehind(), "shipment"),
                    HumanTime.span(receiver.lagSeconds()),
                    receiver.lastFailure() == null ? "" : failure(receiver.lastFailure()));
        }
        return table.toString();
    }

    private static String failure(ReceiverStatus.Failure failure) {
        return failure.sequence() + " at " + HumanTime.at(failure.time())
                + (failure.message() == null ? "" : ": " + firstLine(failure.message()));
    }

    private static String size(@Nullable Long bytes) {
        return bytes == null ? "-" : ByteCount.of(bytes);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
