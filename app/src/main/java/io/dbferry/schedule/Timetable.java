package io.dbferry.schedule;

import io.dbferry.config.time.CronTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When one job is due. However many times went by since its last run, whether the machine was off, the clock was set or
 * the job took long: it is due once. Not thread-safe.
 */
public final class Timetable {
    private final CronTimes times;
    private Instant last;
    private Optional<Instant> next;

    /** @param last when the job last ran or, for one that never did, since when it has been scheduled */
    public Timetable(CronTimes times, Instant last) {
        this.times = times;
        this.last = last;
        this.next = times.next(last);
    }

    public boolean isDue(Instant now) {
        if (isClockSetBack(now)) {
            ran(now);
        }
        return next.isPresent() && !next.get().isAfter(now);
    }

    /** Notes a run; times up to this instant are past. */
    public void ran(Instant now) {
        last = now;
        next = times.next(now);
    }

    public Instant last() {
        return last;
    }

    /**
     * Whether the last run lies so far in the future that what the clock showed then counts no more. Set back by less than
     * half of the time between two runs, it waits for the time that it would have waited for; by more, it begins anew. So
     * two runs are between half and one and a half of their usual time apart.
     */
    private boolean isClockSetBack(Instant now) {
        if (!now.isBefore(last) || next.isEmpty()) {
            return false;
        }
        Duration usual = Duration.between(last, next.get());
        return Duration.between(now, last).compareTo(usual.dividedBy(2)) > 0;
    }
}
