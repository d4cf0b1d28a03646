package io.dbferry.jobs.progress;

import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a step has done, by any number of threads, and shows it at most once in a while. */
abstract class CountedStep implements Progress.Step {
    final String what;
    final long total;
    final Unit unit;

    private final long pauseNanos;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong shown;

    /** @param total 0 if unknown */
    CountedStep(String what, long total, Unit unit, long pauseNanos) {
        this.what = what;
        this.total = total;
        this.unit = unit;
        this.pauseNanos = pauseNanos;
        this.shown = new AtomicLong(System.nanoTime());
    }

    @Override
    public final void add(long amount) {
        done.addAndGet(amount);
        long last = shown.get();
        long now = System.nanoTime();
        if (now - last > pauseNanos && shown.compareAndSet(last, now)) {
            show(done.get());
        }
    }

    final long done() {
        return done.get();
    }

    abstract void show(long done);
}
