package io.dbferry.jobs.daemon;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Runs that a watch asks for on a thread of its own, one behind the other, until it is closed. */
final class AskedRuns {
    /** Before whoever watches is begun once more. */
    static final Duration AFTER_A_FAILURE = Duration.ofSeconds(20);

    private final Thread thread;
    private final Runnable ask;
    private boolean running;
    private boolean closed;

    /** Watches until these runs are closed; a failure ends it, and it is begun once more. */
    interface Watching {
        void follow() throws IOException, SQLException, InterruptedException;
    }

    /** @param ask begins a run, of whose end {@link #ended} hears */
    AskedRuns(String name, Runnable ask, Watching watching) {
        this.ask = ask;
        this.thread = new Thread(() -> watch(watching), name);
    }

    void begin() {
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(Watching watching) {
        try {
            while (!areClosed()) {
                try {
                    watching.follow();
                } catch (IOException | SQLException | RuntimeException e) {
                    Thread.sleep(AFTER_A_FAILURE.toMillis()); // the run of each minute says what is wrong
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    synchronized boolean areClosed() {
        return closed;
    }

    /** Asks for one, and waits for its end. */
    synchronized void run() throws InterruptedException {
        running = true;
        ask.run();
        while (running && !closed) {
            wait();
        }
    }

    synchronized void ended() {
        running = false;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
        thread.interrupt();
    }
}
