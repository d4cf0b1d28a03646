package io.dbferry.soak;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets runs and kills overlap, and holds all of them back while something changes as a whole. */
final class World {
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    /** Runs beside others of this method. */
    void beside(Fault.Step step) throws Exception {
        locked(lock.readLock(), step);
    }

    /** Runs alone. */
    void still(Fault.Step step) throws Exception {
        locked(lock.writeLock(), step);
    }

    private static void locked(Lock lock, Fault.Step step) throws Exception {
        lock.lockInterruptibly();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }
}
