package io.dbferry.jobs;

import io.dbferry.config.SenderConfig;
import io.dbferry.event.Event;
import io.dbferry.notify.message.Job;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.Dump;
import io.dbferry.sender.DumpOutcome;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.change.log.RetainedWalGuard;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Depot;
import java.io.IOException;
import java.util.List;

/** One run of {@code dump}, by a command or by the daemon, and what it prints. */
public final class DumpJob {
    private DumpJob() {}

    public static Job job(Kind kind) {
        return Job.of("dump " + kind.word());
    }

    /** One run, with connections of its own. Returns what went well. */
    public static Job run(SenderConfig config, Kind kind, Components wiring, Output output) throws IOException {
        String command = "dump " + kind.word();
        return RunMetrics.around(config, command, wiring, output, metrics -> {
            try (RunEvents events = RunEvents.begin(command)) {
                Database database = wiring.database(config, command);
                RetainedWalGuard.run(config.log(), config.work(), database);
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
            Components wiring,
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
        if (kind == Kind.COMPLETE) {
            dump.skipped().forEach(output::warn);
        }
        dump.missed().forEach(m -> output.warn(m.describe()));
        print(output, outcome);
        leftToCompletes(dump.withoutKey(), output);
        return outcome;
    }

    /** No warning: cron would mail it every few minutes, and {@code check} warns. */
    private static void leftToCompletes(List<TableName> tables, Output output) {
        for (TableName table : tables) {
            String line = "changes of '" + table + "' travel with completes only: " + TableChoice.NO_KEY;
            Event.detail("completes-only").say(line);
            output.result(line);
        }
    }

    public static void print(Output output, DumpOutcome outcome) {
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
