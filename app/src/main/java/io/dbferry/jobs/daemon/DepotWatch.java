package io.dbferry.jobs.daemon;

import io.dbferry.stream.Depot;
import java.io.IOException;
import java.time.Duration;

/**
 * Asks a depot that tells nothing by itself, over one connection that stays, whether something has changed. It asks for a load then,
 * and again while loads find something.
 */
public final class DepotWatch implements ContinuousWatch {
    /** Times of folders have whole seconds over SFTP: what comes in the second of a look shows by nothing. */
    private static final Duration MAY_HIDE = Duration.ofMillis(2500);

    private final Opened opened;
    private final Duration every;
    private final AskedRuns runs;
    private boolean again;

    private DepotWatch(Opened opened, Duration every, Runnable ask) {
        this.opened = opened;
        this.every = every;
        this.runs = new AskedRuns("depot", ask, this::follow);
    }

    /** Opens the depot. */
    public interface Opened {
        Depot open() throws IOException;
    }

    /** @param ask begins a load, of whose end {@link #ended} hears */
    public static DepotWatch begin(Opened opened, Duration every, Runnable ask) {
        DepotWatch watch = new DepotWatch(opened, every, ask);
        watch.runs.begin();
        return watch;
    }

    @Override
    public void ended(boolean well, boolean found) {
        setAgain(well && found);
        runs.ended();
    }

    private synchronized void setAgain(boolean found) {
        again = found;
    }

    private void follow() throws IOException, InterruptedException {
        try (Depot depot = opened.open()) {
            follow(depot);
        }
    }

    private void follow(Depot depot) throws IOException, InterruptedException {
        String token = "";
        long hidden = System.nanoTime();
        while (!runs.areClosed()) {
            String now = depot.changedSince(token).orElse(token);
            boolean changed = !now.equals(token);
            token = now;
            if (changed) {
                hidden = System.nanoTime() + MAY_HIDE.toNanos();
            }
            if (changed || isAgain() || System.nanoTime() - hidden < 0) {
                runs.run();
            }
            Thread.sleep(every.toMillis());
        }
    }

    private synchronized boolean isAgain() {
        return again;
    }

    @Override
    public void close() {
        runs.close();
    }
}
