package io.dbferry.demo.city;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/** Spreads a table's rows over the history, in the order of their numbers. */
final class DemoClock {
    private final Instant start;
    private final long stepMicros;
    private final SplittableRandom random;

    DemoClock(Instant start, int rows, SplittableRandom random) {
        this.start = start;
        this.stepMicros = TransappGenerator.HISTORY.toNanos() / 1000 / rows;
        this.random = random;
    }

    /** When row {@code index}, counted from 0, happened; to the microsecond, as PostgreSQL keeps it. */
    Instant at(int index) {
        return start.plus(stepMicros * index + random.nextLong(stepMicros), ChronoUnit.MICROS);
    }
}
