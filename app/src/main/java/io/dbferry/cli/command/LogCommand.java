package io.dbferry.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.cli.print.ShipmentHistoryText;
import io.dbferry.config.Config;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.Session;
import io.dbferry.status.ShipmentHistory;
import io.dbferry.status.ShipmentHistoryReader;
import io.dbferry.status.WantedShipment;
import io.dbferry.text.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry log SHIPMENT}. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description = "On either side: the story of one shipment, from all that is known of it here.")
public final class LogCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "SHIPMENT", description = "Its number, as 42, or its name, as 20261123T033500Z-000042.")
    private String shipment = "";

    @Option(names = "--json", description = "One JSON document with exact numbers.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Output output = new Output(spec, dbferry.quiet);
        Components wiring = Session.start(output);
        WantedShipment wanted = WantedShipment.parse(shipment);
        Config config = wiring.config(dbferry.config);
        ShipmentHistory story = new ShipmentHistoryReader(config, wanted, output::warn)
                .read(() -> wiring.depot(config), wiring.database(config, "log"));
        output.report(json ? new String(Json.write(story), UTF_8) : new ShipmentHistoryText(story).toString());
        return 0;
    }
}
