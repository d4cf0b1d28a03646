package io.dbferry.jobs.daemon;

import io.dbferry.config.Config;
import io.dbferry.config.DepotLocation;
import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.Components;
import io.dbferry.schedule.ArrivalWatch;
import io.dbferry.schedule.Daemon;
import io.dbferry.schedule.ScheduledJob;
import io.dbferry.schedule.Task;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What makes the daemon's jobs begin before their time: commits, arrivals in a folder, changes of another depot. */
public final class Continuous implements AutoCloseable {
    private final Components wiring;
    private final Daemon daemon;
    private @Nullable ArrivalWatch arrivals;
    private @Nullable ContinuousWatch watch;

    public Continuous(Components wiring, Daemon daemon) {
        this.wiring = wiring;
        this.daemon = daemon;
    }

    /** Watches as this config says, in place of what was watched before. */
    public synchronized void use(Config config, List<ScheduledJob> scheduled) {
        close();
        Set<Task> tasks = scheduled.stream().map(ScheduledJob::kind).collect(Collectors.toSet());
        if (config instanceof SenderConfig) {
            config.schedule()
                    .continuous()
                    .ifPresent(every -> watch = CommitWatch.begin(
                            wiring.database(config, "commits"), every, () -> ask(EnumSet.of(Task.PARTIAL))));
        } else if (config.depot() instanceof DepotLocation.Folder folder) {
            if (config.schedule().atOnce()) {
                arrivals = ArrivalWatch.begin(folder.path(), () -> daemon.ask(tasks));
            }
        } else {
            config.schedule()
                    .continuous()
                    .ifPresent(every -> watch =
                            DepotWatch.begin(() -> wiring.depot(config), every, () -> ask(EnumSet.copyOf(tasks))));
        }
    }

    private void ask(Set<Task> tasks) {
        daemon.ask(tasks);
    }

    /** Runs of these have ended. */
    public synchronized void ended(Set<Task> tasks, DaemonJobs.Ended how) {
        if (tasks.contains(Task.PARTIAL)) {
            Optional.ofNullable(watch).ifPresent(w -> w.ended(how.well(), how.found()));
        }
    }

    @Override
    public synchronized void close() {
        if (arrivals != null) {
            arrivals.close();
            arrivals = null;
        }
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }
}
