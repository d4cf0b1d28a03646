package io.dbferry.jobs.progress;

import io.dbferry.progress.Progress;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import java.io.PrintWriter;
import java.util.Locale;

/** One line that is drawn over again, a bar for the running step; gone when the step ends. */
public final class TerminalProgress implements Progress {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter terminal;

    public TerminalProgress(PrintWriter terminal) {
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

    private final class Bar extends CountedStep {
        Bar(String what, long total, Unit unit) {
            super(what, total, unit, REDRAW_NANOS);
        }

        @Override
        void show(long done) {
            String amount =
                    switch (unit) {
                        case BYTES -> ByteCount.of(done);
                        case ROWS -> Count.of(done, "row");
                        case FILES -> Count.of(done);
                    };
            int filled = total == 0 ? 0 : (int) Math.min(WIDTH, done * WIDTH / total);
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
