package io.dbferry.cli.command;

import io.dbferry.cli.head.JobHead;
import io.dbferry.cli.head.KindConverter;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.jobs.LoadJob;
import io.dbferry.receiver.postprocess.Postprocess;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dbferry load [complete|partial]}. */
@Command(name = "load", description = "On the receiver: apply the shipments that are due, in sequence.")
public final class LoadCommand extends JobHead implements Callable<Integer> {
    @Parameters(
            paramLabel = "KIND",
            arity = "0..1",
            converter = KindConverter.class,
            completionCandidates = KindConverter.Words.class,
            description = "complete or partial; default: both")
    private @Nullable Kind kind;

    @Override
    public Integer call() throws IOException {
        ReceiverConfig config = loggedReceiver();
        Optional<Kind> wanted = Optional.ofNullable(kind);
        return run(
                config,
                LoadJob.job(wanted),
                () -> LoadJob.run(config, wanted, Postprocess.Runs.AT_END, components(), output()));
    }
}
