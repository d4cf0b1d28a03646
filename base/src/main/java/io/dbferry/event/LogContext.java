package io.dbferry.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Marks all that this thread logs until they are closed; marks of the same name around them are back in force then. */
public final class LogContext implements AutoCloseable {
    public static final String JOB = "job";
    public static final String SHIPMENT = "shipment";
    public static final String STEP = "step";

    private final String name;
    private final @Nullable String outer;

    private LogContext(String name, @Nullable String value) {
        this.name = name;
        this.outer = MDC.get(name);
        put(name, value);
    }

    /** @param job such as {@code dump partial}; null for none */
    public static LogContext job(@Nullable String job) {
        return new LogContext(JOB, job);
    }

    /** @param shipment whose text is {@code partial 000042} */
    public static LogContext shipment(Object shipment) {
        return new LogContext(SHIPMENT, shipment.toString());
    }

    static LogContext step(String step) {
        return new LogContext(STEP, step);
    }

    /** The job that this thread is at, for a thread that it starts. */
    public static @Nullable String currentJob() {
        return MDC.get(JOB);
    }

    /** The work with this thread's marks, for a thread that it starts. */
    public static Runnable carried(Runnable work) {
        Map<String, String> marks = MDC.getCopyOfContextMap();
        return () -> {
            if (marks != null) {
                MDC.setContextMap(marks);
            }
            work.run();
        };
    }

    private static void put(String name, @Nullable String value) {
        if (value == null) {
            MDC.remove(name);
        } else {
            MDC.put(name, value);
        }
    }

    @Override
    public void close() {
        put(name, outer);
    }
}
