package io.dbferry.cli.command;

import io.dbferry.cli.head.ReportHead;
import io.dbferry.cli.print.TextTable;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.RunEvents;
import io.dbferry.receiver.prune.PruneReport;
import io.dbferry.receiver.prune.PruneRun;
import io.dbferry.stream.Depot;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import io.dbferry.text.HumanTime;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dbferry prune}. */
@Command(
        name = "prune",
        description = "On the receiver: delete applied shipments that exceed the limits of 'keep', as each load does.")
public final class PruneCommand extends ReportHead implements Callable<Integer> {
    @Option(
            names = "--dry-run",
            description = "Delete nothing; print what would be deleted, why, and which receiver holds what back.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        Components wiring = components();
        ReceiverConfig config = loggedReceiver();
        try (RunEvents events = RunEvents.begin("prune");
                Depot depot = wiring.patientDepot(config)) {
            PruneReport report =
                    new PruneRun(config, wiring.database(config, "prune"), depot, wiring.clock()).run(dryRun);
            events.ended(dryRun || report.deleted().isEmpty());
            report(report, this::print);
            throwIfLeft(report);
        }
        return 0;
    }

    private static void throwIfLeft(PruneReport report) {
        List<String> left = report.undeletable();
        if (!left.isEmpty()) {
            String more = left.size() == 1 ? "" : "; " + Count.of(left.size() - 1, "more folder");
            throw new DbferryException(
                    Failure.DEPOT,
                    "cannot prune all of depot '" + report.depot() + "': " + left.get(0) + more,
                    "All other old shipments were deleted. Give the account the right to delete there, or delete it by hand",
                    null);
        }
    }

    private void print(PruneReport report) {
        Output output = output();
        if (report.deleted().isEmpty()
                && report.heldBack().isEmpty()
                && report.referredTo().isEmpty()
                && report.undeletable().isEmpty()) {
            output.say("nothing to delete: no shipment exceeds the limits of keep");
        }
        print(report.dryRun() ? "would delete " : "deleted ", report.deleted());
        print("kept for the rows that newer completes refer to: ", report.referredTo());
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

    private void print(String what, List<PruneReport.Shipment> shipments) {
        if (!shipments.isEmpty()) {
            output().say(what + sum(shipments));
            TextTable table = new TextTable("shipment", "kind", "time", "size", "why");
            shipments.forEach(s ->
                    table.add(s.shipment(), s.kind().word(), HumanTime.at(s.time()), ByteCount.of(s.bytes()), s.why()));
            output().say(table.toString());
        }
    }

    private static String sum(List<PruneReport.Shipment> shipments) {
        long bytes = shipments.stream().mapToLong(PruneReport.Shipment::bytes).sum();
        return Count.of(shipments.size(), "shipment") + ", " + ByteCount.of(bytes);
    }
}
