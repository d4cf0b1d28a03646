package io.dbferry.jobs.result;

import io.dbferry.progress.Progress;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A line of JSON at the begin and the end of each step, and at most one a second between. */
public final class JsonProgress implements Progress {
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final Consumer<String> lines;

    public JsonProgress(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public Step begin(String what, long total, Unit unit) {
        return new Lines(what, total, unit);
    }

    private final class Lines implements Step {
        private final String what;
        private final long total;
        private final Unit unit;
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong printed = new AtomicLong(System.nanoTime());

        Lines(String what, long total, Unit unit) {
            this.what = what;
            this.total = total;
            this.unit = unit;
            print();
        }

        @Override
        public void add(long amount) {
            done.addAndGet(amount);
            long last = printed.get();
            long now = System.nanoTime();
            if (now - last > PAUSE_NANOS && printed.compareAndSet(last, now)) {
                print();
            }
        }

        private void print() {
            lines.accept(JsonLine.progress(what, unit.name().toLowerCase(Locale.ROOT), done.get(), total));
        }

        @Override
        public void close() {
            print();
        }
    }
}
