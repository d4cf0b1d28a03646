package io.dbferry.schedule;

import io.dbferry.config.Config;
import io.dbferry.config.Schedule;
import io.dbferry.config.SenderConfig;
import java.util.ArrayList;
import java.util.List;

/** What a config schedules. */
public final class ScheduledJobs {
    private ScheduledJobs() {}

    /** Without the jobs that never run. */
    public static List<ScheduledJob> of(Config config) {
        Schedule schedule = config.schedule();
        String what = config instanceof SenderConfig ? "dump" : "load";
        List<ScheduledJob> jobs = new ArrayList<>();
        schedule.complete().ifPresent(times -> jobs.add(new ScheduledJob("complete-" + what, Task.COMPLETE, times)));
        schedule.partial().ifPresent(times -> jobs.add(new ScheduledJob("partial-" + what, Task.PARTIAL, times)));
        schedule.checkRemote().ifPresent(times -> jobs.add(new ScheduledJob("check-remote", Task.CHECK_REMOTE, times)));
        return jobs;
    }
}
