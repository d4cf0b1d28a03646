package io.dbferry.cli.command;

import io.dbferry.cli.head.Head;
import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.time.CronTimes;
import io.dbferry.config.watch.ThisHost;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.LockFile;
import io.dbferry.files.PrivateFile;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.JobAlarms;
import io.dbferry.jobs.daemon.AlarmThread;
import io.dbferry.jobs.daemon.Continuous;
import io.dbferry.jobs.daemon.DaemonJobs;
import io.dbferry.jobs.daemon.DaemonSteps;
import io.dbferry.jobs.daemon.EventLog;
import io.dbferry.jobs.daemon.MetricsPort;
import io.dbferry.jobs.daemon.Signals;
import io.dbferry.logging.EventStream;
import io.dbferry.logging.EventStream.Amount;
import io.dbferry.logging.LogFile;
import io.dbferry.schedule.Daemon;
import io.dbferry.schedule.LastRuns;
import io.dbferry.schedule.Task;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dbferry run}. */
@Command(
        name = "run",
        description = {
            "On either side: run as a daemon and start the jobs of the config's schedule.",
            "SIGHUP reads the config again; SIGTERM ends it, after the running jobs."
        })
public final class RunCommand extends Head implements Callable<Integer> {
    /** Within the 30 seconds after which whoever sent SIGTERM may lose patience. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    /** As of a process that SIGTERM ended: 128 + 15. */
    private static final int TERMINATED = 143;

    @Option(names = "--json", description = "Print each event as one line of JSON, for programs.")
    private boolean json;

    private @Nullable Continuous continuous;
    private @Nullable MetricsPort metrics;
    private @Nullable DaemonSteps steps;

    @Override
    public boolean isDaemon() {
        return true;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Components wiring = components();
        Config config = loggedConfig();
        EventLog events = new EventLog();
        DaemonJobs jobs = new DaemonJobs(config, wiring, events, dbferry().verbose);
        try (LockFile lock = lock(config.work());
                EventStream told = tell();
                MetricsPort port = new MetricsPort(wiring, events);
                AlarmThread alarms = AlarmThread.start(() -> new JobAlarms(jobs.config(), wiring, events::warn))) {
            metrics = port;
            steps = new DaemonSteps(wiring, events, alarms);
            return run(jobs, wiring, events, alarms);
        }
    }

    /** One daemon per work folder. */
    private static LockFile lock(Path work) throws IOException {
        Path file = PrivateFile.folder(work).resolve("run.lock");
        return LockFile.take(
                file,
                new LockFile.Claim(
                        "the daemon",
                        "run",
                        ThisHost.name(),
                        "Stop the other 'dbferry run' first, or give this config its own work folder"));
    }

    /** One line for each event on standard output, with the time where no journal adds it. */
    private EventStream tell() {
        PrintWriter out = spec().commandLine().getOut();
        return EventStream.begin(
                dbferry().quiet ? Amount.WARNINGS : Amount.EVENTS,
                json,
                System.getenv("JOURNAL_STREAM") == null,
                System.getenv(),
                line -> {
                    out.println(line);
                    out.flush();
                });
    }

    private int run(DaemonJobs jobs, Components wiring, EventLog events, AlarmThread alarms)
            throws InterruptedException {
        Config config = jobs.config();
        Daemon daemon = new Daemon(
                new LastRuns(config.work()),
                wiring.clock(),
                new Random(),
                config instanceof ReceiverConfig,
                tasks -> ended(alarms, tasks, jobs.run(tasks)),
                events::warn);
        continuous = new Continuous(wiring, daemon);
        Signals.on("TERM", daemon::stop);
        Signals.on("INT", daemon::stop);
        alarms.config(null);
        // Before anyone is told that it runs: the signal would end a process that does not take it.
        Signals.on("HUP", () -> alarms.config(reload(jobs, wiring, daemon, events)));
        begin(jobs, daemon, events);
        daemon.work();
        events.say("stopping; waiting for running jobs");
        stopWatching();
        boolean ended = ended(daemon);
        events.say(ended ? "stopped" : "stopped before a job came to its end; the next start runs it again");
        if (!ended) {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        }
        return ended ? 0 : TERMINATED;
    }

    private boolean ended(Daemon daemon) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        if (steps != null) {
            steps.stop();
        }
        boolean ended = daemon.ended(PATIENCE);
        return (steps == null || steps.ended(Duration.ofNanos(Math.max(0, until - System.nanoTime())))) && ended;
    }

    private void ended(AlarmThread alarms, Set<Task> tasks, DaemonJobs.Ended how) {
        alarms.runEnded(how.well());
        if (continuous != null) {
            continuous.ended(tasks, how);
        }
        if (metrics != null) {
            metrics.runEnded();
        }
    }

    private synchronized void begin(DaemonJobs jobs, Daemon daemon, EventLog events) {
        Config config = jobs.config();
        if (metrics != null) {
            metrics.serve(config);
        }
        events.say("runs as " + role(config) + " of stream " + config.stream() + ", process "
                + ProcessHandle.current().pid() + ": " + describe(config));
        if (steps != null) {
            steps.use(config);
        }
        daemon.plan(jobs.scheduled(), config.schedule().jitter());
        if (continuous != null) {
            continuous.use(config, jobs.scheduled());
        }
    }

    private synchronized void stopWatching() {
        if (continuous != null) {
            continuous.close();
        }
    }

    /** On a signal's thread. A config that is wrong changes nothing, and is returned as what is wrong with it. */
    private synchronized @Nullable DbferryException reload(
            DaemonJobs jobs, Components wiring, Daemon daemon, EventLog events) {
        try {
            Config old = jobs.config();
            Config config = wiring.config(old.file());
            if (!role(config).equals(role(old)) || !config.work().equals(old.work())) {
                throw new DbferryException(
                        Failure.CONFIG, "role and work cannot change while the daemon runs; restart it", null);
            }
            jobs.use(config);
            LogFile.use(config.logging(), System.getenv()).ifPresent(events::warn);
            begin(jobs, daemon, events);
            return null;
        } catch (DbferryException e) {
            events.fail("config not reloaded, the previous one stays active: " + e.getMessage(), e);
            return e;
        }
    }

    private static String role(Config config) {
        return config instanceof SenderConfig ? "sender" : "receiver";
    }

    private static String text(Optional<CronTimes> times) {
        return times.map(CronTimes::toString).orElse("never");
    }

    private static String describe(Config config) {
        String what = config instanceof SenderConfig ? "dump" : "load";
        return "complete-" + what + " " + text(config.schedule().complete()) + ", partial-" + what + " "
                + config.schedule()
                        .continuous()
                        .map(every -> "continuous")
                        .orElseGet(() -> text(config.schedule().partial()))
                + config.schedule()
                        .checkRemote()
                        .map(e -> ", check-remote " + e)
                        .orElse("") + ", time zone "
                + config.schedule().timeZone().orElseGet(ZoneId::systemDefault);
    }
}
