package io.dbferry.receiver;

import io.dbferry.event.Event;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.connect.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks every ten seconds whether another session keeps the load waiting, and says which one. It opens its own connection
 * for each look, so that short loads cost nothing. What it cannot find out it does not say; the load goes on.
 */
final class LockWatch implements AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(10);

    private static final String BLOCKERS = """
            SELECT pid, nullif(application_name, ''), usename, state, to_char(now() - state_change, 'FMHH24 "h" FMMI "min" FMSS "s"')
            FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids(?)) ORDER BY pid""";

    private final Database database;
    private final int session;
    private final Consumer<String> warnNow;
    private final ScheduledExecutorService timer;

    private LockWatch(Database database, int session, Consumer<String> warnNow) {
        this.database = database;
        this.session = session;
        this.warnNow = warnNow;
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "lock watch");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    static LockWatch on(Connection load, Database database, Consumer<String> warnNow) throws SQLException {
        try (Statement statement = load.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return new LockWatch(database, row.getInt(1), warnNow);
        }
    }

    private void look() {
        try (Connection connection = database.connect()) {
            List<String> blockers = blockers(connection);
            if (!blockers.isEmpty()) {
                warnNow.accept("the load waits for a lock of " + String.join(" and of ", blockers)
                        + "; it continues when that transaction ends");
            }
        } catch (SQLException | DbferryException e) {
            Event.detail("waits-for-lock").say("cannot find out whether the load waits: " + e.getMessage());
        }
    }

    private List<String> blockers(Connection connection) throws SQLException {
        List<String> blockers = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(BLOCKERS)) {
            statement.setInt(1, session);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String program = row.getString(2);
                    String state = row.getString(4);
                    blockers.add("session " + row.getInt(1) + " (" + (program == null ? "" : program + ", ")
                            + "user " + row.getString(3)
                            + (state == null ? "" : ", " + state + " for " + row.getString(5)) + ")");
                }
            }
        }
        return blockers;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
