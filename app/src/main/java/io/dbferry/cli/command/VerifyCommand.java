package io.dbferry.cli.command;

import io.dbferry.cli.head.ReportHead;
import io.dbferry.cli.print.VerifyText;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.RunEvents;
import io.dbferry.receiver.Load;
import io.dbferry.receiver.proof.VerifyReport;
import io.dbferry.receiver.proof.VerifyRun;
import io.dbferry.stream.Depot;
import io.dbferry.text.Count;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dbferry verify}. */
@Command(
        name = "verify",
        description = "On the receiver: prove that tables and media are what the applied shipments say.")
public final class VerifyCommand extends ReportHead implements Callable<Integer> {
    @Parameters(
            paramLabel = "TABLE",
            arity = "0..*",
            description = "Tables, as patterns of pg_dump --table; all tables and media if there is none.")
    private List<String> tables = List.of();

    @Override
    public Integer call() throws IOException {
        Components wiring = components();
        ReceiverConfig config = loggedReceiver();
        try (RunEvents events = RunEvents.begin("verify");
                Depot depot = wiring.patientDepot(config)) {
            VerifyRun run = new VerifyRun(
                    config,
                    wiring.database(config, "verify"),
                    depot,
                    wiring.trust(config.trust(), config.stream()),
                    wiring.clock());
            VerifyReport report = run.run(tables);
            run.warnings().forEach(output()::warn);
            report(report, r -> output().report(new VerifyText(r).toString()));
            Load.lookClosely(config);
            if (report.differs()) {
                throw different(report);
            }
            events.ended(false);
        }
        return 0;
    }

    private static DbferryException different(VerifyReport report) {
        if (report.different().isEmpty() && !report.held().isEmpty()) {
            VerifyReport.HeldBack first = report.held().get(0);
            return new DbferryException(
                    Failure.TARGET_DATABASE,
                    "cannot call the receiver equal to shipment " + report.applied() + ": table '" + first.table()
                            + "' stands still since shipment " + first.since() + ": " + first.cause(),
                    "'dbferry load' says what to do about it",
                    null);
        }
        boolean onlyMedia = report.different().isEmpty();
        return new DbferryException(
                Failure.TARGET_DATABASE,
                onlyMedia
                        ? "cannot call media equal: files differ from what was shipped"
                        : "cannot call the receiver equal to shipment " + report.applied() + ": "
                                + report.different().size() + " of "
                                + Count.of(report.tables().size(), "table") + " differ",
                onlyMedia
                        ? "The sender is asked for the files; its next 'dump partial', and 'dbferry load' here, repair them"
                        : "The sender is asked for the rows; its next 'dump partial', and 'dbferry load' here, repair them",
                null);
    }
}
