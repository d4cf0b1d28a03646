package io.dbferry.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.cli.print.StatusText;
import io.dbferry.config.Config;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.Session;
import io.dbferry.jobs.StatusSources;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.read.Amount;
import io.dbferry.status.read.ShipmentMemory;
import io.dbferry.text.Json;
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
        description =
                "Shows on either side whether all is well: lag, waiting shipments, failures with their fixes, last and next runs.")
public final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON document with exact numbers.")
    private boolean json;

    @Override
    public Integer call() {
        Output output = new Output(spec, dbferry.quiet);
        Components wiring = Session.start(output);
        Config config = wiring.config(dbferry.config);
        Instant now = wiring.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        StatusModel status = StatusSources.reader(config, wiring, "status", new ShipmentMemory(), Amount.COMMAND)
                .read(now);
        output.report(json ? new String(Json.write(status), UTF_8) : new StatusText(status).toString());
        return status.exitCode();
    }
}
