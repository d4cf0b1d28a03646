package io.dbferry.jobs.daemon;

import io.dbferry.failure.DbferryException;
import io.dbferry.jobs.JobAlarms;
import io.dbferry.notify.message.Job;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The daemon's alarms: a thread of its own delivers them, so that no job waits, and looks for silence each minute. */
public final class AlarmThread implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMinutes(1);

    /** What did not arrive is tried again so many looks later. */
    private static final int RETRY = 5;

    private static final Job CONFIG = Job.of("config");

    private final Supplier<JobAlarms> alarms;
    private final Thread thread = new Thread(this::work, "alarms");
    private boolean asked = true;
    private boolean success;
    private boolean stopped;

    /** @param alarms of the config that is in force */
    private AlarmThread(Supplier<JobAlarms> alarms) {
        this.alarms = alarms;
    }

    public static AlarmThread start(Supplier<JobAlarms> alarms) {
        AlarmThread started = new AlarmThread(alarms);
        started.thread.setDaemon(true);
        started.thread.start();
        return started;
    }

    /** A run has ended, and what it has to tell is written down. */
    public synchronized void runEnded(boolean wentWell) {
        asked = true;
        success |= wentWell;
        notifyAll();
    }

    /** The config was read. @param wrong what is wrong with it; null for nothing */
    public void config(@Nullable DbferryException wrong) {
        if (wrong == null) {
            alarms.get().wentWell(CONFIG);
        } else {
            alarms.get().failed(CONFIG, wrong);
        }
        runEnded(false);
    }

    private void work() {
        try {
            for (int looks = 0; await(); looks++) {
                boolean now;
                boolean call;
                synchronized (this) {
                    now = asked;
                    call = success;
                    asked = false;
                    success = false;
                }
                JobAlarms current = alarms.get();
                boolean found = current.lookForSilence();
                if (call) {
                    current.deliverAndCallSuccess();
                } else if (now || found || looks % RETRY == 0) {
                    current.deliver();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until there is something to do, or a minute is over; false once stopped. */
    private synchronized boolean await() throws InterruptedException {
        if (!asked && !stopped) {
            wait(LOOK.toMillis());
        }
        return !stopped;
    }

    /** What is not sent yet the next daemon sends. */
    @Override
    public synchronized void close() {
        stopped = true;
        notifyAll();
    }
}
