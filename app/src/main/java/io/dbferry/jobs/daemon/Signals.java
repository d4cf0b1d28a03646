package io.dbferry.jobs.daemon;

import sun.misc.Signal;

/** Signals of the operating system, by a class that every Java machine has although no standard names it. */
public final class Signals {
    private Signals() {}

    /** @param action is run on a thread of its own each time the signal comes, instead of what it did before */
    public static void on(String name, Runnable action) {
        Signal.handle(new Signal(name), signal -> action.run());
    }
}
