package io.dbferry.cli.command;

import io.dbferry.cli.head.JobHead;
import io.dbferry.cli.head.KindConverter;
import io.dbferry.cli.head.LowPriority;
import io.dbferry.cli.print.DumpPreviewText;
import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.DumpJob;
import io.dbferry.jobs.result.DumpResult;
import io.dbferry.sender.DumpOutcome;
import io.dbferry.sender.preview.DumpPreview;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

    @Option(
            names = "--dry-run",
            description = "Ship nothing; print what would be shipped, and why: rows of each table, media, bytes.")
    private boolean dryRun;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Read tables by so many connections at the same time, instead of complete.workers.")
    private @Nullable Integer workers;

    @Mixin
    private LowPriority priority = new LowPriority();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (workers != null && workers < 1) {
            throw new ParameterException(spec().commandLine(), "--workers takes a number from 1 on");
        }
        priority.take(output());
        return dryRun ? preview(components().sender(file())) : dump(loggedSender());
    }

    private int dump(SenderConfig read) throws IOException {
        SenderConfig config = workers == null ? read : read.withWorkers(workers);
        DumpResult.Run run = begun(config);
        AtomicReference<@Nullable DumpOutcome> outcome = new AtomicReference<>();
        reporting(
                () -> run(
                        config,
                        DumpJob.job(kind),
                        () -> DumpJob.run(config, kind, components(), output(), outcome::set)),
                failure -> {
                    DumpOutcome ended = outcome.get();
                    return ended != null
                            ? run.of(ended, failure.orElse(null))
                            : failure.map(f -> run.failed(false, f)).orElseGet(() -> run.skipped(false));
                });
        return 0;
    }

    private int preview(SenderConfig config) throws IOException {
        DumpResult.Run run = begun(config);
        AtomicReference<@Nullable DumpPreview> found = new AtomicReference<>();
        reporting(
                () -> dryRun(() -> {
                    DumpPreview preview = DumpJob.preview(config, kind, components(), output());
                    found.set(preview);
                    output().say(new DumpPreviewText(preview).toString());
                }),
                failure -> failure.map(f -> run.failed(true, f)).orElseGet(() -> {
                    DumpPreview preview = found.get();
                    return preview == null ? run.skipped(true) : run.of(preview);
                }));
        return 0;
    }

    private DumpResult.Run begun(SenderConfig config) {
        return new DumpResult.Run(components().clock().instant().truncatedTo(ChronoUnit.MILLIS), config.stream(), kind);
    }
}
