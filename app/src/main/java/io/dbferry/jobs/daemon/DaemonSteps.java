package io.dbferry.jobs.daemon;

import io.dbferry.config.Config;
import io.dbferry.config.PostprocessStep;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.JobAlarms;
import io.dbferry.notify.message.Job;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.postprocess.StepRunner;
import io.dbferry.receiver.postprocess.StepThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The daemon's postprocess steps, in threads of their own: no load and no other step waits for one. */
public final class DaemonSteps {
    private final Components wiring;
    private final EventLog events;
    private final AlarmThread alarms;
    private final List<StepThreads> running = new ArrayList<>();

    public DaemonSteps(Components wiring, EventLog events, AlarmThread alarms) {
        this.wiring = wiring;
        this.events = events;
        this.alarms = alarms;
    }

    /** Runs the steps of this config in place of those before; runs that go on end as they began. */
    public synchronized void use(Config config) {
        running.forEach(StepThreads::stop);
        running.removeIf(StepThreads::isOver);
        if (config instanceof ReceiverConfig receiver && !receiver.postprocess().isEmpty()) {
            Database database = wiring.database(config, "postprocess");
            List<StepRunner> steps = new ArrayList<>();
            for (PostprocessStep step : receiver.postprocess()) {
                steps.add(new StepRunner(step, receiver, database));
            }
            running.add(StepThreads.start(steps, new Told(new JobAlarms(config, wiring, events::warn))));
        }
    }

    /** Begins no other run. */
    public synchronized void stop() {
        running.forEach(StepThreads::stop);
    }

    /** After {@link #stop}: whether all runs came to their end within that time; if not, their failures do not count. */
    public synchronized boolean ended(Duration within) throws InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        boolean ended = true;
        for (StepThreads threads : running) {
            ended &= threads.ended(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
        if (!ended) {
            running.forEach(StepThreads::abandon);
        }
        return ended;
    }

    /** Events and alarms of what the threads meet. */
    private final class Told implements StepThreads.Listener {
        private final JobAlarms incidents;

        Told(JobAlarms incidents) {
            this.incidents = incidents;
        }

        private Job job(StepRunner step) {
            return new Job("postprocess", Set.of(step.name()));
        }

        @Override
        public void failed(StepRunner step, DbferryException failure) {
            events.fail(failure.getMessage() + "; HINT: " + failure.hint(), failure);
            incidents.failed(job(step), failure);
            alarms.runEnded(false);
        }

        @Override
        public void well(StepRunner step) {
            incidents.wentWell(job(step));
            alarms.runEnded(false);
        }

        @Override
        public void unreachable(StepRunner step, Exception failure) {
            events.warn("cannot run step '" + step.name() + "' for now: " + failure.getMessage());
        }
    }
}
