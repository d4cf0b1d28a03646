package io.dbferry.cli.command;

import io.dbferry.cli.head.JobHead;
import io.dbferry.cli.head.KindConverter;
import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.DumpJob;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dbferry dump complete|partial}. */
@Command(name = "dump", description = "On the sender: ship everything, or what changed since the last shipment.")
public final class DumpCommand extends JobHead implements Callable<Integer> {
    @Parameters(
            paramLabel = "KIND",
            converter = KindConverter.class,
            completionCandidates = KindConverter.Words.class,
            description = "complete or partial")
    private Kind kind = Kind.PARTIAL;

    @Override
    public Integer call() throws IOException {
        SenderConfig config = loggedSender();
        return run(config, DumpJob.job(kind), () -> DumpJob.run(config, kind, components(), output()));
    }
}
