package io.dbferry.jobs.progress;

import io.dbferry.jobs.result.JsonLine;
import io.dbferry.progress.Progress;
import java.util.Locale;
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
        Lines step = new Lines(what, total, unit);
        step.show(0);
        return step;
    }

    private final class Lines extends CountedStep {
        Lines(String what, long total, Unit unit) {
            super(what, total, unit, PAUSE_NANOS);
        }

        @Override
        void show(long done) {
            lines.accept(JsonLine.progress(what, unit.name().toLowerCase(Locale.ROOT), done, total));
        }

        @Override
        public void close() {
            show(done());
        }
    }
}
