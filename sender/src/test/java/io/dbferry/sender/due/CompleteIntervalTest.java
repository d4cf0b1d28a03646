package io.dbferry.sender.due;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.Schedule;
import io.dbferry.config.time.CronTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompleteIntervalTest {
    @Test
    void pauseIsTenTimesWhatTheLastOneTook() {
        Instant last = Instant.parse("2026-11-28T00:00:00Z");

        assertThat(CompleteInterval.next(last, Duration.ofMinutes(3), schedule(Optional.empty())))
                .isEqualTo("2026-11-28T00:30:00Z");
    }

    private static final ZoneId SANTIAGO = ZoneId.of("America/Santiago");

    @Test
    void nextCompleteForTheAskingIsAtTheScheduledTimeInTheConfiguredZone() {
        assertThat(next("30 3 * * *", "2026-11-28T00:00:00Z")).isEqualTo("2026-11-28T06:30:00Z");
        assertThat(next("30 3 * * *", "2026-07-01T06:31:00Z")).isEqualTo("2026-07-01T07:30:00Z");
    }

    @Test
    void nightThatSkipsTheTimeHasOneAllTheSame() {
        assertThat(next("30 0 * * *", "2026-09-06T03:00:00Z")).isEqualTo("2026-09-06T04:00:00Z");
    }

    @Test
    void withoutAScheduleItIsADay() {
        Instant last = Instant.parse("2026-11-28T00:00:00Z");
        assertThat(CompleteInterval.next(last, Duration.ofDays(1), schedule(Optional.empty())))
                .isEqualTo("2026-11-29T00:00:00Z");
    }

    private static Instant next(String expression, String last) {
        return CompleteInterval.next(
                Instant.parse(last), Duration.ofDays(1), schedule(Optional.of(CronTimes.of(expression, SANTIAGO))));
    }

    private static Schedule schedule(Optional<CronTimes> complete) {
        return new Schedule(
                complete,
                Optional.empty(),
                Optional.empty(),
                Optional.of(SANTIAGO),
                Duration.ZERO,
                false,
                Optional.empty());
    }
}
