package io.dbferry.cli;

import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.Schedule;
import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.notify.Job;
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

    /** Runs jobs of these kinds to their end. Returns whether they went well. */
    boolean run(Set<Kind> kinds) {
        Config now = config;
        Optional<Kind> one = kinds.size() == 1 ? kinds.stream().findFirst() : Optional.empty();
        String name = (now instanceof SenderConfig ? "dump" : "load")
                + one.map(kind -> " " + kind.word()).orElse("");
        Output output =
                Output.to(line -> events.say(name + ": " + line), line -> events.warn(name + ": " + line), !tellIdle);
        Wiring wiring = Session.start(output);
        JobAlarms alarms = new JobAlarms(now, wiring, events::warn);
        try {
            alarms.wentWell(run(now, one, wiring, output));
            return true;
        } catch (Throwable e) { // whatever it is, the next run may go well
            fail(name, e);
            alarms.failed(now instanceof SenderConfig ? DumpCommand.job(one.orElseThrow()) : LoadCommand.job(one), e);
            return false;
        }
    }

    /** Returns what went well. */
    private static Job run(Config config, Optional<Kind> kind, Wiring wiring, Output output) throws IOException {
        if (config instanceof SenderConfig sender) {
            DumpCommand.run(sender, kind.orElseThrow(), wiring, output);
            return DumpCommand.job(kind.orElseThrow());
        }
        return LoadCommand.run((ReceiverConfig) config, kind, wiring, output);
    }

    private void fail(String job, Throwable e) {
        DbferryException known = Main.known(e);
        if (known == null) {
            events.fail(job + ": cannot go on: " + e + "; HINT: This is a bug of DbFerry; its log has more", e);
            return;
        }
        if (known.failure() == Failure.LOCKED) {
            events.say(job + ": left to the run that goes on: " + known.getMessage());
            return;
        }
        String hint = known.hint() == null ? "" : "; HINT: " + known.hint();
        events.fail(job + ": " + known.getMessage() + hint, known);
    }
}
