package io.dbferry.cli.head;

import io.dbferry.config.Config;
import io.dbferry.jobs.JobAlarms;
import io.dbferry.jobs.SkipIfLocked;
import io.dbferry.notify.message.Job;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The head of a command that cron can start: failures become alarms, and a lock that is held can be no failure. */
public abstract class JobHead extends Head {
    @Option(names = "--if-free", description = "Exit 0 silently if another run holds the lock (for cron).")
    private boolean ifFree;

    protected final int run(Config config, Job job, JobAlarms.Run run) throws IOException {
        JobAlarms alarms = JobAlarms.ofCommand(config, components());
        SkipIfLocked.run(ifFree, () -> alarms.around(job, run));
        return 0;
    }
}
