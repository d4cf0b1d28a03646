package io.dbferry.jobs;

import io.dbferry.config.Config;
import io.dbferry.event.Event;
import io.dbferry.event.Step;
import io.dbferry.logging.EventStream;
import io.dbferry.logging.EventStream.Amount;
import io.dbferry.logging.LogFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a command needs of its surroundings: environment, home, clock, and where it logs. Commands that only look log
 * nothing unless they are to be verbose: the parts that log take a while to start.
 */
public final class Session implements AutoCloseable {
    private boolean logs;
    private @Nullable EventStream verbose;
    private @Nullable Semaphore room;

    /** Prints from now on what the command does step by step, if it is to be verbose. */
    public void begin(boolean beVerbose, boolean daemon, PrintWriter err) {
        logs = beVerbose;
        if (beVerbose) {
            // A daemon's events are on standard output already.
            Amount amount = daemon ? Amount.DETAILS : Amount.INFO_AND_DEBUG;
            verbose = EventStream.begin(amount, false, false, System.getenv(), line -> {
                err.println(line);
                err.flush();
            });
        }
    }

    @Override
    public void close() {
        if (verbose != null) {
            verbose.close();
        }
    }

    public Components components(Output output) {
        return new Components(
                System.getenv(), Path.of(System.getProperty("user.home")), Clock.systemUTC(), output::warn, this);
    }

    /** Logs into the config's log file from now on. */
    public void logTo(Config config, Consumer<String> warnings) {
        LogFile.use(config.logging(), System.getenv()).ifPresent(warnings);
        logs = true;
    }

    /** A warning that has been printed, for the log, if the command has one. */
    public void logWarning(String line) {
        if (logs) {
            Event.warning("warning").say(line);
        }
    }

    /** A failure, for the log, if the command has one. */
    public void logFailure(String message, @Nullable Throwable cause) {
        if (logs) {
            Event.failure("failure", cause).say(message);
        }
    }

    /** From now on at most so many runs work at once: each takes memory. */
    public void atMost(int runs) {
        room = new Semaphore(runs, true);
    }

    /** A run's work, once there is room for it. */
    <T> T working(Work<T, IOException> work) throws IOException {
        if (room == null) {
            return work.get();
        }
        room.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            room.release();
        }
    }

    /** Something that may fail in one way. */
    interface Work<T, E extends Exception> {
        T get() throws E;
    }

    /** The work as a step of its own, where somebody listens. */
    <T, E extends Exception> T step(String name, Work<T, E> work) throws E {
        if (!logs) {
            return work.get();
        }
        try (Step step = Step.begin(name)) {
            return work.get();
        }
    }
}
