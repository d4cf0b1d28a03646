package io.dbferry.status.model;

import io.dbferry.failure.Failure;
import io.dbferry.receiver.ledger.Proofs;
import io.dbferry.status.model.StatusModel.Role;
import io.dbferry.status.model.Verdict.Level;
import io.dbferry.text.Count;
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
                        this::standing,
                        this::differing,
                        this::failedRun,
                        this::failedSteps,
                        this::unreadable,
                        () -> new Lateness(status, tooLong).verdict(),
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
                        i.job() + " fails since " + HumanTime.at(i.since()) + " (" + span(status, i.since()) + "): "
                                + firstLine(i.text()) + more(failing.size() - 1, "fails"),
                        i.since(),
                        i.hint(),
                        Objects.requireNonNull(i.exitCode())));
    }

    private static String more(int others, String verb) {
        String plural = verb.substring(0, verb.length() - 1);
        return others == 0 ? "" : "; and " + others + " more " + (others == 1 ? verb : plural);
    }

    /** Whoever watched it fail on a terminal has no incident of it. A later run of another job may have made good for it. */
    private Optional<Verdict> failedRun() {
        return status.jobs().stream()
                .filter(job -> job.lastExitCode() != null && job.lastRun() != null)
                .max(Comparator.comparing(job -> Objects.requireNonNull(job.lastRun())))
                .filter(job -> !Objects.equals(job.lastExitCode(), 0))
                .map(job -> new Verdict(
                        Level.FAILING,
                        "the last " + job.job() + ", which ended " + span(status, job.lastRun())
                                + " ago, had exit code " + job.lastExitCode(),
                        job.lastRun(),
                        "The log says why; 'dbferry check' tests database, depot, keys and folders",
                        Objects.requireNonNull(job.lastExitCode())));
    }

    private Optional<Verdict> standing() {
        List<StandingTable> standing = status.standingOrNone();
        return standing.stream()
                .findFirst()
                .map(table -> new Verdict(
                        Level.FAILING,
                        "table '" + table.table() + "' stands still since shipment " + table.since() + " ("
                                + span(status, table.at()) + "): " + firstLine(table.cause())
                                + more(standing.size() - 1, "stands"),
                        table.at(),
                        table.hint(),
                        Failure.TARGET_DATABASE.exitCode()));
    }

    private Optional<Verdict> differing() {
        ProofStatus proof = status.proof() == null ? ProofStatus.NONE : status.proof();
        List<ProofStatus.Different> different = proof.different();
        if (different.isEmpty() && proof.media() > 0) {
            return Optional.of(new Verdict(
                    Level.FAILING,
                    Count.of(proof.media(), "media file") + (proof.media() == 1 ? " differs" : " differ")
                            + " from what was shipped",
                    null,
                    "The sender's next 'dump partial' carries these files again, and the load of it repairs them",
                    Failure.TARGET_DATABASE.exitCode()));
        }
        return different.stream()
                .findFirst()
                .map(table -> new Verdict(
                        Level.FAILING,
                        "table '" + table.table() + "' differs from what was shipped, found "
                                + span(status, table.provenAt()) + " ago" + more(different.size() - 1, "differs"),
                        table.provenAt(),
                        hint(table.repair()),
                        Failure.TARGET_DATABASE.exitCode()));
    }

    private static String hint(Proofs.Repair repair) {
        return switch (repair) {
            case NONE, ASKED ->
                "The sender's next 'dump partial' carries these rows again, and the load of it repairs them";
            case COMPLETE -> "The table has no primary key: the sender's next 'dump complete' repairs it";
            case FAILED ->
                "The rows were repaired and differ again: a trigger, a rule or another session here changes them. Stop it,"
                        + " then run 'dbferry verify'";
        };
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
                                + firstLine(String.valueOf(Objects.requireNonNull(shipment.postprocess())
                                        .failure())),
                        shipment.appliedAt(),
                        "'dbferry queue' shows which step; fix it, then run 'dbferry queue retry' with its name",
                        Failure.POSTPROCESS.exitCode()));
    }

    private Optional<Verdict> unreadable() {
        return status.problems().stream()
                .filter(problem -> problem.exitCode() != 0)
                .findFirst()
                .map(p -> new Verdict(Level.FAILING, firstLine(p.text()), null, p.hint(), p.exitCode()));
    }

    private Optional<Verdict> empty() {
        if (status.last() != null || status.problems().stream().anyMatch(p -> p.part() == Problem.Part.WORK)) {
            return Optional.empty();
        }
        if (status.role() == Role.SENDER) {
            return Optional.of(new Verdict(
                    Level.EMPTY,
                    "nothing has been shipped from here yet",
                    null,
                    "Ship the first: dbferry dump complete",
                    0));
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
                ? Count.of(warnings, "warning")
                : missing > 0 ? "all well but for " + Count.of(missing, "missing media file") : "all well";
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
        Optional<ReceiverStatus> last =
                status.knownReceivers().stream().max(Comparator.comparingLong(ReceiverStatus::shipmentsBehind));
        int count = status.knownReceivers().size();
        if (last.isEmpty()) {
            return "no receiver has left a receipt yet";
        }
        if (last.get().shipmentsBehind() == 0) {
            return (count == 1 ? last.get().receiver() + " has" : "all " + count + " receivers have")
                    + " applied everything";
        }
        Long lag = last.get().lagSeconds();
        return last.get().receiver() + " is "
                + (lag == null ? shipments(last.get().shipmentsBehind()) : HumanTime.span(lag)) + " behind"
                + (count == 1 ? "" : ", the furthest of " + count + " receivers");
    }

    static String span(StatusModel status, @Nullable Instant since) {
        return HumanTime.span(
                since == null ? null : Duration.between(since, status.time()).toSeconds());
    }

    static String shipments(long count) {
        return Count.of(count, "shipment");
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
