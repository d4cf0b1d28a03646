package io.dbferry.cli;

import io.dbferry.capture.Dump;
import io.dbferry.capture.DumpOutcome;
import io.dbferry.capture.LogWatch;
import io.dbferry.config.SenderConfig;
import io.dbferry.database.Database;
import io.dbferry.depot.Depot;
import io.dbferry.notify.Job;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Manifest;
import io.dbferry.shipment.ShipmentName;
import java.io.IOException;
import java.util.Locale;
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

    @Parameters(paramLabel = "KIND", converter = KindConverter.class, description = "complete or partial")
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
        Session.logTo(config.work());
        JobAlarms alarms = JobAlarms.ofCommand(config, wiring);
        HeldLock.run(
                ifFree,
                () -> alarms.around(job(kind), () -> {
                    run(config, kind, wiring, output);
                    return job(kind);
                }));
        return 0;
    }

    static Job job(Kind kind) {
        return Job.of("dump " + kind.word());
    }

    /** One run, with connections of its own. */
    static void run(SenderConfig config, Kind kind, Wiring wiring, Output output) throws IOException {
        Database database = wiring.database(config, "dump " + kind.word());
        LogWatch.run(config.log(), config.work(), database);
        try (Depot depot = wiring.patientDepot(config)) {
            print(output, run(config, kind, wiring, database, depot, output));
        }
    }

    private static DumpOutcome run(
            SenderConfig config, Kind kind, Wiring wiring, Database database, Depot depot, Output output)
            throws IOException {
        Dump dump = new Dump(config, database, depot, wiring.signer(config.ssh()), output.progress());
        DumpOutcome outcome = dump.run(kind);
        dump.postponed().ifPresent(reason -> output.say("no complete instead of a partial yet: " + reason));
        dump.noHeartbeat().ifPresent(output::warn);
        dump.missed()
                .forEach(m -> output.warn("file '" + m.name() + "' named by " + m.namedBy()
                        + " is not in its folder; it will be shipped when it is there"));
        return outcome;
    }

    static void print(Output output, DumpOutcome outcome) {
        for (ShipmentName waited : outcome.waited()) {
            output.say("shipped " + waited + ", which had waited for the depot");
        }
        if (outcome instanceof DumpOutcome.Shipped shipped) {
            if (shipped.insteadOfPartial() != null) {
                output.say("a complete instead of a partial: " + shipped.insteadOfPartial());
            }
            output.say("shipped " + describe(shipped.manifest()));
        } else {
            output.sayIdle("nothing changed since " + ((DumpOutcome.Unchanged) outcome).since() + ", nothing shipped");
        }
    }

    static String describe(Manifest manifest) {
        return String.format(
                Locale.ROOT,
                "%s: %,d rows of %d tables, %,d media files, %s",
                manifest.name(),
                manifest.rows(),
                manifest.tables().size(),
                manifest.media().count(),
                io.dbferry.shipment.ByteCount.of(manifest.bytes()));
    }
}
