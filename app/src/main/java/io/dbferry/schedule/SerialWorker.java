package io.dbferry.schedule;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A thread on which runs follow each other, never two at once. What is asked for while a run goes on is one run after it,
 * of all kinds that were asked for.
 */
final class SerialWorker {
    private final Consumer<Set<Task>> run;
    private final Thread thread;
    private final EnumSet<Task> asked = EnumSet.noneOf(Task.class);
    private final EnumSet<Task> running = EnumSet.noneOf(Task.class);
    private boolean stopped;

    /** @param run does the work of these kinds; throws nothing */
    SerialWorker(String name, Consumer<Set<Task>> run) {
        this.run = run;
        this.thread = new Thread(this::work, name);
        // So that a run which does not end in time does not keep the process alive.
        this.thread.setDaemon(true);
        this.thread.start();
    }

    synchronized void ask(Set<Task> kinds) {
        asked.addAll(kinds);
        notifyAll();
    }

    /** Whether a run of the kind goes on, or is the next. */
    synchronized boolean isBusy(Task kind) {
        return asked.contains(kind) || running.contains(kind);
    }

    /** Lets a run that goes on come to its end, and begins no other. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** Whether it came to its end within that time. */
    boolean ended(Duration within) throws InterruptedException {
        thread.join(Math.max(1, within.toMillis()));
        return !thread.isAlive();
    }

    private void work() {
        for (Set<Task> kinds = take(); !kinds.isEmpty(); kinds = take()) {
            run.accept(kinds);
        }
    }

    /** What to run next; nothing once stopped. */
    private synchronized Set<Task> take() {
        running.clear();
        try {
            while (asked.isEmpty() && !stopped) {
                wait();
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
        if (stopped) {
            return Set.of();
        }
        running.addAll(asked);
        asked.clear();
        return EnumSet.copyOf(running);
    }
}
