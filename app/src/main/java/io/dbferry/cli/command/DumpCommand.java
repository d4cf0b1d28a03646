package io.dbferry.cli.command;

import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.DumpJob;
import io.dbferry.jobs.JobAlarms;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.Session;
import io.dbferry.jobs.SkipIfLocked;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry dump complete|partial}. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description = "On the sender: ship everything, or what changed since the last shipment.")
public final class DumpCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "KIND",
            converter = KindConverter.class,
            completionCandidates = KindConverter.Words.class,
            description = "complete or partial")
    private Kind kind = Kind.PARTIAL;

    @Option(
            names = "--if-free",
            description = "End with 0 and say nothing if another run holds the lock, as cron's lines want it.")
    private boolean ifFree;

    @Override
    public Integer call() throws IOException {
        Output output = new Output(spec, dbferry.quiet);
        Components wiring = Session.start(output);
        SenderConfig config = wiring.sender(dbferry.config);
        Session.logTo(config, output);
        JobAlarms alarms = JobAlarms.ofCommand(config, wiring);
        SkipIfLocked.run(
                ifFree, () -> alarms.around(DumpJob.job(kind), () -> DumpJob.run(config, kind, wiring, output)));
        return 0;
    }
}
