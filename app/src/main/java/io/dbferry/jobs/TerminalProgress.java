package io.dbferry.jobs;

import io.dbferry.progress.Progress;
import io.dbferry.text.ByteCount;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** One line that is drawn over again, a bar for the running step; gone when the step ends. */
public final class TerminalProgress implements Progress {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter terminal;

    TerminalProgress(PrintWriter terminal) {
        this.terminal = terminal;
    }

    /** Whether standard error is a terminal, which Java itself does not tell: the launcher does. */
    public static boolean onTerminal() {
        return "true".equals(System.getProperty("dbferry.terminal"));
    }

    @Override
    public Step begin(String what, long total, Unit unit) {
        return new Bar(what, total, unit);
    }

    private final class Bar implements Step {
        private final String what;
        private final long total;
        private final Unit unit;
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong drawn = new AtomicLong();

        Bar(String what, long total, Unit unit) {
            this.what = what;
            this.total = total;
            this.unit = unit;
        }

        @Override
        public void add(long amount) {
            done.addAndGet(amount);
            long last = drawn.get();
            long now = System.nanoTime();
            if (now - last > REDRAW_NANOS && drawn.compareAndSet(last, now)) {
                draw();
            }
        }

        private void draw() {
            long count = done.get();
            String amount =
                    switch (unit) {
                        case BYTES -> ByteCount.of(count);
                        case ROWS -> String.format(Locale.ROOT, "%,d rows", count);
                        case FILES -> String.format(Locale.ROOT, "%,d", count);
                    };
            int filled = total == 0 ? 0 : (int) Math.min(WIDTH, count * WIDTH / total);
            String bar = total == 0 ? "" : "[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] ";
            terminal.print(String.format(Locale.ROOT, "\r\033[K%-12s %s%s", what, bar, amount));
            terminal.flush();
        }

        @Override
        public void close() {
            terminal.print("\r\033[K");
            terminal.flush();
        }
    }
}
