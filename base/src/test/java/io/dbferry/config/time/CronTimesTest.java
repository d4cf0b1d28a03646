package io.dbferry.config.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {
    private static final List<String> NAMES = List.of("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    @ParameterizedTest(name = "{0} after {1}")
    @CsvSource(delimiter = '|', textBlock = """
            30 3 * * *       | 2026-11-23T03:30:00Z     | 2026-11-24T03:30:00Z
            */5 * * * *      | 2026-11-23T03:34:59.999Z | 2026-11-23T03:35:00Z
            0 0 29 2 *       | 2026-11-23T00:00:00Z     | 2028-02-29T00:00:00Z
            30 4 1,15 * 5    | 2026-11-23T00:00:00Z     | 2026-11-27T04:30:00Z
            30 4 1,15 * 5    | 2026-11-27T04:30:00Z     | 2026-12-01T04:30:00Z
            0 22 * JAN,MAR-JUN/2 MON-FRI | 2026-11-23T00:00:00Z | 2027-01-01T22:00:00Z
            """)
    void tellsTheNextTime(String expression, Instant after, Instant next) {
        assertThat(CronTimes.of(expression, ZoneOffset.UTC).next(after)).contains(next);
    }

    @Test
    void dayThatNoMonthHasIsRefused() {
        assertThatThrownBy(() -> CronTimes.of("0 0 30 2 *", ZoneOffset.UTC))
                .hasMessage("'0 0 30 2 *' never comes: no such month has such a day");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            60 * * * *       | minute 60 is not one of 0 to 59
            * * 0 * *        | day of month 0 is not one of 1 to 31
            * * * 13 *       | month 13 is not one of 1 to 12
            * * * * 8        | day of week 8 is not one of 0 to 7
            */0 * * * *      | a step is at least 1, not as in '*/0'
            1/2 * * * *      | a step needs a range or '*' before it, not as in '1/2'
            1-2-3 * * * *    | '1-2-3' is not a minute
            1,,2 * * * *     | '' is not a minute
            * * * FOO *      | 'FOO' is not a month, neither by number nor by name
            * * * * L        | 'L' is not a day of week, neither by number nor by name
            * * ? * *        | '?' is not a day of month
            """)
    void fieldThatCronWouldNotReadIsRefused(String expression, String cause) {
        assertThatThrownBy(() -> CronExpression.parse(expression))
                .hasMessage("'" + expression + "' is not a cron expression: " + cause);
    }

    @Test
    void namesAndSundaysAreReadInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            Instant saturday = Instant.parse("2026-11-28T00:00:00Z");
            for (String sunday :
                    List.of("0 0 * * 7", "0 0 * * 0", "0 0 * * Sun", "0 0 * * 7-7", "0 0 * JAN-dec sun", "@weekly")) {
                assertThat(CronTimes.of(sunday, ZoneOffset.UTC).next(saturday))
                        .as(sunday)
                        .contains(Instant.parse("2026-11-29T00:00:00Z"));
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest(name = "{0} in {1} after {2}")
    @CsvSource({
        // To summer time: 02:00 becomes 03:00.
        "30 2 * * *,   Europe/Berlin, 2027-03-27T12:00:00Z, 2027-03-28T01:00:00Z",
        "30 2 * * *,   Europe/Berlin, 2027-03-28T01:00:00Z, 2027-03-29T00:30:00Z",
        "*/20 2 * * *, Europe/Berlin, 2027-03-27T12:00:00Z, 2027-03-28T01:00:00Z",
        "*/20 2 * * *, Europe/Berlin, 2027-03-28T01:00:00Z, 2027-03-29T00:00:00Z",
        "0 * * * *,    Europe/Berlin, 2027-03-28T00:00:00Z, 2027-03-28T01:00:00Z",
        "0 3 * * *,    Europe/Berlin, 2027-03-27T12:00:00Z, 2027-03-28T01:00:00Z",
        // Back: 03:00 becomes 02:00. A fixed time counts once, wildcards are real time.
        "30 2 * * *,   Europe/Berlin, 2027-10-30T12:00:00Z, 2027-10-31T00:30:00Z",
        "30 2 * * *,   Europe/Berlin, 2027-10-31T00:30:00Z, 2027-11-01T01:30:00Z",
        "30 2 * * *,   Europe/Berlin, 2027-10-31T01:10:00Z, 2027-11-01T01:30:00Z",
        "0 2-3 * * *,  Europe/Berlin, 2027-10-31T00:00:00Z, 2027-10-31T02:00:00Z",
        "30 * * * *,   Europe/Berlin, 2027-10-31T00:30:00Z, 2027-10-31T01:30:00Z",
        "*/30 2 * * *, Europe/Berlin, 2027-10-31T00:30:00Z, 2027-10-31T01:00:00Z",
        "*/30 2 * * *, Europe/Berlin, 2027-10-31T01:00:00Z, 2027-10-31T01:30:00Z",
        // Half an hour; midnight itself is skipped; a whole day is skipped.
        "15 2 * * *,   Australia/Lord_Howe, 2027-10-02T00:00:00Z, 2027-10-02T15:30:00Z",
        "0 0 * * *,    America/Santiago,    2026-09-05T12:00:00Z, 2026-09-06T04:00:00Z",
        "0 12 * * *,   Pacific/Apia,        2011-12-29T22:00:00Z, 2011-12-30T10:00:00Z"
    })
    void changesOfTheClockSkipAndRepeatNothing(String expression, ZoneId zone, Instant after, Instant next) {
        assertThat(CronTimes.of(expression, zone).next(after)).contains(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/Santiago",
                "Australia/Lord_Howe",
                "Asia/Colombo",
                "Africa/Casablanca",
                "America/New_York"
            })
    void eachDayHasItsRunAndWildcardsKeepTheirPace(ZoneId zone) {
        LocalDate first = LocalDate.of(2026, 1, 1);
        for (String daily : List.of("0 0 * * *", "30 1 * * *", "15 2 * * *", "59 23 * * *")) {
            Map<LocalDate, Integer> runs = new HashMap<>();
            CronTimes times = CronTimes.of(daily, zone);
            Instant time = first.atStartOfDay(zone).toInstant().minusNanos(1);
            for (int i = 0; i < 365; i++) {
                time = times.next(time).orElseThrow();
                runs.merge(LocalDate.ofInstant(time, zone), 1, Integer::sum);
            }
            assertThat(runs).as(daily).hasSize(365).allSatisfy((day, count) -> assertThat(count)
                    .isOne());
        }
        CronTimes often = CronTimes.of("*/30 * * * *", zone);
        for (ZoneOffsetTransition change : changes(zone)) {
            Instant time = change.getInstant().minus(Duration.ofHours(12));
            for (int i = 0; i < 48; i++) {
                Instant next = often.next(time).orElseThrow();
                assertThat(Duration.between(time, next)).as("after %s", time).isEqualTo(Duration.ofMinutes(30));
                time = next;
            }
        }
    }

    private static List<ZoneOffsetTransition> changes(ZoneId zone) {
        List<ZoneOffsetTransition> changes = new ArrayList<>();
        ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.parse("2026-01-01T00:00:00Z"));
        while (change != null && changes.size() < 4) {
            changes.add(change);
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return changes;
    }

    @Test
    void agreesWithAPlainReadingOfTheFields() {
        long seed = Long.getLong("dbferry.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Fields fields = new Fields(random);
            CronTimes times = CronTimes.of(fields.text, ZoneOffset.UTC);
            LocalDateTime time = LocalDateTime.of(2026, 1 + random.nextInt(12), 1 + random.nextInt(28), 13, 7);
            for (int n = 0; n < 3; n++) {
                LocalDateTime next = fields.next(time);
                assertThat(times.next(time.toInstant(ZoneOffset.UTC)))
                        .as("%s after %s, seed %d", fields.text, time, seed)
                        .contains(next.toInstant(ZoneOffset.UTC));
                time = next;
            }
        }
    }

    /** A random expression and, by crontab(5), what it means. */
    private static final class Fields {
        final String text;
        private final Random random;
        private final List<Set<Integer>> values = new ArrayList<>();
        private final boolean anyDay;
        private final boolean anyWeekday;

        Fields(Random random) {
            this.random = random;
            List<String> texts = new ArrayList<>(List.of(field(0, 59), field(0, 23)));
            boolean wild = random.nextBoolean();
            texts.add(wild ? field(1, 28) : list(1, 28));
            texts.add(field(1, 7));
            texts.add(wild ? all(0, 6) : list(0, 6));
            anyDay = texts.get(2).equals("*");
            anyWeekday = texts.get(4).equals("*");
            text = String.join(" ", texts);
        }

        private String field(int least, int most) {
            return switch (random.nextInt(3)) {
                case 0 -> all(least, most);
                case 1 -> step(least, most);
                default -> list(least, most);
            };
        }

        private String all(int least, int most) {
            values.add(range(least, most >= 7 && least == 1 ? 31 : most, 1));
            return "*";
        }

        private String step(int least, int most) {
            int step = 1 + random.nextInt(5);
            values.add(range(least, least == 1 ? 31 : most, step));
            return step == 1 ? "*" : "*/" + step;
        }

        private String list(int least, int most) {
            int from = least + random.nextInt(most - least + 1);
            int to = from + random.nextInt(most - from + 1);
            int single = least + random.nextInt(most - least + 1);
            int step = 1 + random.nextInt(3);
            Set<Integer> set = range(from, to, step);
            set.add(single);
            values.add(set);
            return from + "-" + to + (step == 1 ? "" : "/" + step) + "," + name(single, least, most);
        }

        private static String name(int value, int least, int most) {
            if (least == 1 && most == 7) {
                return NAMES.get(value);
            }
            return least == 0 && most == 6 ? DAYS.get(value) : String.valueOf(value);
        }

        private static Set<Integer> range(int from, int to, int step) {
            Set<Integer> set = new HashSet<>();
            for (int i = from; i <= to; i += step) {
                set.add(i);
            }
            return set;
        }

        LocalDateTime next(LocalDateTime after) {
            for (LocalDate day = after.toLocalDate(); ; day = day.plusDays(1)) {
                for (int minute = 0; isDay(day) && minute < 24 * 60; minute++) {
                    LocalDateTime time = day.atTime(minute / 60, minute % 60);
                    if (values.get(0).contains(minute % 60)
                            && values.get(1).contains(minute / 60)
                            && time.isAfter(after)) {
                        return time;
                    }
                }
            }
        }

        private boolean isDay(LocalDate date) {
            boolean day = values.get(2).contains(date.getDayOfMonth());
            boolean weekday = values.get(4).contains(date.getDayOfWeek().getValue() % 7);
            boolean either = (anyDay || anyWeekday) ? (day && weekday) : (day || weekday);
            return either && values.get(3).contains(date.getMonthValue());
        }
    }
}
