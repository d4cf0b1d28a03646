package io.dbferry.config.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The times of a five-field expression in a time zone. {@link CronExpression} answers for a clock that never changes; the
 * changes to and from summer time are minded here, as Debian's cron(8) minds them: a time that is skipped comes at once
 * after the gap, and one that comes twice counts once, unless the minute or the hour is a wildcard, whose times are real
 * time.
 */
public final class CronTimes {
    private final CronExpression expression;
    private final boolean wildcard;
    private final ZoneRules zone;

    public CronTimes(CronExpression expression, ZoneId zone) {
        this.expression = expression;
        this.wildcard = expression.isWildcard();
        this.zone = zone.getRules();
    }

    /** @throws IllegalArgumentException as {@link CronExpression#parse} */
    public static CronTimes of(String expression, ZoneId zone) {
        return new CronTimes(CronExpression.parse(expression), zone);
    }

    /** The five fields. */
    @Override
    public String toString() {
        return expression.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CronTimes times && toString().equals(times.toString()) && zone.equals(times.zone);
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The first time after an instant; none for a day that no month has. */
    public Optional<Instant> next(Instant after) {
        Instant from = after;
        while (true) {
            ZoneOffset offset = zone.getOffset(from);
            Optional<LocalDateTime> local = expression.next(start(from, offset));
            if (local.isEmpty()) {
                return Optional.empty();
            }
            Instant next = local.get().toInstant(offset);
            ZoneOffsetTransition change = zone.nextTransition(from);
            if (change == null || next.isBefore(change.getInstant())) {
                return Optional.of(next);
            }
            if (change.isGap() && local.get().isBefore(change.getDateTimeAfter())) {
                return Optional.of(change.getInstant());
            }
            Optional<Instant> at = nextAt(change);
            if (at.isPresent()) {
                return at;
            }
            from = change.getInstant();
        }
    }

    /** The very instant of a change, if it is a time by the clock that begins with it. */
    private Optional<Instant> nextAt(ZoneOffsetTransition change) {
        if (change.isOverlap() && !wildcard) {
            return Optional.empty();
        }
        LocalDateTime begins = change.getDateTimeAfter();
        return expression.next(begins.minusNanos(1)).filter(begins::equals).map(same -> change.getInstant());
    }

    /** The local time behind which to look: in an hour that comes again, only wildcards look at it again. */
    private LocalDateTime start(Instant from, ZoneOffset offset) {
        LocalDateTime local = LocalDateTime.ofInstant(from, offset);
        ZoneOffsetTransition before = zone.previousTransition(from.plusNanos(1));
        if (before != null && before.isOverlap() && !wildcard && local.isBefore(before.getDateTimeBefore())) {
            return before.getDateTimeBefore().minusNanos(1);
        }
        return local;
    }
}
