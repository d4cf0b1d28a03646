package io.dbferry.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.cli.print.TextTable;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.RunEvents;
import io.dbferry.jobs.Session;
import io.dbferry.receiver.prune.PruneReport;
import io.dbferry.receiver.prune.PruneRun;
import io.dbferry.stream.Depot;
import io.dbferry.text.ByteCount;
import io.dbferry.text.HumanTime;
import io.dbferry.text.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry prune}. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = "On the receiver: delete applied shipments that are past what 'keep' says, as each load does.")
public final class PruneCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--dry-run",
            description = "Delete nothing; say what would be deleted, why, and what is held back by whom.")
    private boolean dryRun;

    @Option(names = "--json", description = "One JSON document with exact numbers.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Output output = new Output(spec, dbferry.quiet);
        Components wiring = Session.start(output);
        ReceiverConfig config = wiring.receiver(dbferry.config);
        Session.logTo(config, output);
        try (RunEvents events = RunEvents.begin("prune");
                Depot depot = wiring.patientDepot(config)) {
            PruneReport report =
                    new PruneRun(config, wiring.database(config, "prune"), depot, wiring.clock()).run(dryRun);
            events.ended(dryRun || report.deleted().isEmpty());
            if (json) {
                output.report(new String(Json.write(report), UTF_8));
            } else {
                print(output, report);
            }
            throwIfLeft(report);
        }
        return 0;
    }

    private static void throwIfLeft(PruneReport report) {
        List<String> left = report.undeletable();
        if (!left.isEmpty()) {
            String more = left.size() == 1 ? "" : "; " + (left.size() - 1) + " more folders stay";
            throw new DbferryException(
                    Failure.DEPOT,
                    "cannot prune all of depot '" + report.depot() + "': " + left.get(0) + more,
                    "All else that is old was deleted. Give the account the right to delete there, or delete it by hand",
                    null);
        }
    }

    private static void print(Output output, PruneReport report) {
        if (report.deleted().isEmpty()
                && report.heldBack().isEmpty()
                && report.undeletable().isEmpty()) {
            output.say("nothing in the depot is past what is kept");
        }
        if (!report.deleted().isEmpty()) {
            output.say((report.dryRun() ? "would delete " : "deleted ") + sum(report.deleted()));
            TextTable table = new TextTable("shipment", "kind", "time", "size", "why");
            report.deleted()
                    .forEach(s -> table.add(
                            s.shipment(), s.kind().word(), HumanTime.at(s.time()), ByteCount.of(s.bytes()), s.why()));
            output.say(table.toString());
        }
        if (!report.heldBack().isEmpty()) {
            output.say("held back " + sum(report.heldBack()));
            TextTable table = new TextTable("shipment", "kind", "time", "size", "why", "by");
            report.heldBack()
                    .forEach(s -> table.add(
                            s.shipment(),
                            s.kind().word(),
                            HumanTime.at(s.time()),
                            ByteCount.of(s.bytes()),
                            s.why(),
                            String.join(", ", s.by())));
            output.say(table.toString());
        }
    }

    private static String sum(List<PruneReport.Shipment> shipments) {
        long bytes = shipments.stream().mapToLong(PruneReport.Shipment::bytes).sum();
        return shipments.size() + (shipments.size() == 1 ? " shipment, " : " shipments, ") + ByteCount.of(bytes);
    }
}
