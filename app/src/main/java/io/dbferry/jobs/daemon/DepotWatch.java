package io.dbferry.jobs.daemon;

import io.dbferry.stream.Depot;
import java.io.IOException;
import java.time.Duration;

/**
 * Asks a depot that tells nothing by itself, over one connection that stays, whether something has changed. It asks for a load then,
 * and again while loads find something.
 */
public final class DepotWatch implements ContinuousWatch {
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(20);

    /** Times of folders have whole seconds over SFTP: what comes in the second of a look shows by nothing. */
    private static final Duration MAY_HIDE = Duration.ofMillis(2500);

    private final Opened opened;
    private final Duration every;
    private final Runnable ask;
    private final Thread thread = new Thread(this::watch, "depot");
    private boolean running;
    private boolean again;
    private boolean closed;

    private DepotWatch(Opened opened, Duration every, Runnable ask) {
        this.opened = opened;
        this.every = every;
        this.ask = ask;
    }

    /** Opens the depot. */
    public interface Opened {
        Depot open() throws IOException;
    }

    /** @param ask begins a load, of whose end {@link #ended} hears */
    public static DepotWatch begin(Opened opened, Duration every, Runnable ask) {
        DepotWatch watch = new DepotWatch(opened, every, ask);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    @Override
    public synchronized void ended(boolean well, boolean found) {
        running = false;
        again = well && found;
        notifyAll();
    }

    private void watch() {
        try {
            while (!isClosed()) {
                try (Depot depot = opened.open()) {
                    follow(depot);
                } catch (IOException | RuntimeException e) {
                    Thread.sleep(AFTER_A_FAILURE.toMillis()); // the run of each minute says what is wrong
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void follow(Depot depot) throws IOException, InterruptedException {
        String token = "";
        long hidden = System.nanoTime();
        while (!isClosed()) {
            String now = depot.changedSince(token).orElse(token);
            boolean changed = !now.equals(token);
            token = now;
            if (changed) {
                hidden = System.nanoTime() + MAY_HIDE.toNanos();
            }
            if (changed || isAgain() || System.nanoTime() - hidden < 0) {
                run();
            }
            Thread.sleep(every.toMillis());
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean isAgain() {
        return again;
    }

    private synchronized void run() throws InterruptedException {
        running = true;
        ask.run();
        while (running && !closed) {
            wait();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        thread.interrupt();
    }
}
