package io.dbferry.event;

import java.util.Locale;

/** How long something has taken, by a clock that nobody sets. */
public final class Stopwatch {
    private final long began = System.nanoTime();

    private Stopwatch() {}

    public static Stopwatch start() {
        return new Stopwatch();
    }

    /** To the millisecond. */
    public double seconds() {
        return (System.nanoTime() - began) / 1_000_000 / 1000.0;
    }

    /** {@code 0.02 s}, {@code 34.5 s}, {@code 4 min 5 s}. */
    public String text() {
        double seconds = seconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        long whole = (long) seconds;
        return whole < 60 ? String.format(Locale.ROOT, "%.1f s", seconds) : whole / 60 + " min " + whole % 60 + " s";
    }
}
