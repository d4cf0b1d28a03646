package io.dbferry.jobs;

import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.progress.TerminalProgress;
import io.dbferry.logging.Secrets;
import io.dbferry.notify.Deliveries;
import io.dbferry.notify.Incidents;
import io.dbferry.notify.OpenIncidents;
import io.dbferry.notify.message.FailureDetails;
import io.dbferry.notify.message.Job;
import io.dbferry.notify.message.Origin;
import io.dbferry.stream.Depot;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * What follows a run: its incident begins, goes on or is over, for status, and whoever the config names is told. What goes wrong
 * with that is told, and fails nothing.
 */
public final class JobAlarms {
    /** In which a command delivers, or leaves it to the next. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    public static final String LOAD = "load";

    private final Config config;
    private final Components wiring;
    private final Consumer<String> warnings;
    private final Incidents incidents;
    private final Deliveries deliveries;

    public JobAlarms(Config config, Components wiring, Consumer<String> warnings) {
        this.config = config;
        this.wiring = wiring;
        this.warnings = warnings;
        this.incidents = new Incidents(config.work(), Origin.of(config), config.alarms(), wiring.clock());
        this.deliveries = new Deliveries(config.work(), config.alarms(), wiring.clock(), warnings);
    }

    /** Those of a command: what goes wrong with them is for the log alone. */
    public static JobAlarms ofCommand(Config config, Components wiring) {
        return new JobAlarms(config, wiring, LoggerFactory.getLogger(JobAlarms.class)::warn);
    }

    /** Something that may fail without consequences. */
    private interface Step {
        void take() throws IOException;
    }

    public void wentWell(Job job) {
        minding(() -> incidents.wentWell(job));
    }

    public void failed(Job job, Throwable e) {
        DbferryException known = Failures.knownOrBug(e);
        FailureDetails trouble =
                new FailureDetails(known.failure().exitCode(), String.valueOf(known.getMessage()), known.hint(), null);
        failed(job, trouble, known.failure() == Failure.LOCKED);
    }

    /** What a program behind a load printed may be in it, and mails go far. */
    private void failed(Job job, FailureDetails told, boolean locked) {
        Secrets secrets = wiring.secrets();
        FailureDetails trouble = new FailureDetails(
                told.exitCode(),
                secrets.hide(told.message()),
                told.hint() == null ? null : secrets.hide(told.hint()),
                told.since());
        if (locked) {
            minding(() -> incidents.locked(job, trouble));
        } else {
            minding(() -> incidents.failed(job, trouble));
        }
    }

    /** Sends what is to be sent, within bounded time. */
    public void deliver() {
        minding(deliveries::deliver);
    }

    /** The same, with a call that says that a run went well, unless something fails. */
    public void deliverAndCallSuccess() {
        deliver();
        minding(() -> {
            if (!incidents.any()) {
                deliveries.callSuccess();
            }
        });
    }

    /**
     * Looks whether the other side is silent, now and then. A look that fails says nothing: jobs tell of that. Returns
     * whether it found what is to be told.
     */
    public boolean lookForSilence() {
        AtomicBoolean found = new AtomicBoolean();
        minding(() -> {
            // What was not applied because a load failed is that failure, and has been told.
            if (!config.alarms().isSilent()
                    && config.alarms().silence().isPresent()
                    && !incidents.isFailing(LOAD)
                    && incidents.looksForSilence(config.alarms().silence().get())) {
                found.set(lookForSilence(config.alarms().silence().get()));
            }
        });
        return found.get();
    }

    private boolean lookForSilence(Duration most) throws IOException {
        StalenessReport found = new StalenessReport(wiring, most, incidents.watchesSince());
        try (Depot depot = wiring.depot(config)) {
            return incidents.silent(
                    config instanceof SenderConfig sender
                            ? found.onSender(sender, depot)
                            : found.onReceiver((ReceiverConfig) config, depot));
        } catch (DbferryException | IOException e) {
            LoggerFactory.getLogger(JobAlarms.class).info("cannot look for silence: {}", e.getMessage());
            return false;
        }
    }

    private void minding(Step step) {
        try {
            int before = OpenIncidents.read(config.work()).size();
            step.take();
            if (OpenIncidents.read(config.work()).size() != before) {
                RunMetrics.expose(config, wiring, warnings);
            }
        } catch (IOException | RuntimeException e) {
            warnings.accept("cannot keep alarms in '" + config.work().resolve("alarms.json") + "': " + e);
        }
    }

    /** What came of a run that tells its failures by itself: the first of them, or none. */
    public void ended(Job job, Optional<FailureDetails> trouble) {
        trouble.ifPresentOrElse(t -> failed(job, t, false), () -> wentWell(job));
    }

    /** The same of a command. Who watches it fail on a terminal need not be told. */
    public void after(Job job, Optional<FailureDetails> trouble) {
        if (trouble.isEmpty() || !TerminalProgress.onTerminal()) {
            ended(job, trouble);
        }
        inTime(this::deliver);
    }

    /** A run of a command, as cron starts it. */
    public interface Run {
        /** Returns what went well. */
        Job run() throws IOException;
    }

    /** Runs, and tells what came of it. Who watches a run fail on a terminal need not be told. */
    public void around(Job job, Run run) throws IOException {
        try {
            wentWell(run.run());
        } catch (Throwable e) {
            if (!TerminalProgress.onTerminal()) {
                failed(job, e);
            }
            inTime(this::deliver);
            throw e;
        }
        inTime(() -> {
            lookForSilence();
            deliverAndCallSuccess();
        });
    }

    /** A name server that does not answer must not keep a command, either. */
    private void inTime(Runnable work) {
        if (config.alarms().isSilent()) {
            return;
        }
        Thread thread = new Thread(work, "alarms");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
