package io.dbferry.cli;

import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.Schedule;
import io.dbferry.config.SenderConfig;
import io.dbferry.event.Marks;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.schedule.CronTimes;
import io.dbferry.schedule.ScheduledJob;
import io.dbferry.shipment.Kind;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The daemon's jobs: what the commands do, with what they say as events. Failures end no more than their run. */
final class DaemonJobs {
    private final EventLog events;
    private final boolean tellIdle;
    private volatile Config config;

    DaemonJobs(Config config, EventLog events, boolean tellIdle) {
        this.config = config;
        this.events = events;
        this.tellIdle = tellIdle;
    }

    Config config() {
        return config;
    }

    /** Takes another config; runs that go on keep theirs. */
    void use(Config other) {
        this.config = other;
    }

    /** What the schedule says, without the jobs that never run. */
    List<ScheduledJob> scheduled() {
        Schedule schedule = config.schedule();
        ZoneId zone = schedule.timeZone().orElseGet(ZoneId::systemDefault);
        String what = config instanceof SenderConfig ? "dump" : "load";
        List<ScheduledJob> jobs = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            expression(schedule, kind)
                    .ifPresent(e -> jobs.add(new ScheduledJob(kind.word() + "-" + what, kind, CronTimes.of(e, zone))));
        }
        return jobs;
    }

    static Optional<String> expression(Schedule schedule, Kind kind) {
        return kind == Kind.COMPLETE ? schedule.complete() : schedule.partial();
    }

    /** Runs jobs of these kinds to their end. */
    void run(Set<Kind> kinds) {
        Config now = config;
        Optional<Kind> one = kinds.size() == 1 ? kinds.stream().findFirst() : Optional.empty();
        String job = (now instanceof SenderConfig ? "dump" : "load")
                + one.map(kind -> " " + kind.word()).orElse("");
        try (Marks marks = Marks.job(job)) {
            try {
                run(now, one, Output.to(events::say, events::warn, !tellIdle));
            } catch (Throwable e) { // whatever it is, the next run may go well
                fail(e);
            }
        }
    }

    private static void run(Config config, Optional<Kind> kind, Output output) throws IOException {
        Wiring wiring = Session.start(output);
        if (config instanceof SenderConfig sender) {
            DumpCommand.run(sender, kind.orElseThrow(), wiring, output);
        } else {
            LoadCommand.run((ReceiverConfig) config, kind, wiring, output);
        }
    }

    private void fail(Throwable e) {
        DbferryException known = Main.known(e);
        if (known == null) {
            events.fail("cannot go on: " + e + "; HINT: This is a bug of DbFerry; its log has more", e);
            return;
        }
        if (known.failure() == Failure.LOCKED) {
            events.say("left to the run that goes on: " + known.getMessage());
            return;
        }
        String hint = known.hint() == null ? "" : "; HINT: " + known.hint();
        events.fail(known.getMessage() + hint, known);
    }
}
