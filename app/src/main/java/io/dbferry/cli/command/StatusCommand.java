package io.dbferry.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.cli.print.ReceiverStatusText;
import io.dbferry.cli.print.SenderStatusText;
import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.Session;
import io.dbferry.sender.outbox.SenderStatus;
import io.dbferry.status.ReceiverReport;
import io.dbferry.status.SenderReport;
import io.dbferry.stream.Depot;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "How far this side is: what was shipped or applied, what waits, and what failed.")
public final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON document with exact numbers.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Output output = new Output(spec, dbferry.quiet);
        Components wiring = Session.start(output);
        Config config = wiring.config(dbferry.config);
        Instant now = wiring.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        try (Depot depot = wiring.depot(config)) {
            if (config instanceof SenderConfig sender) {
                for (Path damaged : SenderStatus.read(config.work()).damaged()) {
                    output.warn("'" + damaged + "' is damaged; the next dump sets it aside and goes on without it");
                }
                SenderReport status = SenderReport.read(sender, wiring.database(sender, "status"), depot, now);
                output.report(json ? text(status) : new SenderStatusText(status).toString());
            } else {
                ReceiverConfig receiver = (ReceiverConfig) config;
                ReceiverReport status = ReceiverReport.read(
                        receiver,
                        wiring.database(receiver, "status"),
                        depot,
                        wiring.trust(receiver.trust(), receiver.stream()),
                        now);
                output.report(json ? text(status) : new ReceiverStatusText(status).toString());
            }
        }
        return 0;
    }

    private static String text(Object status) {
        return new String(Json.write(status), UTF_8);
    }
}
