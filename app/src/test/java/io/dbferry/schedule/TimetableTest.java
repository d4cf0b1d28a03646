package io.dbferry.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.time.CronTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimetableTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private Instant now = NOON;
    private final List<String> runs = new ArrayList<>();

    @Test
    void timesThatWentByUnseenAreCaughtUpOnce() {
        Timetable partials = table("*/5 * * * *");
        now = NOON.plus(Duration.ofDays(400));

        live(partials, Duration.ofMinutes(6));

        assertThat(runs).containsExactly("2027-12-28T12:00", "2027-12-28T12:05");
    }

    @Test
    void clockThatJumpsForwardMissesOneRunAndCatchesItUp() {
        Timetable daily = table("30 3 * * *");
        Timetable partials = table("*/5 * * * *");
        now = NOON.plus(Duration.ofHours(20));

        live(daily, Duration.ofMinutes(1));
        live(partials, Duration.ofMinutes(1));

        assertThat(runs).containsExactly("2026-11-24T08:00", "2026-11-24T08:01");
    }

    @Test
    void frequentJobsGoOnWhenTheClockIsSetBackHours() {
        Timetable partials = table("*/5 * * * *");
        live(partials, Duration.ofMinutes(11));
        runs.clear();
        now = now.minus(Duration.ofHours(5));

        live(partials, Duration.ofMinutes(15));

        assertThat(runs).containsExactly("2026-11-23T07:15", "2026-11-23T07:20", "2026-11-23T07:25");
    }

    @Test
    void dailyJobDoesNotRunAgainWhenTheClockIsSetBackHours() {
        Timetable daily = table("30 3 * * *");
        live(daily, Duration.ofHours(16));
        assertThat(runs).containsExactly("2026-11-24T03:30");
        now = now.minus(Duration.ofHours(5));

        live(daily, Duration.ofDays(2));

        assertThat(runs).containsExactly("2026-11-24T03:30", "2026-11-25T03:30");
    }

    @Test
    void dailyJobIsNotLeftOutWhenTheClockHadBeenFarAhead() {
        now = NOON.plus(Duration.ofDays(3000));
        Timetable daily = new Timetable(CronTimes.of("30 3 * * *", ZoneOffset.UTC), now);
        now = NOON;

        live(daily, Duration.ofHours(16));

        assertThat(runs).containsExactly("2026-11-24T03:30");
    }

    @Test
    void clockThatSwingsDoesNotMakeAStorm() {
        Timetable partials = table("*/5 * * * *");
        for (int i = 0; i < 100; i++) {
            now = i % 2 == 0 ? now.plus(Duration.ofMinutes(2)) : now.minus(Duration.ofMinutes(2));
            tick(partials);
        }

        assertThat(runs).isEmpty();
    }

    @Test
    void changeFromSummerTimeRunsADailyJobOnce() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        now = Instant.parse("2027-10-30T12:00:00Z");
        Timetable daily = new Timetable(CronTimes.of("30 2 * * *", berlin), now);

        live(daily, Duration.ofHours(40));

        assertThat(runs).containsExactly("2027-10-31T00:30", "2027-11-01T01:30");
    }

    private Timetable table(String expression) {
        return new Timetable(CronTimes.of(expression, ZoneOffset.UTC), now);
    }

    /** Lets a clock that goes right go on for a while. */
    private void live(Timetable table, Duration duration) {
        for (Instant end = now.plus(duration); now.isBefore(end); now = now.plusSeconds(60)) {
            tick(table);
        }
    }

    private void tick(Timetable table) {
        if (table.isDue(now)) {
            runs.add(now.toString().substring(0, 16));
            table.ran(now);
        }
    }
}
