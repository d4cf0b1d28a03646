package io.dbferry.jobs;

import io.dbferry.config.Config;
import io.dbferry.config.SenderConfig;
import io.dbferry.failure.Failure;
import io.dbferry.files.DamagedFiles;
import io.dbferry.metrics.Exposition;
import io.dbferry.metrics.MeasuredCommand;
import io.dbferry.metrics.MetricsFolder;
import io.dbferry.metrics.Totals;
import io.dbferry.notify.OpenIncidents;
import io.dbferry.receiver.LoadReport;
import io.dbferry.status.model.Problem;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.read.Amount;
import io.dbferry.status.read.ShipmentMemory;
import io.dbferry.status.read.StatusReadings;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notes how a run ended, for {@code status} and for metrics, and measures where the config wants metrics. That this fails
 * is a warning, whatever the run came to.
 */
public final class RunMetrics {
    /** Behind these there is nothing to be measured, and trying would only wait for the same failure once more. */
    private static final Set<Failure> NOTHING_TO_MEASURE = EnumSet.of(Failure.BUG, Failure.CONFIG, Failure.DEPOT);

    private final Map<String, Totals> totals = new TreeMap<>();

    private RunMetrics() {}

    /** A run, which counts what it ships or applies. */
    public interface Run<T> {
        T run(RunMetrics metrics) throws IOException;
    }

    /** Runs it. A run that another one keeps out has not been one. */
    public static <T> T around(Config config, MeasuredCommand command, Components wiring, Output output, Run<T> run)
            throws IOException {
        RunMetrics metrics = new RunMetrics();
        long began = System.nanoTime();
        Failure failure = null;
        try {
            return run.run(metrics);
        } catch (Throwable e) {
            failure = Failures.knownOrBug(e).failure();
            throw e;
        } finally {
            attempt(output::warn, "look into '" + config.work() + "'", () -> new DamagedFiles(config.work())
                    .report(output::warn));
            if (failure != Failure.LOCKED) {
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                metrics.note(config, command, wiring, output, took, failure == null ? 0 : failure.exitCode());
                if (config.metrics().isOn()) {
                    measure(config, wiring, output, failure);
                }
                expose(config, wiring, output::warn);
            }
        }
    }

    public void shipped(Manifest manifest) {
        count(manifest, manifest.rows());
    }

    public void applied(LoadReport.Applied applied) {
        count(
                applied.manifest(),
                applied.counts().inserted()
                        + applied.counts().updated()
                        + applied.counts().deleted());
    }

    private void count(Manifest manifest, long rows) {
        Totals one = new Totals(1, rows, manifest.media().count(), manifest.bytes());
        totals.merge(manifest.kind().word(), one, Totals::plus);
    }

    private void note(
            Config config, MeasuredCommand command, Components wiring, Output output, Duration took, int exitCode) {
        attempt(output::warn, "note metrics in '" + config.work() + "'", () -> new MetricsFolder(config.work())
                .ran(command, wiring.clock().instant(), took, exitCode, totals));
    }

    private static void measure(Config config, Components wiring, Output output, @Nullable Failure failure) {
        attempt(output::warn, "take the measurements for metrics", () -> {
            if (failure != null && NOTHING_TO_MEASURE.contains(failure)) {
                measureWork(config);
                return;
            }
            StatusModel status = StatusSources.reader(config, wiring, "metrics", new ShipmentMemory(), Amount.MEASURES)
                    .read(wiring.clock().instant());
            Optional<Problem> unread =
                    status.problems().stream().filter(p -> p.exitCode() != 0).findFirst();
            if (unread.isEmpty()) {
                new MetricsFolder(config.work()).measured(StatusReadings.of(status));
                return;
            }
            measureWork(config);
            if (failure == null) { // else the run has said it
                throw new IOException(unread.get().text());
            }
        });
    }

    /** What needs neither depot nor database. */
    private static void measureWork(Config config) throws IOException {
        if (config instanceof SenderConfig) {
            MetricsFolder folder = new MetricsFolder(config.work());
            folder.measured(StatusReadings.withWaiting(config.work(), folder.readings()));
        }
    }

    /** Writes the file that the config may want. */
    static void expose(Config config, Components wiring, Consumer<String> warnings) {
        config.metrics()
                .file()
                .ifPresent(file -> attempt(warnings, "write metrics to '" + file + "'", () -> exposition(config)
                        .write(file, wiring.clock().instant())));
    }

    public static Exposition exposition(Config config) {
        String role = config instanceof SenderConfig ? "sender" : "receiver";
        return new Exposition(
                config.stream(), role, new MetricsFolder(config.work()), () -> OpenIncidents.read(config.work())
                        .size());
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void attempt(Consumer<String> warnings, String what, Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException | RuntimeException e) {
            warnings.accept("cannot " + what + ": " + e.getMessage());
        }
    }
}
