package io.dbferry.capture;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.dbferry.config.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * How often receivers may have a complete for the asking: where no complete helps, making one after the other would
 * take up the sender. So the pause is ten times what the last one took, and at most the interval of the schedule.
 */
final class CompleteInterval {
    private static final Duration WITHOUT_SCHEDULE = Duration.ofDays(1);

    private static final int PAUSE = 10;

    private CompleteInterval() {}

    /**
     * When the next one may be had.
     *
     * @param last when the last one was shipped
     * @param took from its begin until it was in the depot
     */
    static Instant next(Instant last, Duration took, Schedule schedule) {
        Instant spaced = last.plus(took.multipliedBy(PAUSE));
        Instant scheduled = scheduled(last, schedule);
        return spaced.isBefore(scheduled) ? spaced : scheduled;
    }

    /** The next time of {@code schedule.complete-dump} in the zone of the schedule, or a day later. */
    private static Instant scheduled(Instant last, Schedule schedule) {
        ZoneId zone = schedule.timeZone().orElseGet(ZoneId::systemDefault);
        return schedule.complete()
                .map(new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))::parse)
                .flatMap(cron -> ExecutionTime.forCron(cron).nextExecution(last.atZone(zone)))
                .map(time -> time.toInstant())
                .orElse(last.plus(WITHOUT_SCHEDULE));
    }
}
