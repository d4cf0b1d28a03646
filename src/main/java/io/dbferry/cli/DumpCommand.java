package io.dbferry.cli;

import io.dbferry.capture.Dump;
import io.dbferry.capture.DumpOutcome;
import io.dbferry.capture.LogWatch;
import io.dbferry.catalog.TableName;
import io.dbferry.config.SenderConfig;
import io.dbferry.database.Database;
import io.dbferry.depot.Depot;
import io.dbferry.event.Event;
import io.dbferry.notify.Job;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.ShipmentName;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry dump complete|partial}. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description = "On the sender: ship everything, or what changed since the last shipment.")
final class DumpCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "KIND",
            converter = KindConverter.class,
            completionCandidates = KindConverter.Words.class,
            description = "complete or partial")
    private Kind kind = Kind.PARTIAL;

    @Option(
            names = "--if-free",
            description = "End with 0 and say nothing if another run holds the lock, as cron's lines want it.")
    private boolean ifFree;

    @Override
    public Integer call() throws IOException {
        Output output = new Output(spec, dbferry.quiet);
        Wiring wiring = Session.start(output);
        SenderConfig config = wiring.sender(dbferry.config);
        Session.logTo(config, output);
        JobAlarms alarms = JobAlarms.ofCommand(config, wiring);
        HeldLock.run(ifFree, () -> alarms.around(job(kind), () -> run(config, kind, wiring, output)));
        return 0;
    }

    static Job job(Kind kind) {
        return Job.of("dump " + kind.word());
    }

    /** One run, with connections of its own. Returns what went well. */
    static Job run(SenderConfig config, Kind kind, Wiring wiring, Output output) throws IOException {
        String command = "dump " + kind.word();
        return RunMetrics.around(config, command, wiring, output, metrics -> {
            try (RunEvents events = RunEvents.begin(command)) {
                Database database = wiring.database(config, command);
                LogWatch.run(config.log(), config.work(), database);
                try (Depot depot = wiring.patientDepot(config)) {
                    DumpOutcome outcome = run(config, kind, wiring, database, depot, output, metrics);
                    events.ended(outcome instanceof DumpOutcome.Unchanged
                            && outcome.waited().isEmpty());
                    return job(kind);
                }
            }
        });
    }

    private static DumpOutcome run(
            SenderConfig config,
            Kind kind,
            Wiring wiring,
            Database database,
            Depot depot,
            Output output,
            RunMetrics metrics)
            throws IOException {
        Dump dump = new Dump(config, database, depot, wiring.signer(config.ssh()), output.progress());
        DumpOutcome outcome;
        try {
            outcome = dump.run(kind);
        } finally {
            dump.delivered().forEach(metrics::shipped);
            dump.foreign().ifPresent(output::warn);
        }
        if (kind == Kind.PARTIAL && !(outcome instanceof DumpOutcome.Postponed)) {
            dump.postponed().ifPresent(reason -> output.say("no complete instead of a partial yet: " + reason));
        }
        dump.noHeartbeat().ifPresent(output::warn);
        dump.uncovered()
                .forEach(table -> output.warn("table '" + table
                        + "' is not shipped by itself any more; receivers keep the rows that they have"));
        dump.missed().forEach(m -> output.warn(m.describe()));
        print(output, outcome);
        leftToCompletes(dump.withoutKey(), output);
        return outcome;
    }

    /** No warning: cron would mail it every few minutes, and {@code check} warns. */
    private static void leftToCompletes(List<TableName> tables, Output output) {
        for (TableName table : tables) {
            String line = "changes of '" + table + "' travel with completes only: it has no primary key";
            Event.detail("completes-only").say(line);
            output.result(line);
        }
    }

    static void print(Output output, DumpOutcome outcome) {
        for (ShipmentName waited : outcome.waited()) {
            output.result("shipped " + waited + ", which had waited for the depot");
        }
        if (outcome instanceof DumpOutcome.Shipped shipped) {
            if (shipped.insteadOfPartial() != null) {
                output.result("a complete instead of a partial: " + shipped.insteadOfPartial());
            }
            output.result("shipped " + shipped.manifest().describe());
        } else if (outcome instanceof DumpOutcome.Postponed postponed) {
            output.say("nothing shipped, as no receiver can apply a partial before a complete: " + postponed.why());
        } else {
            output.sayIdle("nothing changed since " + ((DumpOutcome.Unchanged) outcome).since() + ", nothing shipped");
        }
    }
}
