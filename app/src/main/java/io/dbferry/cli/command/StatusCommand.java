package io.dbferry.cli.command;

import io.dbferry.cli.head.ReportHead;
import io.dbferry.cli.print.ReceiverStatusText;
import io.dbferry.cli.print.SenderStatusText;
import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.Components;
import io.dbferry.sender.outbox.SenderStatus;
import io.dbferry.status.ReceiverReport;
import io.dbferry.status.SenderReport;
import io.dbferry.stream.store.Depot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code dbferry status}. */
@Command(
        name = "status",
        description = "How far this side is: what was shipped or applied, what waits, and what failed.")
public final class StatusCommand extends ReportHead implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        Components wiring = components();
        Config config = config();
        Instant now = wiring.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        try (Depot depot = wiring.depot(config)) {
            if (config instanceof SenderConfig sender) {
                for (Path damaged : SenderStatus.read(config.work()).damaged()) {
                    output().warn("'" + damaged + "' is damaged; the next dump sets it aside and continues without it");
                }
                report(
                        SenderReport.read(sender, wiring.database(sender, "status"), depot, now),
                        status -> output().report(new SenderStatusText(status).toString()));
            } else {
                ReceiverConfig receiver = (ReceiverConfig) config;
                report(
                        ReceiverReport.read(
                                receiver,
                                wiring.database(receiver, "status"),
                                depot,
                                wiring.trust(receiver.trust(), receiver.stream()),
                                now),
                        status -> output().report(new ReceiverStatusText(status).toString()));
            }
        }
        return 0;
    }
}
