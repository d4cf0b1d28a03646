package io.dbferry.cli.head;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.config.Config;
import io.dbferry.failure.DbferryException;
import io.dbferry.jobs.Failures;
import io.dbferry.jobs.JobAlarms;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.SkipIfLocked;
import io.dbferry.jobs.result.RunFailure;
import io.dbferry.notify.message.Job;
import io.dbferry.text.Json;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/**
 * The head of a command that cron can start: failures become alarms, and a lock that is held can be no failure. With
 * {@code --json} it prints one document, also when it fails.
 */
public abstract class JobHead extends Head {
    @Option(names = "--if-free", description = "Exit 0 silently if another run holds the lock (for cron).")
    private boolean ifFree;

    @Option(
            names = "--json",
            description = "Print one JSON document; progress, warnings and errors are lines of JSON on standard error.")
    private boolean json;

    @Override
    public final boolean isForPrograms() {
        return json;
    }

    @Override
    protected final Output output() {
        return json ? Output.ofJson(spec(), dbferry().quiet, session()) : super.output();
    }

    protected final int run(Config config, Job job, JobAlarms.Run run) throws IOException {
        JobAlarms alarms = JobAlarms.ofCommand(config, components());
        SkipIfLocked.run(ifFree, () -> alarms.around(job, run));
        return 0;
    }

    /** A run that changes nothing: no alarm, no metrics. */
    protected final void dryRun(SkipIfLocked.Run run) throws IOException {
        SkipIfLocked.run(ifFree, run);
    }

    /** Some work of the command. */
    protected interface Work {
        void run() throws IOException;
    }

    /** Works, and prints what came of it if that is to be JSON. */
    protected final void reporting(Work work, Function<Optional<RunFailure>, Object> document) throws IOException {
        try {
            work.run();
        } catch (IOException | RuntimeException | Error e) {
            DbferryException failure = Failures.knownOrBug(e);
            print(document.apply(Optional.of(RunFailure.of(failure))));
            throw e;
        }
        print(document.apply(Optional.empty()));
    }

    private void print(Object document) {
        if (json) {
            spec().commandLine().getOut().println(new String(Json.write(document), UTF_8));
            spec().commandLine().getOut().flush();
        }
    }
}
