package io.dbferry.cli;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.database.Database;
import io.dbferry.depot.Depot;
import io.dbferry.failure.DbferryException;
import io.dbferry.load.Load;
import io.dbferry.load.LoadReport;
import io.dbferry.notify.Job;
import io.dbferry.postprocess.Postprocess;
import io.dbferry.shipment.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry load [complete|partial]}. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "On the receiver: apply the shipments that are due, in sequence.")
final class LoadCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "KIND",
            arity = "0..1",
            converter = KindConverter.class,
            completionCandidates = KindConverter.Words.class,
            description = "complete or partial; default: both")
    private @Nullable Kind kind;

    @Option(
            names = "--if-free",
            description = "End with 0 and say nothing if another run holds the lock, as cron's lines want it.")
    private boolean ifFree;

    @Override
    public Integer call() throws IOException {
        Output output = new Output(spec, dbferry.quiet);
        Wiring wiring = Session.start(output);
        ReceiverConfig config = wiring.receiver(dbferry.config);
        Session.logTo(config, output);
        Optional<Kind> wanted = Optional.ofNullable(kind);
        JobAlarms alarms = JobAlarms.ofCommand(config, wiring);
        HeldLock.run(ifFree, () -> alarms.around(job(wanted), () -> run(config, wanted, wiring, output)));
        return 0;
    }

    static Job job(Optional<Kind> kind) {
        List<Kind> kinds = kind.map(List::of).orElse(List.of(Kind.values()));
        return new Job(JobAlarms.LOAD, kinds.stream().map(Kind::word).collect(Collectors.toSet()));
    }

    /** One run, with connections of its own. Returns what went well: with nothing left, whatever might be loaded. */
    static Job run(ReceiverConfig config, Optional<Kind> kind, Wiring wiring, Output output) throws IOException {
        String command = "load" + kind.map(k -> " " + k.word()).orElse("");
        return RunMetrics.around(config, command, wiring, output, metrics -> {
            try (RunEvents events = RunEvents.begin(command);
                    Depot depot = wiring.patientDepot(config)) {
                LoadReport report = run(load(config, wiring, depot, output), kind, output, metrics);
                print(output, report);
                events.ended(report.applied().isEmpty() && report.pruned().isEmpty());
                return report.waiting() == null ? job(Optional.empty()) : job(kind);
            }
        });
    }

    private static LoadReport run(Load load, Optional<Kind> kind, Output output, RunMetrics metrics)
            throws IOException {
        try {
            return load.run(kind);
        } catch (DbferryException e) {
            LoadReport before = load.soFar();
            before.warnings().forEach(output::warn);
            before.applied().forEach(applied -> output.result(applied.describe()));
            throw e;
        } finally {
            load.soFar().applied().forEach(metrics::applied);
        }
    }

    static Load load(ReceiverConfig config, Wiring wiring, Depot depot, Output output) {
        Database database = wiring.database(config, "load");
        Postprocess postprocess = new Postprocess(
                config.stream(),
                config.postprocess(),
                database,
                config.database().url(),
                Objects.requireNonNull(config.file().toAbsolutePath().getParent()));
        return new Load(
                config,
                database,
                depot,
                wiring.trust(config.trust(), config.stream()),
                postprocess,
                output.progress(),
                wiring.clock());
    }

    static void print(Output output, LoadReport report) {
        report.warnings().forEach(output::warn);
        for (LoadReport.Applied applied : report.applied()) {
            output.result(applied.describe());
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
            output.result("pruned " + report.pruned().size() + " applied shipments from the depot");
        }
    }
}
