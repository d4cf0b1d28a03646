package io.dbferry.jobs;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.metrics.MeasuredCommand;
import io.dbferry.notify.message.Job;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.Load;
import io.dbferry.receiver.LoadReport;
import io.dbferry.receiver.postprocess.Postprocess;
import io.dbferry.receiver.preview.DryLoad;
import io.dbferry.receiver.preview.LoadPreview;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.text.Count;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One run of {@code load}, by a command or by the daemon, and what it prints. */
public final class LoadJob {
    private LoadJob() {}

    public static Job job(Optional<Kind> kind) {
        List<Kind> kinds = kind.map(List::of).orElse(List.of(Kind.values()));
        return new Job(JobAlarms.LOAD, kinds.stream().map(Kind::word).collect(Collectors.toSet()));
    }

    /** One run, with connections of its own. Returns what went well: with nothing left, whatever might be loaded. */
    public static Job run(
            ReceiverConfig config, Optional<Kind> kind, Postprocess.Runs steps, Components wiring, Output output)
            throws IOException {
        return run(config, kind, steps, wiring, output, report -> {});
    }

    /** @param told hears what came of it, also before it fails */
    public static Job run(
            ReceiverConfig config,
            Optional<Kind> kind,
            Postprocess.Runs steps,
            Components wiring,
            Output output,
            Consumer<LoadReport> told)
            throws IOException {
        MeasuredCommand measured = MeasuredCommand.load(kind);
        return RunMetrics.around(config, measured, wiring, output, metrics -> {
            try (RunEvents events = RunEvents.begin(measured.words());
                    Depot depot = wiring.patientDepot(config)) {
                LoadReport report = wiring.working(
                        () -> run(load(config, steps, wiring, depot, output), kind, output, metrics, told));
                told.accept(report);
                print(output, report);
                events.ended(report.applied().isEmpty() && report.pruned().isEmpty());
                return report.waiting() == null ? job(Optional.empty()) : job(kind);
            }
        });
    }

    /** What a run would apply; changes nothing, and notes nothing of itself. */
    public static LoadPreview preview(ReceiverConfig config, Optional<Kind> kind, Components wiring, Output output)
            throws IOException {
        try (Depot depot = wiring.patientDepot(config)) {
            return new DryLoad(
                            config,
                            wiring.database(config, "load --dry-run"),
                            depot,
                            wiring.trust(config.trust(), config.stream()),
                            output.progress())
                    .run(kind);
        }
    }

    private static LoadReport run(
            Load load, Optional<Kind> kind, Output output, RunMetrics metrics, Consumer<LoadReport> told)
            throws IOException {
        try {
            return load.run(kind);
        } catch (DbferryException e) {
            LoadReport before = load.soFar();
            told.accept(before);
            before.warnings().forEach(output::warn);
            before.applied().forEach(applied -> result(output, applied));
            throw e;
        } finally {
            load.soFar().applied().forEach(metrics::applied);
        }
    }

    public static Load load(
            ReceiverConfig config, Postprocess.Runs steps, Components wiring, Depot depot, Output output) {
        Database database = wiring.database(config, "load");
        return new Load(
                config,
                database,
                depot,
                wiring.trust(config.trust(), config.stream()),
                new Postprocess(config, wiring.database(config, "postprocess"), steps),
                output.progress(),
                wiring.clock(),
                output::warn);
    }

    private static void result(Output output, LoadReport.Applied applied) {
        output.result(applied.describe());
        applied.repaired().forEach(output::result);
    }

    public static void print(Output output, LoadReport report) {
        report.warnings().forEach(output::warn);
        for (LoadReport.Applied applied : report.applied()) {
            result(output, applied);
        }
        if (report.waiting() != null) {
            output.say(report.waiting());
        } else if (report.applied().isEmpty()) {
            output.sayIdle(
                    report.onlyTheDepot()
                            ? "nothing new in the depot since the last look at the database"
                            : "nothing is due");
        }
        if (!report.pruned().isEmpty()) {
            output.result("pruned " + Count.of(report.pruned().size(), "applied shipment") + " from the depot");
        }
    }
}
