package io.dbferry.cli.command;

import io.dbferry.cli.head.ReportHead;
import io.dbferry.cli.print.ShipmentHistoryText;
import io.dbferry.config.Config;
import io.dbferry.status.ShipmentHistoryReader;
import io.dbferry.status.WantedShipment;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dbferry log SHIPMENT}. */
@Command(
        name = "log",
        description =
                "On either side: show one shipment's history, from manifest, receipts, ledger and the lines of the log.")
public final class LogCommand extends ReportHead implements Callable<Integer> {
    @Parameters(paramLabel = "SHIPMENT", description = "Its number, as 42, or its name, as 20261123T033500Z-000042.")
    private String shipment = "";

    @Override
    public Integer call() throws IOException {
        WantedShipment wanted = WantedShipment.parse(shipment);
        Config config = config();
        report(
                new ShipmentHistoryReader(config, wanted, output()::warn)
                        .read(() -> components().depot(config), components().database(config, "log")),
                story -> output().report(new ShipmentHistoryText(story).toString()));
        return 0;
    }
}
