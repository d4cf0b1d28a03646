package io.dbferry.cli;

import io.dbferry.failure.Printable;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each event of the daemon, in the log and on standard output, with the time where no journal adds it.
 * Takes calls from any thread.
 */
final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    private final PrintWriter out;
    private final Clock clock;
    private final boolean quiet;
    private final boolean journal;

    /** @param journal whether the journal of systemd takes the lines */
    EventLog(PrintWriter out, Clock clock, boolean quiet, boolean journal) {
        this.out = out;
        this.clock = clock;
        this.quiet = quiet;
        this.journal = journal;
    }

    void say(String event) {
        String line = oneLine(event);
        LOG.info(line);
        if (!quiet) {
            print(line);
        }
    }

    void warn(String event) {
        String line = oneLine(event);
        LOG.warn(line);
        print("warning: " + line);
    }

    /** @param cause for the log alone */
    void fail(String event, @Nullable Throwable cause) {
        String line = oneLine(event);
        LOG.error(line, cause);
        print("error: " + line);
    }

    private synchronized void print(String line) {
        out.println(journal ? line : clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + line);
        out.flush();
    }

    private static String oneLine(String event) {
        return Printable.lines(event.replaceAll("\\s*\n\\s*", "; "));
    }
}
