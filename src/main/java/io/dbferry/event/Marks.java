package io.dbferry.event;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Marks all that this thread logs until they are closed; marks of the same name around them are back in force then. */
public final class Marks implements AutoCloseable {
    public static final String JOB = "job";
    public static final String SHIPMENT = "shipment";
    public static final String STEP = "step";

    private final String name;
    private final @Nullable String outer;

    private Marks(String name, @Nullable String value) {
        this.name = name;
        this.outer = MDC.get(name);
        put(name, value);
    }

    /** @param job such as {@code dump partial}; null for none */
    public static Marks job(@Nullable String job) {
        return new Marks(JOB, job);
    }

    /** @param shipment whose text is {@code partial 000042} */
    public static Marks shipment(Object shipment) {
        return new Marks(SHIPMENT, shipment.toString());
    }

    static Marks step(String step) {
        return new Marks(STEP, step);
    }

    /** The job that this thread is at, for a thread that it starts. */
    public static @Nullable String currentJob() {
        return MDC.get(JOB);
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
