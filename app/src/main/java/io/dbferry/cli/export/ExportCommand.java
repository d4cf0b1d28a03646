package io.dbferry.cli.export;

import io.dbferry.cli.head.ReportHead;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.jobs.Components;
import io.dbferry.receiver.export.ExportReport;
import io.dbferry.receiver.export.ExportRun;
import io.dbferry.status.WantedShipment;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbferry export SHIPMENT|newest --to FILE}. */
@Command(
        name = "export",
        description =
                "On the receiver: write a complete of the depot, with the rows that it refers to in earlier ones, into one"
                        + " file that 'zstd -dc FILE | psql' restores.")
public final class ExportCommand extends ReportHead implements Callable<Integer> {
    private static final String NEWEST = "newest";

    @Parameters(
            paramLabel = "SHIPMENT",
            description = "A complete: its number, as 42, its name, as 20261123T033500Z-000042, or 'newest'.")
    private String shipment = "";

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The file to write, as rows.sql.zst.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Override
    public Integer call() throws IOException {
        boolean newest = shipment.equals(NEWEST);
        Predicate<ShipmentName> wanted = newest ? name -> true : WantedShipment.parse(shipment)::isWanted;
        Components wiring = components();
        ReceiverConfig config = wiring.receiver(file());
        try (Depot depot = wiring.patientDepot(config)) {
            ExportReport report = new ExportRun(config, depot, wiring.trust(config.trust(), config.stream()))
                    .run(wanted, newest ? "the newest complete" : "complete " + shipment, file);
            report(report, this::print);
        }
        return 0;
    }

    private void print(ExportReport report) {
        output().say(String.format(
                Locale.ROOT,
                "wrote complete %s into '%s': %s, %s%s",
                report.sequence(),
                report.file(),
                Count.of(report.rows(), "row"),
                ByteCount.of(report.bytes()),
                report.bases().isEmpty() ? "" : ", also of " + String.join(", ", report.bases())));
    }
}
