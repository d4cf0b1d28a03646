package io.dbferry.soak;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A thread that repeats an action until it is closed; what it throws is a violation. */
final class Repeated implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    /** What is repeated. */
    interface Action {
        void run(Pause pause) throws Exception;
    }

    /** Waits so many milliseconds; cut short, with an {@link InterruptedException}, when the thread is to end. */
    interface Pause {
        void of(long millis) throws InterruptedException;
    }

    private Repeated(String name, Findings findings, Action action) {
        this.thread = new Thread(
                () -> {
                    while (ended.getCount() > 0) {
                        try {
                            action.run(this::pause);
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

    static Repeated start(String name, Findings findings, Action action) {
        return new Repeated(name, findings, action);
    }

    private void pause(long millis) throws InterruptedException {
        if (ended.await(millis, TimeUnit.MILLISECONDS)) {
            throw new InterruptedException();
        }
    }

    /** Lets the action come to its end or its next pause, then stops. */
    @Override
    public void close() {
        ended.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
