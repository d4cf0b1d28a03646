package io.dbferry.sender.due;

import io.dbferry.config.Schedule;
import java.time.Duration;
import java.time.Instant;

/**
 * How often receivers may have a complete for the asking: where no complete helps, making one after the other would
 * take up the sender. So the pause is ten times what the last one took, and at most the interval of the schedule.
 */
public final class CompleteInterval {
    private static final Duration WITHOUT_SCHEDULE = Duration.ofDays(1);

    private static final int PAUSE = 10;

    private CompleteInterval() {}

    /**
     * When the next one may be had.
     *
     * @param last when the last one was shipped
     * @param took from its begin until it was in the depot
     */
    public static Instant next(Instant last, Duration took, Schedule schedule) {
        Instant spaced = last.plus(took.multipliedBy(PAUSE));
        Instant scheduled =
                schedule.complete().flatMap(times -> times.next(last)).orElse(last.plus(WITHOUT_SCHEDULE));
        return spaced.isBefore(scheduled) ? spaced : scheduled;
    }
}
