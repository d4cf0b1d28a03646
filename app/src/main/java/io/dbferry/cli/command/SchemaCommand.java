package io.dbferry.cli.command;

import io.dbferry.cli.head.ReportHead;
import io.dbferry.cli.print.SchemaText;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.RunEvents;
import io.dbferry.receiver.Load;
import io.dbferry.receiver.drift.SchemaReport;
import io.dbferry.receiver.drift.SchemaRun;
import io.dbferry.stream.Depot;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dbferry schema show|diff}. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description =
                "On the receiver: show the sender's tables, compare the receiver's with them, create what is missing.",
        subcommands = {SchemaCommand.Show.class, SchemaCommand.Diff.class},
        synopsisSubcommandLabel = "COMMAND")
public final class SchemaCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    /** Something that is done with the schema of the sender. */
    private interface Work {
        SchemaReport run(SchemaRun run) throws IOException;
    }

    /** What its commands have in common. */
    abstract static class Part extends ReportHead {
        final int report(ReceiverConfig config, Work work) throws IOException {
            Components wiring = components();
            try (Depot depot = wiring.patientDepot(config)) {
                SchemaReport report = work.run(new SchemaRun(
                        config,
                        wiring.database(config, "schema"),
                        depot,
                        wiring.trust(config.trust(), config.stream()),
                        wiring.clock(),
                        output()::warn));
                report(report, r -> output().report(new SchemaText(r).toString()));
                return report.exitCode();
            }
        }
    }

    /** {@code dbferry schema show}. */
    @Command(name = "show", description = "Show the sender's tables as its newest shipments describe them.")
    static final class Show extends Part implements Callable<Integer> {
        @Override
        public Integer call() throws IOException {
            return report(components().receiver(file()), SchemaRun::show);
        }
    }

    /** {@code dbferry schema diff}. */
    @Command(
            name = "diff",
            description =
                    "Show where the receiver's tables differ, with the statements that fix it; exit code 6 if any do.")
    static final class Diff extends Part implements Callable<Integer> {
        @Option(
                names = "--apply",
                description =
                        "Run the statements that lose nothing: create tables, columns and enumeration values, widen"
                                + " types, allow null.")
        private boolean apply;

        @Override
        public Integer call() throws IOException {
            if (!apply) {
                return report(components().receiver(file()), SchemaRun::diff);
            }
            ReceiverConfig config = loggedReceiver();
            try (RunEvents events = RunEvents.begin("schema diff --apply")) {
                int exit = report(config, SchemaRun::apply);
                Load.lookClosely(config);
                events.ended(false);
                return exit;
            }
        }
    }
}
