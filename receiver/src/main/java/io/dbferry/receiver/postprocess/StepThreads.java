package io.dbferry.receiver.postprocess;

import io.dbferry.event.LogContext;
import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.ledger.Ledger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Steps in threads of their own, each over a connection on which the commit of a load wakes it. Behind that stands a poll,
 * which also finds what is to be tried again.
 */
public final class StepThreads {
    private static final int SLICE_MILLIS = 1000;
    private static final int SLICES = 10;
    private static final int LONGEST_PAUSE = 30;

    /** Takes calls from any of the threads. */
    public interface Listener {
        void failed(StepRunner step, DbferryException failure);

        /** The step has nothing that fails, and no dead letter. */
        void well(StepRunner step);

        /** @param failure why the step cannot be run for now: its database */
        void unreachable(StepRunner step, Exception failure);
    }

    private final Listener listener;
    private final List<StepRunner> steps;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private StepThreads(List<StepRunner> steps, Listener listener) {
        this.steps = List.copyOf(steps);
        this.listener = listener;
    }

    public static StepThreads start(List<StepRunner> steps, Listener listener) {
        StepThreads started = new StepThreads(steps, listener);
        for (StepRunner step : steps) {
            Thread thread = new Thread(() -> started.work(step), "step " + step.name());
            thread.setDaemon(true);
            started.threads.add(thread);
            thread.start();
        }
        return started;
    }

    /** Begins no other run. */
    public void stop() {
        stopped = true;
    }

    public boolean isOver() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** After {@link #stop}: whether the runs that go on came to their end within that time. */
    public boolean ended(Duration within) throws InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        boolean ended = true;
        for (Thread thread : threads) {
            thread.join(Math.max(1, Duration.ofNanos(until - System.nanoTime()).toMillis()));
            ended &= !thread.isAlive();
        }
        return ended;
    }

    /** The process ends now: what fails with it has not failed. */
    public void abandon() {
        steps.forEach(StepRunner::stop);
    }

    private void work(StepRunner step) {
        int failures = 0;
        try (LogContext marks = LogContext.job("postprocess " + step.name())) {
            while (!stopped) {
                try (Connection connection = step.connect()) {
                    listen(connection);
                    failures = 0;
                    follow(step, connection);
                } catch (SQLException | DbferryException e) {
                    if (failures == 0) {
                        listener.unreachable(step, e);
                    }
                    failures++;
                    pause(Math.min(failures, LONGEST_PAUSE));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            step.end();
        }
    }

    private static void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + Ledger.CHANGES_CHANNEL);
        }
    }

    /** Runs what comes, until the connection is to be replaced. */
    private void follow(StepRunner step, Connection connection) throws SQLException {
        boolean troubled = true;
        while (!stopped && !step.queue(connection).exists()) {
            await(step, connection);
        }
        while (!stopped) {
            StepRunner.Result result = step.runNext(connection);
            if (result instanceof StepRunner.Result.Failed failed) {
                troubled = true;
                listener.failed(step, failed.failure());
            } else if (troubled && !step.queue(connection).inTrouble()) {
                troubled = false;
                listener.well(step);
            }
            if (result instanceof StepRunner.Result.Nothing) {
                await(step, connection);
            } else if (!step.reusesConnection()) {
                return;
            }
        }
    }

    private void await(StepRunner step, Connection connection) throws SQLException {
        PGConnection driver = connection.unwrap(PGConnection.class);
        for (int i = 0; i < SLICES && !stopped; i++) {
            PGNotification[] notifications = driver.getNotifications(SLICE_MILLIS);
            for (PGNotification notification : notifications == null ? new PGNotification[0] : notifications) {
                if (step.follows(notification.getParameter())) {
                    return;
                }
            }
        }
    }

    private void pause(int slices) throws InterruptedException {
        for (int i = 0; i < slices && !stopped; i++) {
            Thread.sleep(SLICE_MILLIS);
        }
    }
}
