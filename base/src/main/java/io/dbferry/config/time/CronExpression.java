package io.dbferry.config.time;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Five fields as of crontab(5), read as Debian's cron reads them: numbers, names, lists, ranges, and steps of a range or
 * {@code *}. Fields that programs read differently are refused. Knows no time zone.
 */
public final class CronExpression {
    /** Between two leap days around a year such as 2100. */
    private static final int MOST_YEARS = 8;

    private static final Map<String, String> NAMED = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *");

    /** A field's place, name and values. */
    private enum Field {
        MINUTE("minute", 0, 59, List.of()),
        HOUR("hour", 0, 23, List.of()),
        DAY("day of month", 1, 31, List.of()),
        MONTH(
                "month",
                1,
                12,
                List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
        /** Sunday is 0 and 7. */
        WEEKDAY("day of week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

        private final String word;
        private final int least;
        private final int most;
        private final List<String> names;

        Field(String word, int least, int most, List<String> names) {
            this.word = word;
            this.least = least;
            this.most = most;
            this.names = names;
        }

        BitSet read(String text) {
            BitSet values = new BitSet();
            for (String part : text.split(",", -1)) {
                String[] stepped = part.split("/", -1);
                if (stepped.length > 2) {
                    throw wrong(part);
                }
                int step = stepped.length == 1 ? 1 : number(stepped[1]);
                String[] ends = stepped[0].equals("*")
                        ? new String[] {String.valueOf(least), String.valueOf(most)}
                        : stepped[0].split("-", -1);
                if (ends.length > 2) {
                    throw wrong(part);
                }
                if (step < 1 || (stepped.length == 2 && ends.length == 1)) {
                    throw new IllegalArgumentException(
                            step < 1
                                    ? "a step is at least 1, not as in '" + part + "'"
                                    : "a step needs a range or '*' before it, not as in '" + part + "'");
                }
                int from = value(ends[0]);
                int to = value(ends[ends.length - 1]);
                if (from > to) {
                    throw new IllegalArgumentException("the range '" + stepped[0] + "' runs backwards");
                }
                for (int value = from; value <= to; value += step) {
                    values.set(this == WEEKDAY ? value % 7 : value);
                }
            }
            return values;
        }

        private int value(String text) {
            int name = names.indexOf(text);
            int value = name >= 0 ? name + least : number(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException(word + " " + value + " is not one of " + least + " to " + most);
            }
            return value;
        }

        private int number(String text) {
            if (!text.matches("[0-9]{1,4}")) {
                throw wrong(text);
            }
            return Integer.parseInt(text);
        }

        private IllegalArgumentException wrong(String text) {
            return new IllegalArgumentException("'" + text + "' is not a" + (this == HOUR ? "n " : " ") + word
                    + (names.isEmpty() ? "" : ", neither by number nor by name"));
        }
    }

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean bothDays;

    private CronExpression(String text, String[] fields) {
        this.text = text;
        this.minutes = Field.MINUTE.read(fields[0]);
        this.hours = Field.HOUR.read(fields[1]);
        this.days = Field.DAY.read(fields[2]);
        this.months = Field.MONTH.read(fields[3]);
        this.weekdays = Field.WEEKDAY.read(fields[4]);
        this.bothDays = fields[2].startsWith("*") || fields[4].startsWith("*");
    }

    /**
     * Reads five fields, or {@code @daily} and the like.
     *
     * @throws IllegalArgumentException with what is wrong, in words that follow the name of a key
     */
    public static CronExpression parse(String written) {
        String named = NAMED.getOrDefault(written.strip().toLowerCase(Locale.ROOT), written.strip());
        String[] fields = named.toUpperCase(Locale.ROOT).split("\\s+", -1);
        if (fields.length != Field.values().length) {
            throw new IllegalArgumentException(
                    "must be never or five fields (minute, hour, day of month, month, day of week), not '" + written
                            + "'");
        }
        boolean both = !fields[2].equals("*") && !fields[4].equals("*");
        if (both && (fields[2].startsWith("*") || fields[4].startsWith("*"))) {
            throw new IllegalArgumentException(
                    "'" + written + "' is read differently by different programs: with a day of"
                            + " month and a day of week, neither may start with '*'");
        }
        CronExpression expression;
        try {
            expression = new CronExpression(String.join(" ", fields), fields);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + written + "' is not a cron expression: " + e.getMessage(), e);
        }
        if (expression.next(LocalDateTime.of(2000, 1, 1, 0, 0)).isEmpty()) {
            throw new IllegalArgumentException("'" + written + "' never comes: no such month has such a day");
        }
        return expression;
    }

    /** Whether each minute or hour, or each n-th, is a time. */
    boolean isWildcard() {
        String[] fields = text.split(" ", -1);
        return fields[0].startsWith("*") || fields[1].startsWith("*");
    }

    /** The first time after another, by a clock that never changes; none for a day that no month has. */
    Optional<LocalDateTime> next(LocalDateTime after) {
        LocalDateTime from = after.withSecond(0).withNano(0).plusMinutes(1);
        LocalDate end = from.toLocalDate().plusYears(MOST_YEARS).plusDays(1);
        LocalTime earliest = from.toLocalTime();
        for (LocalDate date = from.toLocalDate(); date.isBefore(end); date = date.plusDays(1)) {
            if (isDay(date)) {
                Optional<LocalTime> time = time(earliest);
                if (time.isPresent()) {
                    return Optional.of(date.atTime(time.get()));
                }
            }
            earliest = LocalTime.MIDNIGHT;
        }
        return Optional.empty();
    }

    private boolean isDay(LocalDate date) {
        boolean day = days.get(date.getDayOfMonth());
        boolean weekday = weekdays.get(date.getDayOfWeek().getValue() % 7);
        return months.get(date.getMonthValue()) && (bothDays ? day && weekday : day || weekday);
    }

    private Optional<LocalTime> time(LocalTime earliest) {
        int hour = hours.nextSetBit(earliest.getHour());
        int minute = hour == earliest.getHour() ? minutes.nextSetBit(earliest.getMinute()) : minutes.nextSetBit(0);
        if (minute < 0) {
            hour = hours.nextSetBit(hour + 1);
            minute = minutes.nextSetBit(0);
        }
        return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, minute));
    }

    /** The five fields, with names in upper case. */
    @Override
    public String toString() {
        return text;
    }
}
