package io.dbferry.cli.command;

import io.dbferry.cli.head.ReportHead;
import io.dbferry.cli.print.StatusText;
import io.dbferry.config.Config;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output.Tone;
import io.dbferry.jobs.StatusSources;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.model.Verdict;
import io.dbferry.status.read.Amount;
import io.dbferry.status.read.ShipmentMemory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code dbferry status}. */
@Command(
        name = "status",
        description =
                "On either side: whether all is well; lag, waiting shipments, failures with their fixes, last and next runs.")
public final class StatusCommand extends ReportHead implements Callable<Integer> {
    @Override
    public Integer call() {
        return reports(this::status);
    }

    private Reported status(Config config) {
        Components wiring = components();
        Instant now = wiring.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        StatusModel status = StatusSources.reader(config, wiring, "status", new ShipmentMemory(), Amount.COMMAND)
                .read(now);
        return new Reported(
                status,
                status.exitCode(),
                () -> output().report(tone(status.verdict().level()), new StatusText(status).toString()),
                () -> {});
    }

    private static Tone tone(Verdict.Level level) {
        return switch (level) {
            case WELL -> Tone.GOOD;
            case EMPTY, LATE -> Tone.POOR;
            case FAILING -> Tone.BAD;
        };
    }
}
