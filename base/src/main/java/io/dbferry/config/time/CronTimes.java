package io.dbferry.config.time;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The times of a five-field expression in a time zone. cron-utils answers for a clock that never changes; the changes to
 * and from summer time are minded here, as Debian's cron(8) minds them: a time that is skipped comes at once after the
 * gap, and one that comes twice counts once, unless the minute or the hour is a wildcard, whose times are real time.
 */
public final class CronTimes {
    private final ExecutionTime times;
    private final boolean wildcard;
    private final ZoneRules zone;

    private CronTimes(ExecutionTime times, boolean wildcard, ZoneRules zone) {
        this.times = times;
        this.wildcard = wildcard;
        this.zone = zone;
    }

    /**
     * Reads an expression.
     *
     * @param expression five fields, names in upper case
     * @throws IllegalArgumentException with cron-utils' own sentence
     */
    public static CronTimes of(String expression, ZoneId zone) {
        ExecutionTime times =
                ExecutionTime.forCron(new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                        .parse(expression)
                        .validate());
        String[] fields = expression.strip().split("\\s+", -1);
        return new CronTimes(times, fields[0].startsWith("*") || fields[1].startsWith("*"), zone.getRules());
    }

    /** The first time after an instant; none for a day that no month has. */
    public Optional<Instant> next(Instant after) {
        Instant from = after;
        while (true) {
            ZoneOffset offset = zone.getOffset(from);
            Optional<LocalDateTime> local = nextLocal(start(from, offset));
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
        return nextLocal(begins.minusNanos(1)).filter(begins::equals).map(same -> change.getInstant());
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

    private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
        // cron-utils counts from whole seconds.
        LocalDateTime whole = after.truncatedTo(ChronoUnit.SECONDS);
        return times.nextExecution(whole.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }
}
