package io.dbferry.soak;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/** A thread that repeats an action until it is closed; what it throws is a violation. */
final class Repeated implements AutoCloseable {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;

    private Repeated(String name, Findings findings, Callable<?> action) {
        this.thread = new Thread(
                () -> {
                    while (!ended.get()) {
                        try {
                            action.call();
                        } catch (InterruptedException e) {
                            return;
                        } catch (Exception | AssertionError e) {
                            findings.violation("thread " + name + ": " + e + " at " + e.getStackTrace()[0]);
                        }
                    }
                },
                name);
        thread.start();
    }

    static Repeated start(String name, Findings findings, Callable<?> action) {
        return new Repeated(name, findings, action);
    }

    /** Lets the action come to its end, then stops. */
    @Override
    public void close() {
        ended.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
