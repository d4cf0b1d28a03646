package io.dbferry.status.model;

import io.dbferry.failure.Failure;
import io.dbferry.status.model.StatusModel.Role;
import io.dbferry.status.model.Verdict.Level;
import io.dbferry.stream.format.Receipt;
import io.dbferry.text.HumanTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds what no run of this side has failed at, and what does not arrive all the same. */
final class Lateness {
    /** Nothing comes through the depot. */
    private static final int LATE = Failure.DEPOT.exitCode();

    private final StatusModel status;
    private final Optional<Duration> tooLong;

    Lateness(StatusModel status, Optional<Duration> tooLong) {
        this.status = status;
        this.tooLong = tooLong;
    }

    Optional<Verdict> verdict() {
        return Stream.<Supplier<Optional<Verdict>>>of(
                        this::silence,
                        this::failingReceiver,
                        this::overdue,
                        this::waitsTooLong,
                        this::lagsTooLong,
                        this::nobodyLoads)
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Verdict> silence() {
        return status.incidents().stream()
                .findFirst()
                .map(i -> new Verdict(Level.LATE, Assessment.firstLine(i.text()), i.since(), i.hint(), LATE));
    }

    /** What its newest receipt says; nothing is wrong on this side. */
    private Optional<Verdict> failingReceiver() {
        return status.knownReceivers().stream()
                .filter(r -> r.state() != Receipt.State.APPLIED && r.shipmentsBehind() > 0)
                .findFirst()
                .map(r -> new Verdict(
                        Level.LATE,
                        r.receiver() + " does not apply shipment " + r.sequence()
                                + (r.message() == null ? "" : ": " + Assessment.firstLine(r.message())),
                        r.oldestMissing(),
                        r.state() == Receipt.State.NEEDS_COMPLETE
                                ? "Nothing, if a dump is to come: it ships the complete that " + r.receiver()
                                        + " asks for; or now: dbferry dump complete"
                                : "See on " + r.receiver() + " what 'dbferry status' says",
                        LATE));
    }

    private Optional<Verdict> overdue() {
        return status.jobs().stream()
                .filter(job -> job.overdueSince() != null)
                .min(Comparator.comparing(job -> Objects.requireNonNull(job.overdueSince())))
                .map(job -> status.runner().by() == Runner.By.NOBODY ? nobodyRuns(job) : hangs(job));
    }

    private Verdict nobodyRuns(JobStatus job) {
        return new Verdict(
                Level.LATE,
                "nobody starts the jobs: " + job.job() + " was due " + Assessment.span(status, job.overdueSince())
                        + " ago, and neither a daemon nor this user's crontab runs it",
                job.overdueSince(),
                "Start the service: systemctl enable --now dbferry-"
                        + status.role().word() + "; or, for cron: dbferry crontab add",
                LATE);
    }

    private Verdict hangs(JobStatus job) {
        return new Verdict(
                Level.LATE,
                job.job() + " was due " + Assessment.span(status, job.overdueSince())
                        + " ago, and no run has ended since",
                job.overdueSince(),
                "The log shows the step of a run that takes so long; dbferry-"
                        + status.role().word() + " or cron may be stopped",
                LATE);
    }

    private Optional<Verdict> waitsTooLong() {
        List<ShipmentStatus> waiting = status.waiting() == null ? List.of() : status.waiting();
        return waiting.stream()
                .filter(shipment -> isTooLong(shipment.time()))
                .findFirst()
                .map(shipment -> new Verdict(
                        Level.LATE,
                        shipment.label() + " waits for the depot since " + HumanTime.at(shipment.time()) + " ("
                                + Assessment.span(status, shipment.time()) + ")",
                        shipment.time(),
                        "See with 'dbferry check --remote' which step to the depot fails",
                        LATE));
    }

    private Optional<Verdict> lagsTooLong() {
        return status.role() == Role.SENDER ? lateReceiver() : lateHere();
    }

    private Optional<Verdict> lateReceiver() {
        return status.knownReceivers().stream()
                .filter(r -> r.oldestMissing() != null && isTooLong(r.oldestMissing()))
                .findFirst()
                .map(r -> new Verdict(
                        Level.LATE,
                        r.receiver() + " has not applied " + Assessment.shipments(r.shipmentsBehind())
                                + ", the oldest of "
                                + HumanTime.at(Objects.requireNonNull(r.oldestMissing())) + " ("
                                + Assessment.span(status, Objects.requireNonNull(r.oldestMissing())) + ")",
                        r.oldestMissing(),
                        "See on " + r.receiver()
                                + " what 'dbferry status' says; if it is gone for good, delete its folder"
                                + " receipts/" + r.receiver() + " in the depot",
                        LATE));
    }

    private Optional<Verdict> lateHere() {
        Instant inStep = status.lag().inStepAsOf();
        if (inStep == null || !isTooLong(inStep)) {
            return Optional.empty();
        }
        int due = status.due() == null ? 0 : status.due().shipments();
        return Optional.of(new Verdict(
                Level.LATE,
                status.subject() + " is " + Assessment.span(status, inStep) + " behind: "
                        + (due == 0
                                ? "nothing came from the sender"
                                : Assessment.shipments(due) + (due == 1 ? " waits here" : " wait here")),
                inStep,
                due == 0
                        ? "See on the sender what 'dbferry status' says"
                        : "Run 'dbferry load'; the log says why the schedule did not",
                LATE));
    }

    private Optional<Verdict> nobodyLoads() {
        Instant oldest = status.depot().oldest();
        boolean nobody = status.role() == Role.SENDER
                && status.receivers() != null
                && status.knownReceivers().isEmpty();
        return nobody && oldest != null && isTooLong(oldest)
                ? Optional.of(new Verdict(
                        Level.LATE,
                        "no receiver has left a receipt: the oldest shipment in the depot is of "
                                + HumanTime.at(oldest),
                        oldest,
                        "See on the receiver what 'dbferry status' says, and whether its depot is the same folder",
                        LATE))
                : Optional.empty();
    }

    private boolean isTooLong(Instant since) {
        return tooLong.filter(most -> Duration.between(since, status.time()).compareTo(most) > 0)
                .isPresent();
    }
}
