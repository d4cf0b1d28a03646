package io.dbferry.capture;

import io.dbferry.config.Schedule;
import java.time.Duration;
import java.time.Instant;

/** How often receivers may have a complete for the asking. */
final class CompleteInterval {
    private static final Duration WITHOUT_SCHEDULE = Duration.ofDays(1);

    private CompleteInterval() {}

    /** When the next one may be had after that: at the next time of {@code schedule.complete-dump}, or a day later. */
    static Instant next(Instant last, Schedule schedule) {
        return schedule.complete().flatMap(times -> times.next(last)).orElse(last.plus(WITHOUT_SCHEDULE));
    }
}
