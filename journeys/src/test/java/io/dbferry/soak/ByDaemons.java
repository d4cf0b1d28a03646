package io.dbferry.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/** Daemons that are started again after a loss, and heal by their schedules alone. */
record ByDaemons(Service sender, Service receiver, Causes causes, Findings findings, Applied applied)
        implements Healing {
    private static final Duration WITHIN = Duration.ofMinutes(8);
    private static final long LOOK_MILLIS = 5000;

    /** Waits for a complete of then or later to be applied. */
    interface Applied {
        void awaitComplete(Instant then) throws Exception;
    }

    @Override
    public void pause() throws Exception {
        for (Service service : List.of(sender, receiver)) {
            if (service.isWanted()) {
                service.end();
            }
        }
    }

    @Override
    public void resume() throws Exception {
        for (Service service : List.of(sender, receiver)) {
            if (!service.isWanted()) {
                service.start();
            }
            service.awaitRunning();
        }
    }

    @Override
    public void once(Random random) {
        // Nothing runs between two losses: what a daemon does in so short a time is left to chance.
    }

    @Override
    public void settle(boolean byHand, Callable<List<String>> differences) throws Exception {
        Instant begin = Instant.now();
        resume();
        long until = System.nanoTime() + WITHIN.toNanos();
        List<String> left = differences.call();
        while (!left.isEmpty() || isFailing()) {
            if (System.nanoTime() - until > 0) {
                findings.violation("after " + WITHIN + " there are left: " + left + ", and still fail: "
                        + Outcomes.failing(sender.lines()) + " and " + Outcomes.failing(receiver.lines()));
                break;
            }
            Thread.sleep(LOOK_MILLIS);
            left = differences.call();
        }
        causes.add("sender", begin, Duration.ofSeconds(1));
        causes.add("receiver", begin, Duration.ofSeconds(1));
    }

    private boolean isFailing() throws Exception {
        return !Outcomes.failing(sender.lines()).isEmpty()
                || !Outcomes.failing(receiver.lines()).isEmpty();
    }

    @Override
    public void prove() throws Exception {
        resume();
        applied.awaitComplete(Instant.now());
    }
}
