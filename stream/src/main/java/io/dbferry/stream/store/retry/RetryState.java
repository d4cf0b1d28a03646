package io.dbferry.stream.store.retry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Failures in a row without progress between them. */
final class RetryState {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Duration limit;
    private final LongSupplier progress;
    private final List<Throwable> failures = new ArrayList<>();
    private long reached;
    private long since;

    RetryState(Duration limit, LongSupplier progress) {
        this.limit = limit;
        this.progress = progress;
        this.reached = progress.getAsLong();
    }

    /** Runs an attempt, and adds its failure to the others. */
    <T> T noting(RetryPolicy.Attempt<T> attempt) throws IOException {
        try {
            return attempt.run();
        } catch (IOException e) {
            if (failures.isEmpty() || progress.getAsLong() > reached) {
                failures.clear();
                reached = progress.getAsLong();
                since = System.nanoTime();
            }
            failures.add(e);
            throw e;
        }
    }

    boolean isTooLong() {
        return left().isZero() || left().isNegative();
    }

    private Duration left() {
        return limit.minusNanos(System.nanoTime() - since);
    }

    /**
     * How long to wait before the next try: twice as long each time, until the limit. Shortly before that no shorter than
     * at first: less and less of what is left, as jitter cuts it, would be dozens of tries at the end.
     */
    Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures.size() - 1, 10));
        Duration shorter = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        Duration left = left();
        if (shorter.compareTo(left) < 0) {
            return shorter;
        }
        return left.compareTo(FIRST_PAUSE) > 0 ? left : FIRST_PAUSE;
    }

    List<Throwable> earlier(Throwable last) {
        return failures.stream().filter(failure -> failure != last).toList();
    }
}
