package io.dbferry.event;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line of the log. Events are few for each shipment, never one for each row or file. */
public final class Event {
    /** The logger of all events; below it stands no library's. */
    public static final String LOGGER = "io.dbferry";

    /** The detail that names the event itself, in a word that programs can look for. */
    public static final String NAME = "event";

    private final LoggingEventBuilder line;

    private Event(LoggingEventBuilder line, String name) {
        this(line.addKeyValue(NAME, name));
    }

    private Event(LoggingEventBuilder line) {
        this.line = line;
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(LOGGER);
    }

    /** What a reader of the log wants to know. */
    public static Event of(String name) {
        return new Event(logger().atInfo(), name);
    }

    /** What only {@code --verbose} tells. */
    public static Event detail(String name) {
        return new Event(logger().atDebug(), name);
    }

    public static Event warning(String name) {
        return new Event(logger().atWarn(), name);
    }

    /** @param cause for logs that take it; the text must do without */
    public static Event warning(String name, Throwable cause) {
        return new Event(logger().atWarn().setCause(cause), name);
    }

    /** The same, of what ends a run. */
    public static Event failure(String name, @Nullable Throwable cause) {
        LoggingEventBuilder line = logger().atError();
        return new Event(cause == null ? line : line.setCause(cause), name);
    }

    /** An exact number or a name, for logs that programs read. */
    public Event with(String detail, Object value) {
        return new Event(line.addKeyValue(detail, value));
    }

    /** The shipment that the line concerns, where no mark around it says so; its text is {@code partial 000042}. */
    public Event about(Object shipment) {
        return new Event(line.addKeyValue(LogContext.SHIPMENT, shipment.toString()));
    }

    public void say(String text) {
        line.log(text);
    }
}
