package io.dbferry.config;

import java.time.Duration;

/**
 * When a partial looks for deleted rows ({@code partial.deletes}): whichever of the two comes first.
 *
 * @param every time between two looks
 * @param runs of {@code dump partial} between two looks, that one included
 */
public record DeletesSchedule(Duration every, long runs) {
    /** What stands for "at no time". */
    public static final Duration FOREVER = Duration.ofDays(365_000);
}
