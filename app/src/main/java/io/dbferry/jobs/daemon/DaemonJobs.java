package io.dbferry.jobs.daemon;

import io.dbferry.check.RemoteCheck;
import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.Schedule;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.time.CronTimes;
import io.dbferry.event.LogContext;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.DumpJob;
import io.dbferry.jobs.Failures;
import io.dbferry.jobs.JobAlarms;
import io.dbferry.jobs.LoadJob;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.RemoteCheckText;
import io.dbferry.notify.message.FailureDetails;
import io.dbferry.notify.message.Job;
import io.dbferry.receiver.postprocess.Postprocess;
import io.dbferry.schedule.ScheduledJob;
import io.dbferry.schedule.ScheduledJobs;
import io.dbferry.schedule.Task;
import io.dbferry.sender.DumpOutcome;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The daemon's jobs: what the commands do, with what they say as events. Failures end no more than their run. */
public final class DaemonJobs {
    private final Components components;
    private final EventLog events;
    private final boolean tellIdle;
    private final KeptConnection kept = new KeptConnection();
    private volatile Config config;

    /** @param components those of the daemon; each run has its own warnings */
    public DaemonJobs(Config config, Components components, EventLog events, boolean tellIdle) {
        this.config = config;
        this.components = components;
        this.events = events;
        this.tellIdle = tellIdle;
    }

    public Config config() {
        return config;
    }

    /** Takes another config; runs that go on keep theirs. */
    public void use(Config other) {
        this.config = other;
    }

    /** What the schedule says, without the jobs that never run. */
    public List<ScheduledJob> scheduled() {
        return ScheduledJobs.of(config);
    }

    public static Optional<CronTimes> times(Schedule schedule, Kind kind) {
        return kind == Kind.COMPLETE ? schedule.complete() : schedule.partial();
    }

    private static Task task(Kind kind) {
        return kind == Kind.COMPLETE ? Task.COMPLETE : Task.PARTIAL;
    }

    /**
     * How runs have ended.
     *
     * @param found whether there was anything to ship or to apply
     */
    public record Ended(boolean well, boolean found) {}

    /** Runs these to their end. */
    public Ended run(Set<Task> tasks) {
        boolean well = !tasks.contains(Task.CHECK_REMOTE) || checkRemote(config);
        Set<Kind> kinds = Stream.of(Kind.values())
                .filter(kind -> tasks.contains(task(kind)))
                .collect(Collectors.toSet());
        AtomicBoolean found = new AtomicBoolean();
        return new Ended((kinds.isEmpty() || ship(kinds, found)) && well, found.get());
    }

    private boolean checkRemote(Config now) {
        Components wiring = components.with(events::warn);
        JobAlarms alarms = new JobAlarms(now, wiring, events::warn);
        try (LogContext marks = LogContext.job("check-remote")) {
            try {
                List<RemoteCheck.Step> steps = RemoteCheckText.run(now, wiring);
                Optional<FailureDetails> trouble = RemoteCheckText.trouble(steps);
                alarms.ended(RemoteCheckText.JOB, trouble);
                trouble.ifPresentOrElse(
                        t -> events.fail(t.message() + "; HINT: " + t.hint(), null),
                        () -> events.say("all " + steps.size() + " steps went well"));
                return trouble.isEmpty();
            } catch (Throwable e) { // whatever it is, the next run may go well
                fail(e);
                alarms.failed(RemoteCheckText.JOB, e);
                return false;
            }
        }
    }

    private boolean ship(Set<Kind> kinds, AtomicBoolean found) {
        Config now = config;
        Optional<Kind> one = kinds.size() == 1 ? kinds.stream().findFirst() : Optional.empty();
        String name = (now instanceof SenderConfig ? "dump" : "load")
                + one.map(kind -> " " + kind.word()).orElse("");
        Output output = Output.to(events::say, events::warn, !tellIdle);
        Components wiring = components.with(output::warn);
        JobAlarms alarms = new JobAlarms(now, wiring, events::warn);
        try (LogContext marks = LogContext.job(name)) {
            try {
                boolean partial = kinds.contains(Kind.PARTIAL);
                alarms.wentWell(run(now, one, partial ? kept.of(now, wiring) : wiring, output, found));
                return true;
            } catch (Throwable e) { // whatever it is, the next run may go well
                if (kinds.contains(Kind.PARTIAL)) {
                    kept.drop();
                }
                fail(e);
                alarms.failed(now instanceof SenderConfig ? DumpJob.job(one.orElseThrow()) : LoadJob.job(one), e);
                return false;
            }
        }
    }

    /** Returns what went well. */
    private static Job run(Config config, Optional<Kind> kind, Components wiring, Output output, AtomicBoolean found)
            throws IOException {
        if (config instanceof SenderConfig sender) {
            return DumpJob.run(
                    sender,
                    kind.orElseThrow(),
                    wiring,
                    output,
                    outcome -> found.set(!(outcome instanceof DumpOutcome.Unchanged)));
        }
        return LoadJob.run(
                (ReceiverConfig) config,
                kind,
                Postprocess.Runs.IN_THREADS,
                wiring,
                output,
                report -> found.set(!report.applied().isEmpty()));
    }

    private void fail(Throwable e) {
        DbferryException known = Failures.knownOrBug(e);
        if (known.failure() == Failure.LOCKED) {
            events.say("skipped, another run is in progress: " + known.getMessage());
            return;
        }
        String hint = known.hint() == null ? "" : "; HINT: " + known.hint();
        events.fail(known.getMessage() + hint, known);
    }
}
