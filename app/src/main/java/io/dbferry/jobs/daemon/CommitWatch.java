package io.dbferry.jobs.daemon;

import io.dbferry.postgres.connect.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Asks for a partial as soon as transactions of the sender's server have ended, and not sooner after the one before than is allowed. The
 * question costs the server no transaction and no log. What a run itself does ends transactions too: as many as during the last run that
 * found nothing are taken for its own. One that is taken for them wrongly waits for the next, or for the minute.
 */
public final class CommitWatch implements ContinuousWatch {
    /** A run may take a third of the time at most: what it reads, it takes from the application. */
    private static final int SHARE = 3;

    private final Database database;
    private final Duration atMostEvery;
    private final AskedRuns runs;
    private boolean shipped;
    private boolean wentWell = true;
    private long own = -1;

    private CommitWatch(Database database, Duration atMostEvery, Runnable ask) {
        this.database = database;
        this.atMostEvery = atMostEvery;
        this.runs = new AskedRuns("commits", ask, this::follow);
    }

    /** @param ask begins a partial, of whose end {@link #ended} hears */
    public static CommitWatch begin(Database database, Duration atMostEvery, Runnable ask) {
        CommitWatch watch = new CommitWatch(database, atMostEvery, ask);
        watch.runs.begin();
        return watch;
    }

    @Override
    public void ended(boolean well, boolean found) {
        note(well, found);
        runs.ended();
    }

    private synchronized void note(boolean well, boolean found) {
        wentWell = well;
        shipped = found;
    }

    private void follow() throws SQLException, InterruptedException {
        try (Connection connection = database.connect()) {
            follow(connection);
        }
    }

    private void follow(Connection connection) throws SQLException, InterruptedException {
        Commits seen = new Commits(0, java.util.Set.of());
        while (!runs.areClosed()) {
            Commits now = commits(connection);
            if (now.since(seen) > 0) {
                long begun = System.nanoTime();
                runs.run();
                Commits after = commits(connection);
                seen = isQuiet(after.since(now)) ? after : now;
                pause(begun);
            } else {
                Thread.sleep(Math.max(20, atMostEvery.toMillis() / 10));
            }
        }
    }

    /** Whether no other transaction has ended during a run but the run's own. */
    private synchronized boolean isQuiet(long ended) {
        if (shipped || !wentWell) {
            return false;
        }
        boolean quiet = ended == own;
        own = ended;
        return quiet;
    }

    private void pause(long begun) throws InterruptedException {
        long took = System.nanoTime() - begun;
        long apart = Math.max(atMostEvery.toNanos(), SHARE * took);
        long left = failed() ? AskedRuns.AFTER_A_FAILURE.toNanos() : apart - took;
        Thread.sleep(Math.max(0, left / 1_000_000));
    }

    private synchronized boolean failed() {
        return !wentWell;
    }

    private static Commits commits(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_snapshot()::text")) {
            row.next();
            return Commits.of(row.getString(1));
        }
    }

    @Override
    public void close() {
        runs.close();
    }
}
