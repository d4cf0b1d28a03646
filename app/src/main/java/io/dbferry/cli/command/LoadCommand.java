package io.dbferry.cli.command;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.JobAlarms;
import io.dbferry.jobs.LoadJob;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.Session;
import io.dbferry.jobs.SkipIfLocked;
import io.dbferry.receiver.postprocess.Postprocess;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry load [complete|partial]}. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "On the receiver: apply the shipments that are due, in sequence.")
public final class LoadCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "KIND",
            arity = "0..1",
            converter = KindConverter.class,
            completionCandidates = KindConverter.Words.class,
            description = "complete or partial; default: both")
    private @Nullable Kind kind;

    @Option(
            names = "--if-free",
            description = "End with 0 and say nothing if another run holds the lock, as cron's lines want it.")
    private boolean ifFree;

    @Override
    public Integer call() throws IOException {
        Output output = new Output(spec, dbferry.quiet);
        Components wiring = Session.start(output);
        ReceiverConfig config = wiring.receiver(dbferry.config);
        Session.logTo(config, output);
        Optional<Kind> wanted = Optional.ofNullable(kind);
        JobAlarms alarms = JobAlarms.ofCommand(config, wiring);
        SkipIfLocked.run(
                ifFree,
                () -> alarms.around(
                        LoadJob.job(wanted),
                        () -> LoadJob.run(config, wanted, Postprocess.Runs.AT_END, wiring, output)));
        return 0;
    }
}
