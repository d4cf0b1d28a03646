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
import org.jspecify.annotations.Nullable;

/** Judges a status: the worst that is known of it, as one sentence with what to do. */
public final class Assessment {
    /** Of nothing that failed, but does not arrive. */
    private static final int LATE = Failure.DEPOT.exitCode();

    private final StatusModel status;
    private final Optional<Duration> tooLong;

    /** @param tooLong a lag that is an alarm; nothing for none */
    public Assessment(StatusModel status, Optional<Duration> tooLong) {
        this.status = status;
        this.tooLong = tooLong;
    }

    public Verdict verdict() {
        return Stream.<Supplier<Optional<Verdict>>>of(
                        this::failingJob,
                        this::failedRun,
                        this::failedSteps,
                        this::unreadable,
                        this::silence,
                        this::failingReceiver,
                        this::overdue,
                        this::waitsTooLong,
                        this::lagsTooLong,
                        this::nobodyLoads,
                        this::empty)
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(this::well);
    }

    private Optional<Verdict> failingJob() {
        List<OpenIncident> failing =
                status.incidents().stream().filter(OpenIncident::failed).toList();
        return failing.stream()
                .findFirst()
                .map(i -> new Verdict(
                        Level.FAILING,
                        i.job() + " fails since " + HumanTime.at(i.since()) + " (" + span(i.since()) + "): "
                                + firstLine(i.text()) + more(failing.size() - 1),
                        i.since(),
                        i.hint(),
                        Objects.requireNonNull(i.exitCode())));
    }

    private static String more(int others) {
        return others == 0 ? "" : "; and " + others + (others == 1 ? " more fails" : " more fail");
    }

    /** Whoever watched it fail on a terminal has no incident of it. A later run of another job may have made good for it. */
    private Optional<Verdict> failedRun() {
        return status.jobs().stream()
                .filter(job -> job.lastExitCode() != null && job.lastRun() != null)
                .max(Comparator.comparing(job -> Objects.requireNonNull(job.lastRun())))
                .filter(job -> !Objects.equals(job.lastExitCode(), 0))
                .map(job -> new Verdict(
                        Level.FAILING,
                        "the last " + job.job() + ", which ended " + span(job.lastRun()) + " ago, had exit code "
                                + job.lastExitCode(),
                        job.lastRun(),
                        "The log says why; 'dbferry check' tries all that the config names",
                        Objects.requireNonNull(job.lastExitCode())));
    }

    private Optional<Verdict> failedSteps() {
        List<ShipmentStatus> shipments = status.shipments() == null ? List.of() : status.shipments();
        return shipments.stream()
                .filter(shipment -> shipment.postprocess() != null
                        && shipment.postprocess().state() == ShipmentStatus.Steps.State.FAILED)
                .findFirst()
                .map(shipment -> new Verdict(
                        Level.FAILING,
                        "the steps after " + shipment.label() + " failed: "
                                + firstLine(String.valueOf(
                                        Objects.requireNonNull(shipment.postprocess()).failure())),
                        shipment.appliedAt(),
                        "Fix the step, then 'dbferry load' repeats it",
                        Failure.POSTPROCESS.exitCode()));
    }

    private Optional<Verdict> unreadable() {
        return status.problems().stream()
                .filter(problem -> problem.exitCode() != 0)
                .findFirst()
                .map(p -> new Verdict(Level.FAILING, firstLine(p.text()), null, p.hint(), p.exitCode()));
    }

    private Optional<Verdict> silence() {
        return status.incidents().stream()
                .findFirst()
                .map(i -> new Verdict(Level.LATE, firstLine(i.text()), i.since(), i.hint(), LATE));
    }

    /** What its newest receipt says; nothing is wrong on this side. */
    private Optional<Verdict> failingReceiver() {
        return receivers().stream()
                .filter(r -> r.state() != Receipt.State.APPLIED && r.shipmentsBehind() > 0)
                .findFirst()
                .map(r -> new Verdict(
                        Level.LATE,
                        r.receiver() + " does not apply shipment " + r.sequence()
                                + (r.message() == null ? "" : ": " + firstLine(r.message())),
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
                "nobody starts the jobs: " + job.job() + " was due " + span(job.overdueSince())
                        + " ago, and neither a daemon nor this user's crontab runs it",
                job.overdueSince(),
                "Start the service: systemctl enable --now dbferry-" + status.role().word()
                        + "; or, for cron: dbferry crontab add",
                LATE);
    }

    private Verdict hangs(JobStatus job) {
        return new Verdict(
                Level.LATE,
                job.job() + " was due " + span(job.overdueSince()) + " ago, and no run has ended since",
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
                                + span(shipment.time()) + ")",
                        shipment.time(),
                        "See with 'dbferry check --remote' which step to the depot fails",
                        LATE));
    }

