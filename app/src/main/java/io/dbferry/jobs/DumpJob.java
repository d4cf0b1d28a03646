package io.dbferry.jobs;

import io.dbferry.config.SenderConfig;
import io.dbferry.event.Event;
import io.dbferry.metrics.MeasuredCommand;
import io.dbferry.notify.message.Job;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.DryDump;
import io.dbferry.sender.Dump;
import io.dbferry.sender.DumpListener;
import io.dbferry.sender.DumpOutcome;
import io.dbferry.sender.NotCarried;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.change.log.RetainedWalGuard;
import io.dbferry.sender.outbox.Delivered;
import io.dbferry.sender.outbox.ForeignShipments;
import io.dbferry.sender.preview.DumpPreview;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** One run of {@code dump}, by a command or by the daemon, and what it prints. */
public final class DumpJob {
    private DumpJob() {}

    public static Job job(Kind kind) {
        return Job.of("dump " + kind.word());
    }

    /** One run, with connections of its own. Returns what went well. */
    public static Job run(SenderConfig config, Kind kind, Components wiring, Output output) throws IOException {
        return run(config, kind, wiring, output, outcome -> {});
    }

    /** @param told hears what came of it */
    public static Job run(SenderConfig config, Kind kind, Components wiring, Output output, Consumer<DumpOutcome> told)
            throws IOException {
        MeasuredCommand measured = MeasuredCommand.dump(kind);
        String command = measured.words();
        return RunMetrics.around(config, measured, wiring, output, metrics -> {
            try (RunEvents events = RunEvents.begin(command)) {
                Database database = wiring.database(config, command);
                RetainedWalGuard.run(config.log(), config.work(), database);
                try (Depot depot = wiring.patientDepot(config)) {
                    DumpOutcome outcome =
                            wiring.working(() -> run(config, kind, wiring, database, depot, output, metrics));
                    told.accept(outcome);
                    if (outcome.notCarried().failure().isPresent()) {
                        throw outcome.notCarried().failure().get();
                    }
                    events.ended(outcome instanceof DumpOutcome.Unchanged
                            && outcome.waited().isEmpty());
                    return job(kind);
                }
            }
        });
    }

    /** What a run would ship; changes nothing, and notes nothing of itself. */
    public static DumpPreview preview(SenderConfig config, Kind kind, Components wiring, Output output)
            throws IOException {
        try (Depot depot = wiring.patientDepot(config)) {
            Database database = wiring.database(config, "dump --dry-run");
            return new DryDump(config, database, depot, wiring.signer(config.ssh()), output.progress(), wiring.clock())
                    .run(kind);
        }
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
        DumpListener listener = new DumpListener() {
            @Override
            public void delivered(Manifest shipment) {
                metrics.shipped(shipment);
            }

            @Override
            public void ignored(ForeignShipments foreign) {
                output.warn(foreign.describe());
            }

            @Override
            public void skipped(String why) {
                output.warn(why);
            }
        };
        Dump dump = new Dump(
                config, database, depot, wiring.signer(config.ssh()), output.progress(), listener, wiring.clock());
        DumpOutcome outcome = dump.run(kind);
        outcome.postponed()
                .ifPresent(request -> output.say("no complete instead of a partial yet: " + request.describe()));
        if (outcome instanceof DumpOutcome.Unchanged unchanged) {
            unchanged.noHeartbeat().ifPresent(output::warn);
        }
        NotCarried notCarried = outcome.notCarried();
        notCarried
                .uncovered()
                .forEach(table -> output.warn("table '" + table
                        + "' is not shipped by itself any more; receivers keep the rows that they have"));
        outcome.missed().forEach(m -> output.warn(m.describe()));
        print(output, outcome);
        leftToCompletes(notCarried.withoutKey(), output);
        return outcome;
    }

    /** No warning: cron would mail it every few minutes, and {@code check} warns. */
    private static void leftToCompletes(List<TableName> tables, Output output) {
        for (TableName table : tables) {
            String line = "changes of '" + table + "' travel with completes only: " + TableChoice.Cause.NO_KEY.text();
            Event.detail("completes-only").say(line);
            output.result(line);
        }
    }

    public static void print(Output output, DumpOutcome outcome) {
        for (Delivered waited : outcome.waited()) {
            output.result("shipped " + waited.name() + ", which had waited for the depot");
        }
        if (outcome instanceof DumpOutcome.CompleteInstead complete) {
            output.result(
                    "a complete instead of a partial: " + complete.reason().text());
        }
        outcome.shipment()
                .ifPresent(
                        shipped -> output.result("shipped " + shipped.manifest().describe()));
        if (outcome instanceof DumpOutcome.Postponed postponed) {
            output.say("nothing shipped, as no receiver can apply a partial before a complete: "
                    + postponed.request().describe());
        } else if (outcome instanceof DumpOutcome.Unchanged unchanged) {
            output.sayIdle("nothing changed since " + unchanged.since() + ", nothing shipped");
        }
    }
}
