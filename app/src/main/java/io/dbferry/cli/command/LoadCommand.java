package io.dbferry.cli.command;

import io.dbferry.cli.head.JobHead;
import io.dbferry.cli.head.KindConverter;
import io.dbferry.cli.print.LoadPreviewText;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.jobs.LoadJob;
import io.dbferry.jobs.result.LoadResult;
import io.dbferry.receiver.LoadReport;
import io.dbferry.receiver.postprocess.Postprocess;
import io.dbferry.receiver.preview.LoadPreview;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--dry-run",
            description = "Apply everything that is due in one transaction, roll it back, and print what it changed.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        return dryRun ? preview(components().receiver(file())) : load(loggedReceiver());
    }

    private int load(ReceiverConfig config) throws IOException {
        Optional<Kind> wanted = Optional.ofNullable(kind);
        LoadResult.Run run = begun(config);
        AtomicReference<@Nullable LoadReport> report = new AtomicReference<>();
        reporting(
                () -> run(
                        config,
                        LoadJob.job(wanted),
                        () -> LoadJob.run(
                                config, wanted, Postprocess.Runs.AT_END, components(), output(), report::set)),
                failure -> {
                    LoadReport told = report.get();
                    return told == null ? run.without(false, failure.orElse(null)) : run.of(told, failure.orElse(null));
                });
        return 0;
    }

    private int preview(ReceiverConfig config) throws IOException {
        LoadResult.Run run = begun(config);
        AtomicReference<@Nullable LoadPreview> found = new AtomicReference<>();
        reporting(
                () -> dryRun(() -> {
                    LoadPreview preview = LoadJob.preview(config, Optional.ofNullable(kind), components(), output());
                    found.set(preview);
                    preview.warnings().forEach(output()::warn);
                    output().say(new LoadPreviewText(preview).toString());
                    if (preview.failure().isPresent()) {
                        throw preview.failure().get();
                    }
                }),
                failure -> {
                    LoadPreview preview = found.get();
                    return preview == null ? run.without(true, failure.orElse(null)) : run.of(preview);
                });
        return 0;
    }

    private LoadResult.Run begun(ReceiverConfig config) {
        return new LoadResult.Run(
                components().clock().instant().truncatedTo(ChronoUnit.MILLIS), config.stream(), config.name());
    }
}