    private Optional<Verdict> lagsTooLong() {
        return status.role() == Role.SENDER ? lateReceiver() : lateHere();
    }

    private Optional<Verdict> lateReceiver() {
        return receivers().stream()
                .filter(r -> r.oldestMissing() != null && isTooLong(r.oldestMissing()))
                .findFirst()
                .map(r -> new Verdict(
                        Level.LATE,
                        r.receiver() + " has not applied " + shipments(r.shipmentsBehind()) + ", the oldest of "
                                + HumanTime.at(Objects.requireNonNull(r.oldestMissing())) + " ("
                                + span(Objects.requireNonNull(r.oldestMissing())) + ")",
                        r.oldestMissing(),
                        "See on " + r.receiver() + " what 'dbferry status' says; if it is gone for good, delete its folder"
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
                status.subject() + " is " + span(inStep) + " behind: "
                        + (due == 0
                                ? "nothing came from the sender"
                                : shipments(due) + (due == 1 ? " waits here" : " wait here")),
                inStep,
                due == 0
                        ? "See on the sender what 'dbferry status' says"
                        : "Run 'dbferry load'; the log says why the schedule did not",
                LATE));
    }

    private Optional<Verdict> nobodyLoads() {
        Instant oldest = status.depot().oldest();
        boolean nobody = status.role() == Role.SENDER && status.receivers() != null && receivers().isEmpty();
        return nobody && oldest != null && isTooLong(oldest)
                ? Optional.of(new Verdict(
                        Level.LATE,
                        "no receiver has left a receipt: the oldest shipment in the depot is of " + HumanTime.at(oldest),
                        oldest,
                        "See on the receiver what 'dbferry status' says, and whether its depot is the same folder",
                        LATE))
                : Optional.empty();
    }

    private Optional<Verdict> empty() {
        if (status.last() != null || status.problems().stream().anyMatch(p -> p.part() == Problem.Part.WORK)) {
            return Optional.empty();
        }
        if (status.role() == Role.SENDER) {
            return Optional.of(new Verdict(
                    Level.EMPTY, "nothing has been shipped from here yet", null, "Ship the first: dbferry dump complete", 0));
        }
        int due = status.due() == null ? 0 : status.due().shipments();
        return Optional.of(new Verdict(
                Level.EMPTY,
                "nothing has been applied here yet, " + (due == 0 ? "and nothing is due" : shipments(due) + " due"),
                null,
                due == 0 ? "On the sender, run: dbferry dump complete" : "Run 'dbferry load'",
                0));
    }

    private Verdict well() {
        int warnings = status.problems().size();
        int missing = status.missingMedia() == null ? 0 : status.missingMedia().size();
        String end = warnings > 0
                ? counted(warnings, "warning")
                : missing > 0 ? "all well but for " + counted(missing, "missing media file") : "all well";
        return new Verdict(Level.WELL, progress() + ", " + end, null, null, 0);
    }

    private String progress() {
        if (status.role() == Role.RECEIVER) {
            return status.subject() + " is " + HumanTime.span(status.lag().seconds()) + " behind";
        }
        int waiting = status.waiting() == null ? 0 : status.waiting().size();
        return waiting == 0
                ? ofReceivers()
                : shipments(waiting) + (waiting == 1 ? " waits" : " wait") + " for the depot, " + ofReceivers();
    }

    private String ofReceivers() {
        Optional<ReceiverStatus> last = receivers().stream().max(Comparator.comparingLong(ReceiverStatus::shipmentsBehind));
        int count = receivers().size();
        if (last.isEmpty()) {
            return "no receiver has left a receipt yet";
        }
        if (last.get().shipmentsBehind() == 0) {
            return (count == 1 ? last.get().receiver() + " has" : "all " + count + " receivers have") + " applied everything";
        }
        Long lag = last.get().lagSeconds();
        return last.get().receiver() + " is "
                + (lag == null ? shipments(last.get().shipmentsBehind()) : HumanTime.span(lag)) + " behind"
                + (count == 1 ? "" : ", the furthest of " + count + " receivers");
    }

    private List<ReceiverStatus> receivers() {
        return status.receivers() == null ? List.of() : status.receivers();
    }

    private boolean isTooLong(Instant since) {
        return tooLong.filter(most -> Duration.between(since, status.time()).compareTo(most) > 0)
                .isPresent();
    }

    private String span(@Nullable Instant since) {
        return HumanTime.span(since == null ? null : Duration.between(since, status.time()).toSeconds());
    }

    private static String shipments(long count) {
        return counted(count, "shipment");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
