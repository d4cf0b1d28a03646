package io.dbferry.check.database;

import io.dbferry.check.finding.Findings;
import io.dbferry.config.LogConfig;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.log.LogFix;
import io.dbferry.postgres.log.LogSetup;
import io.dbferry.postgres.log.LogSetupProblem;
import io.dbferry.postgres.log.Publication;
import io.dbferry.postgres.log.ReplicationSlot;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;

/** What strategy {@code log} needs: server, role, publication, slot; creates the last two if asked to. */
final class LogCheck {
    private static final String LOG = "log";
    private static final Duration WAIT_FOR_OPEN = Duration.ofSeconds(60);

    private final LogConfig config;
    private final ReplicationSlot slot;
    private final LogSetup setup;
    private final Findings findings;

    LogCheck(LogConfig config, Findings findings) {
        this.config = config;
        this.slot = new ReplicationSlot(config.slot());
        this.setup = new LogSetup(slot, new Publication(config.publication()));
        this.findings = findings;
    }

    /** @param tables those that use the strategy */
    void run(Connection connection, List<Table> tables, boolean fix) throws SQLException {
        if (fix) {
            fix(connection, tables);
        }
        List<LogSetupProblem> problems = setup.problems(connection, tables);
        for (LogSetupProblem problem : problems) {
            findings.fail(
                    LOG,
                    Failure.SOURCE_DATABASE,
                    "cannot read changes from the log: " + problem.text(),
                    problem.hint());
        }
        if (problems.isEmpty()) {
            findings.ok(
                    LOG,
                    "publication '" + config.publication() + "' has the changes of "
                            + Count.of(tables.size(), "table"));
        }
        retained(connection);
    }

    /** Each fix once: one that does not help is reported as a problem afterwards. */
    private void fix(Connection connection, List<Table> tables) throws SQLException {
        Set<LogFix> done = new HashSet<>();
        Optional<LogFix.Automatic> next = fixable(connection, tables, done);
        while (next.isPresent()) {
            LogFix.Automatic fix = next.get();
            done.add(fix);
            try {
                LogSetup.apply(fix, connection, WAIT_FOR_OPEN);
                findings.ok(LOG, "done: " + fix.sql());
            } catch (SQLException e) {
                findings.fail(
                        LOG,
                        Failure.SOURCE_DATABASE,
                        "cannot execute " + fix.sql() + ": " + cause(e),
                        "Let a role that may do it execute this in that database");
                return;
            }
            next = fixable(connection, tables, done);
        }
    }

    private static String cause(SQLException e) {
        return e instanceof PSQLException postgres && postgres.getServerErrorMessage() != null
                ? String.valueOf(postgres.getServerErrorMessage().getMessage())
                : String.valueOf(e.getMessage());
    }

    private Optional<LogFix.Automatic> fixable(Connection connection, List<Table> tables, Set<LogFix> done)
            throws SQLException {
        return setup.problems(connection, tables).stream()
                .map(LogSetupProblem::fix)
                .filter(LogFix.Automatic.class::isInstance)
                .map(LogFix.Automatic.class::cast)
                .filter(fix -> !done.contains(fix))
                .findFirst();
    }

    private void retained(Connection connection) throws SQLException {
        Optional<ReplicationSlot.State> state = slot.state(connection);
        if (state.isEmpty()) {
            return;
        }
        String held = "replication slot '" + slot.name() + "' holds back "
                + ByteCount.of(state.get().retained()) + " of WAL, "
                + ByteCount.of(config.maxRetainedWal()) + " are allowed";
        if (state.get().retained() > config.maxRetainedWal()) {
            findings.warn(LOG, held, "The next dump drops it and ships a complete");
        } else {
            findings.ok(LOG, held);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('max_slot_wal_keep_size') = '-1'")) {
            row.next();
            if (row.getBoolean(1)) {
                findings.warn(
                        LOG,
                        "max_slot_wal_keep_size is not set: WAL is held back without end if dumps no longer run",
                        "As a superuser: ALTER SYSTEM SET max_slot_wal_keep_size = '"
                                + 2 * (config.maxRetainedWal() >> 20) + "MB'; SELECT pg_reload_conf()");
            }
        }
    }
}
