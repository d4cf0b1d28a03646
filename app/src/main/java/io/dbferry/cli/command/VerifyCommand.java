package io.dbferry.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.cli.print.VerifyText;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.RunEvents;
import io.dbferry.jobs.Session;
import io.dbferry.receiver.Load;
import io.dbferry.receiver.proof.VerifyReport;
import io.dbferry.receiver.proof.VerifyRun;
import io.dbferry.stream.Depot;
import io.dbferry.text.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "On the receiver: prove that tables and media are what the applied shipments say.")
public final class VerifyCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON document with exact numbers.")
    private boolean json;

    @Parameters(
            paramLabel = "TABLE",
            arity = "0..*",
            description = "Tables, as patterns of pg_dump --table; all tables and media if there is none.")
    private List<String> tables = List.of();

    @Override
    public Integer call() throws IOException {
        Output output = new Output(spec, dbferry.quiet);
        Components wiring = Session.start(output);
        ReceiverConfig config = wiring.receiver(dbferry.config);
        Session.logTo(config, output);
        try (RunEvents events = RunEvents.begin("verify");
                Depot depot = wiring.patientDepot(config)) {
            VerifyRun run = new VerifyRun(
                    config,
                    wiring.database(config, "verify"),
                    depot,
                    wiring.trust(config.trust(), config.stream()),
                    wiring.clock());
            VerifyReport report = run.run(tables);
            run.warnings().forEach(output::warn);
            output.report(json ? new String(Json.write(report), UTF_8) : new VerifyText(report).toString());
            Load.lookClosely(config);
            if (report.differs()) {
                throw different(report);
            }
            events.ended(false);
        }
        return 0;
    }

    private static DbferryException different(VerifyReport report) {
        boolean onlyMedia = report.different().isEmpty();
        return new DbferryException(
                Failure.TARGET_DATABASE,
                onlyMedia
                        ? "cannot call media equal: files differ from what was shipped"
                        : "cannot call the receiver equal to shipment " + report.applied() + ": "
                                + report.different().size() + " of "
                                + report.tables().size() + " tables differ",
                onlyMedia
                        ? "Delete the files that are named above; the sender's next 'dump complete' carries them again"
                        : "The sender is asked for the rows; its next 'dump partial', and 'dbferry load' here, repair them",
                null);
    }
}
