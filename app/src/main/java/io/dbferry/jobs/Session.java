package io.dbferry.jobs;

import io.dbferry.config.Config;
import io.dbferry.event.Event;
import io.dbferry.event.Step;
import io.dbferry.logging.EventStream;
import io.dbferry.logging.EventStream.Amount;
import io.dbferry.logging.LogFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What a command needs of its surroundings: environment, home, clock, and where it logs. Commands that only look log
 * nothing unless they are to be verbose: the parts that log take a while to start.
 */
public final class Session implements AutoCloseable {
    private static volatile boolean logs;

    private final @Nullable EventStream verbose;

    private Session(@Nullable EventStream verbose) {
        this.verbose = verbose;
    }

    /** Around a command; tells what it does step by step on {@code err} if it is to be verbose. */
    public static Session begin(boolean verbose, boolean daemon, PrintWriter err) {
        logs = verbose;
        if (!verbose) {
            return new Session(null);
        }
        // A daemon's events are on standard output already.
        Amount amount = daemon ? Amount.DETAILS : Amount.ALL_THAT_IS_FINE;
        return new Session(EventStream.begin(amount, false, false, System.getenv(), line -> {
            err.println(line);
            err.flush();
        }));
    }

    @Override
    public void close() {
        if (verbose != null) {
            verbose.close();
        }
    }

    public static Components start(Output output) {
        return new Components(
                System.getenv(), Path.of(System.getProperty("user.home")), Clock.systemUTC(), output::warn);
    }

    /** Logs into the config's log file from now on. */
    public static void logTo(Config config, Output output) {
        LogFile.use(config.logging(), System.getenv()).ifPresent(output::warn);
        logs = true;
    }

    /** A warning that has been said, for the log, if the command has one. */
    public static void logWarning(String line) {
        if (logs) {
            Event.warning("warning").say(line);
        }
    }

    /** A failure, for the log, if the command has one. */
    public static void logFailure(String message, @Nullable Throwable cause) {
        if (logs) {
            Event.failure("failure", cause).say(message);
        }
    }

    /** Something that may fail in one way. */
    interface Work<T, E extends Exception> {
        T get() throws E;
    }

    /** The work as a step of its own, where somebody listens. */
    static <T, E extends Exception> T step(String name, Work<T, E> work) throws E {
        if (!logs) {
            return work.get();
        }
        try (Step step = Step.begin(name)) {
            return work.get();
        }
    }
}
