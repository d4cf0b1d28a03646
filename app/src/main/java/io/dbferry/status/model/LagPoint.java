package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The worst of a few minutes.
 *
 * @param time when it was last read within them
 * @param seconds the longest lag; null if it was not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LagPoint(Instant time, @Nullable Long seconds, Verdict.Level level) {
    /** One point stands for so long. */
    public static final Duration STEP = Duration.ofMinutes(5);

    /** Older ones are forgotten. */
    public static final Duration KEPT = Duration.ofHours(24);

    public static LagPoint of(StatusModel status) {
        return new LagPoint(
                status.time(), status.lag().seconds(), status.verdict().level());
    }

    /** Whether both belong to the same few minutes. */
    public boolean isNear(LagPoint other) {
        return slot() == other.slot();
    }

    private long slot() {
        return Math.floorDiv(time.getEpochSecond(), STEP.toSeconds());
    }

    /** The worst of both, as of the later. */
    public LagPoint worst(LagPoint later) {
        Long longest = seconds == null
                ? later.seconds
                : Long.valueOf(later.seconds == null ? seconds : Math.max(seconds, later.seconds));
        return new LagPoint(later.time, longest, level.compareTo(later.level) > 0 ? level : later.level);
    }
}
