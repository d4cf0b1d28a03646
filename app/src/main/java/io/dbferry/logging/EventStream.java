package io.dbferry.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.dbferry.event.Event;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Hands the lines of our own events to a stream, as they come, until closed. Takes events of any thread, one at a time. */
public final class EventStream implements AutoCloseable {
    /** How much is told. */
    public enum Amount {
        /** The details and the events, and no warnings and failures, which a command tells in its own way. */
        INFO_AND_DEBUG,
        DETAILS,
        EVENTS,
        /** Warnings and failures. */
        WARNINGS
    }

    private final Logger logger;
    private final Lines lines;

    private EventStream(Logger logger, Lines lines) {
        this.logger = logger;
        this.lines = lines;
    }

    /** Begins with what comes after this call. */
    public static EventStream begin(
            Amount amount, boolean json, boolean timed, Map<String, String> environment, Consumer<String> to) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger logger = context.getLogger(Event.LOGGER);
        Lines lines = new Lines(amount, json, timed, Secrets.of(environment), to);
        lines.setContext(context);
        lines.start();
        logger.addAppender(lines);
        if (amount == Amount.INFO_AND_DEBUG || amount == Amount.DETAILS) {
            logger.setLevel(Level.DEBUG);
        }
        return new EventStream(logger, lines);
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final Amount amount;
        private final boolean json;
        private final boolean timed;
        private final Secrets secrets;
        private final Consumer<String> to;

        Lines(Amount amount, boolean json, boolean timed, Secrets secrets, Consumer<String> to) {
            this.amount = amount;
            this.json = json;
            this.timed = timed;
            this.secrets = secrets;
            this.to = to;
        }

        @Override
        protected void append(ILoggingEvent event) {
            Level level = event.getLevel();
            boolean told =
                    switch (amount) {
                        case INFO_AND_DEBUG -> !level.isGreaterOrEqual(Level.WARN);
                        case DETAILS -> !level.isGreaterOrEqual(Level.INFO);
                        case EVENTS -> level.isGreaterOrEqual(Level.INFO);
                        case WARNINGS -> level.isGreaterOrEqual(Level.WARN);
                    };
            if (told) {
                to.accept(line(event));
            }
        }

        private String line(ILoggingEvent event) {
            LogLine line = LogLine.of(event, secrets);
            if (json) {
                return line.json();
            }
            String mark =
                    event.getLevel() == Level.WARN ? "warning: " : event.getLevel() == Level.ERROR ? "error: " : "";
            String time = timed ? LogFile.TIME.format(line.time()).replaceFirst("\\.\\d+", "") + " " : "";
            return time + mark + (line.config() == null ? "" : line.config() + ": ") + line.told();
        }
    }
}
