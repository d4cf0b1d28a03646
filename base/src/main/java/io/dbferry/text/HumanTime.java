package io.dbferry.text;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Times and durations for people: UTC, and at most two units. */
public final class HumanTime {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private HumanTime() {}

    /** {@code 2026-11-23 03:30:00Z}. */
    public static String at(Instant time) {
        return TIME.format(time);
    }

    /** {@code 45 s}, {@code 4 min}, {@code 2 h 5 min}, {@code 3 d 4 h}; {@code -} if unknown. */
    public static String span(@Nullable Long seconds) {
        if (seconds == null) {
            return "-";
        }
        long positive = Math.max(0, seconds);
        if (positive < MINUTE) {
            return positive + " s";
        }
        if (positive < HOUR) {
            return positive / MINUTE + " min";
        }
        return positive < DAY
                ? span(positive / HOUR, " h", positive % HOUR / MINUTE, " min")
                : span(positive / DAY, " d", positive % DAY / HOUR, " h");
    }

    private static String span(long large, String unit, long small, String smallUnit) {
        return large + unit + (small == 0 ? "" : " " + small + smallUnit);
    }
}
