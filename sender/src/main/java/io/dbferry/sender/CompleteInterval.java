package io.dbferry.sender;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.dbferry.config.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** How often receivers may have a complete for the asking. */
final class CompleteInterval {
    private static final Duration WITHOUT_SCHEDULE = Duration.ofDays(1);

    private CompleteInterval() {}

    /**
     * When the next one may be had after that: at the next time of {@code schedule.complete-dump}, in this machine's
     * zone as cron counts it, or a day later.
     */
    static Instant next(Instant last, Schedule schedule) {
        return schedule.complete()
                .map(new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))::parse)
                .flatMap(cron -> ExecutionTime.forCron(cron).nextExecution(last.atZone(ZoneId.systemDefault())))
                .map(time -> time.toInstant())
                .orElse(last.plus(WITHOUT_SCHEDULE));
    }
}
