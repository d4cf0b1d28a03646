package io.dbferry.stream.store.retry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Slows transfers down to so many bytes per second, all files of a store together. Safe for use by several threads. */
public final class Pace {
    /** What a pause was too long may be made up for; more than a timer's error, less than a user of the line would notice. */
    private static final long MOST_CREDIT = TimeUnit.MILLISECONDS.toNanos(100);

    /** Waits for so many nanoseconds. */
    interface Pause {
        void nanos(long nanos) throws InterruptedException;
    }

    /** As fast as the line. */
    public static final Pace UNLIMITED = new Pace(0, System::nanoTime, TimeUnit.NANOSECONDS::sleep);

    private final double nanosPerByte;
    private final LongSupplier clock;
    private final Pause pause;
    private long due;

    Pace(double nanosPerByte, LongSupplier clock, Pause pause) {
        this.nanosPerByte = nanosPerByte;
        this.clock = clock;
        this.pause = pause;
        this.due = clock.getAsLong();
    }

    public static Pace of(long bytesPerSecond) {
        return new Pace(nanosPerByte(bytesPerSecond), System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    static double nanosPerByte(long bytesPerSecond) {
        return (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
    }

    /** Waits until so many bytes more may have gone. */
    void moved(int bytes) throws IOException {
        if (nanosPerByte == 0 || bytes <= 0) {
            return;
        }
        long wait = until(bytes);
        if (wait > 0) {
            try {
                pause.nanos(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while keeping to the bandwidth limit");
            }
        }
    }

    private synchronized long until(int bytes) {
        long now = clock.getAsLong();
        due = Math.max(due, now - MOST_CREDIT) + (long) (bytes * nanosPerByte);
        return due - now;
    }
}
