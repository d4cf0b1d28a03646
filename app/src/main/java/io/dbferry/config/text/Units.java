package io.dbferry.config.text;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes, numbers with a unit. */
public final class Units {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,18})([A-Za-z]*)");

    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86400L);

    /** As PostgreSQL's own settings count, a kB being 1024 bytes. */
    private static final Map<String, Long> BYTES =
            Map.of("", 1L, "KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);

    private Units() {}

    /** {@code 90s}, {@code 30m}, {@code 12h} or {@code 4d}. */
    public static Duration duration(String text) throws BadValue {
        return Duration.ofSeconds(read(text, SECONDS, "a duration such as 90s, 30m, 12h or 4d"));
    }

    /** {@code 2GB}, in units of 1024; without a unit, bytes. */
    public static long bytes(String text) throws BadValue {
        return read(text, BYTES, "a size such as 500MB or 2GB");
    }

    /** A whole number of minutes, at least 1. */
    public static Duration minutes(String text) throws BadValue {
        if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) < 1) {
            throw new BadValue("'" + text + "' is not a whole number of minutes");
        }
        return Duration.ofMinutes(Integer.parseInt(text));
    }

    private static long read(String text, Map<String, Long> units, String wanted) throws BadValue {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new BadValue("'" + text + "' is not " + wanted);
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new BadValue("'" + text + "' is too large");
        }
    }
}
