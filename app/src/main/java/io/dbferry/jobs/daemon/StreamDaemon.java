package io.dbferry.jobs.daemon;

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
import io.dbferry.logging.LogFile;
import io.dbferry.schedule.Daemon;
import io.dbferry.schedule.LastRuns;
import io.dbferry.schedule.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code dbferry run} does for one config: its jobs, its postprocess steps, its alarms, and its page. */
public final class StreamDaemon implements AutoCloseable {
    /** Within the 30 seconds after which whoever sent SIGTERM may lose patience. */
    public static final Duration PATIENCE = Duration.ofSeconds(25);

    private final Components wiring;
    private final EventLog events = new EventLog();
    private final LockFile lock;
    private final DaemonJobs jobs;
    private final AlarmThread alarms;
    private final MetricsPort metrics;
    private final DaemonSteps steps;
    private final Daemon daemon;
    private final Continuous continuous;

    private StreamDaemon(Config config, Components wiring, MetricsPort.Ports ports, boolean tellIdle, LockFile lock) {
        this.wiring = wiring;
        this.lock = lock;
        this.jobs = new DaemonJobs(config, wiring, events, tellIdle);
        this.metrics = new MetricsPort(wiring, events, ports);
        this.alarms = AlarmThread.start(() -> new JobAlarms(jobs.config(), wiring, events::warn));
        this.steps = new DaemonSteps(wiring, events, alarms);
        this.daemon = new Daemon(
                new LastRuns(config.work()),
                wiring.clock(),
                new Random(),
                config instanceof ReceiverConfig,
                tasks -> ended(tasks, jobs.run(tasks)),
                events::warn);
        this.continuous = new Continuous(wiring, daemon);
    }

    /**
     * Takes the work folder, for which there is one daemon.
     *
     * @throws DbferryException if another process has it
     */
    public static StreamDaemon open(Config config, Components wiring, MetricsPort.Ports ports, boolean tellIdle)
            throws IOException {
        LockFile lock = lock(config.work());
        try {
            return new StreamDaemon(config, wiring, ports, tellIdle, lock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

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

    /** Works until stopped; returns whether all runs came to their end in time. */
    public boolean work() throws InterruptedException {
        alarms.config(null);
        begin();
        daemon.work();
        events.say("stopping; waiting for running jobs");
        stopWatching();
        boolean ended = ended();
        events.say(ended ? "stopped" : "stopped before a job came to its end; the next start runs it again");
        return ended;
    }

    /** Begins no other run, also if it has not begun to work; {@link #work} returns then. */
    public void stop() {
        daemon.stop();
    }

    private boolean ended() throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        steps.stop();
        boolean ended = daemon.ended(PATIENCE);
        return steps.ended(Duration.ofNanos(Math.max(0, until - System.nanoTime()))) && ended;
    }

    private void ended(Set<Task> tasks, DaemonJobs.Ended how) {
        alarms.runEnded(how.well());
        continuous.ended(tasks, how);
        metrics.runEnded();
    }

    private synchronized void begin() {
        Config config = jobs.config();
        metrics.serve(config);
        events.say("runs as " + role(config) + " of stream " + config.stream() + ", process "
                + ProcessHandle.current().pid() + ": " + describe(config));
        steps.use(config);
        daemon.plan(jobs.scheduled(), config.schedule().jitter());
        continuous.use(config, jobs.scheduled());
    }

    private synchronized void stopWatching() {
        continuous.close();
    }

    /** Reads the config again, on a signal's thread. One that is wrong changes nothing, and becomes an alarm. */
    public void reload() {
        alarms.config(readAgain());
    }

    private synchronized @Nullable DbferryException readAgain() {
        try {
            Config old = jobs.config();
            Config config = wiring.config(old.file());
            if (!role(config).equals(role(old)) || !config.work().equals(old.work())) {
                throw new DbferryException(
                        Failure.CONFIG, "role and work cannot change while the daemon runs; restart it", null);
            }
            jobs.use(config);
            LogFile.use(config.logging(), System.getenv()).ifPresent(events::warn);
            begin();
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

    /** Lets others have the work folder. */
    @Override
    public void close() {
        alarms.close();
        metrics.close();
        lock.close();
    }
}
