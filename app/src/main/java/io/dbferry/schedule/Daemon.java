package io.dbferry.schedule;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Starts jobs when they are due, until it is stopped. A job that is still running when it is due again is left alone;
 * jobs of different kinds run beside each other on a sender, and one after the other on a receiver, where they would
 * wait for the same lock. It looks at the clock each second, so that a clock that is set does not matter for longer.
 */
public final class Daemon {
    private static final long LOOK_MILLIS = 1000;

    private final LastRuns lastRuns;
    private final Clock clock;
    private final RandomGenerator random;
    private final Consumer<String> warnings;
    private final Map<Task, SerialWorker> lanes = new EnumMap<>(Task.class);
    private List<Planned> plan = List.of();
    private Duration jitter = Duration.ZERO;
    private boolean stopped;

    /**
     * Begins without jobs.
     *
     * @param together whether the kinds share one lane
     * @param run runs jobs of these kinds to their end; throws nothing
     * @param warnings hears what does not keep jobs from running
     */
    public Daemon(
            LastRuns lastRuns,
            Clock clock,
            RandomGenerator random,
            boolean together,
            Consumer<Set<Task>> run,
            Consumer<String> warnings) {
        this.lastRuns = lastRuns;
        this.clock = clock;
        this.random = random;
        this.warnings = warnings;
        SerialWorker shared = together ? new SerialWorker("jobs", kinds -> runAndNote(run, kinds)) : null;
        for (Task kind : Task.values()) {
            lanes.put(kind, shared != null ? shared : new SerialWorker(kind.word(), kinds -> runAndNote(run, kinds)));
        }
    }

    /** A job, and the moment by {@link System#nanoTime} at which it starts once it is due. */
    private static final class Planned {
        private final ScheduledJob job;
        private final Timetable timetable;
        private @Nullable Long startNanos;

        Planned(ScheduledJob job, Timetable timetable) {
            this.job = job;
            this.timetable = timetable;
        }
    }

    /** Replaces all jobs. A job that is seen for the first time has missed nothing before now. */
    public synchronized void plan(List<ScheduledJob> jobs, Duration jitterAtMost) {
        List<Planned> planned = new ArrayList<>();
        for (ScheduledJob job : jobs) {
            planned.add(new Planned(job, new Timetable(job.times(), since(job))));
        }
        plan = planned;
        jitter = jitterAtMost;
    }

    private Instant since(ScheduledJob job) {
        for (Planned before : plan) {
            if (before.job.key().equals(job.key())) {
                return before.timetable.last();
            }
        }
        Instant now = clock.instant();
        try {
            Optional<Instant> last = lastRuns.of(job.key());
            if (last.isEmpty()) {
                // So that a machine which is off at that time each day runs the job when it is on.
                lastRuns.put(job.key(), now);
            }
            return last.orElse(now);
        } catch (IOException e) {
            warnings.accept("cannot read or write when " + job.key() + " last ran: " + e.getMessage());
            return now;
        }
    }

    /** Runs jobs of these kinds once more, as soon as what runs has ended. */
    public void ask(Set<Task> kinds) {
        for (SerialWorker lane : Set.copyOf(lanes.values())) {
            lane.ask(kinds.stream().filter(kind -> lane(kind) == lane).collect(Collectors.toSet()));
        }
    }

    /** Starts what is due, and returns once stopped. */
    public synchronized void work() throws InterruptedException {
        while (!stopped) {
            startDue();
            // Wakes at the full second, so that a job starts with its minute.
            wait(LOOK_MILLIS - Math.floorMod(clock.millis(), LOOK_MILLIS));
        }
    }

    /** Starts what is due now. */
    synchronized void startDue() {
        Instant now = clock.instant();
        Set<Task> due = EnumSet.noneOf(Task.class);
        for (Planned planned : plan) {
            Task kind = planned.job.kind();
            if (!lane(kind).isBusy(kind) && planned.timetable.isDue(now) && jitterIsOver(planned)) {
                planned.startNanos = null;
                planned.timetable.ran(now);
                due.add(kind);
            }
        }
        ask(due);
    }

    private boolean jitterIsOver(Planned planned) {
        long now = System.nanoTime();
        if (planned.startNanos == null) {
            planned.startNanos = now + random.nextLong(jitter.toNanos() + 1);
        }
        return now - planned.startNanos >= 0;
    }

    /** Begins no other run. */
    public synchronized void stop() {
        stopped = true;
        lanes.values().forEach(SerialWorker::stop);
        notifyAll();
    }

    /** After {@link #stop}: whether all runs came to their end within that time. */
    public boolean ended(Duration within) throws InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        boolean ended = true;
        for (SerialWorker lane : lanes.values()) {
            ended &= lane.ended(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
        return ended;
    }

    private void runAndNote(Consumer<Set<Task>> run, Set<Task> kinds) {
        run.accept(kinds);
        note(kinds);
    }

    /** A run that is killed is not noted, so the next daemon catches it up. */
    private synchronized void note(Set<Task> kinds) {
        Instant now = clock.instant();
        for (Planned planned : plan) {
            if (kinds.contains(planned.job.kind())) {
                planned.timetable.ran(now);
                try {
                    lastRuns.put(planned.job.key(), now);
                } catch (IOException e) {
                    warnings.accept("cannot write down that " + planned.job.key() + " ran: " + e.getMessage());
                }
            }
        }
    }

    private SerialWorker lane(Task kind) {
        return Objects.requireNonNull(lanes.get(kind));
    }
}
