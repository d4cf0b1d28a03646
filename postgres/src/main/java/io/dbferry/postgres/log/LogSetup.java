package io.dbferry.postgres.log;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether server, role, publication and slot are such that the log reports all changes of some tables. */
public final class LogSetup {
    private static final String SERVER = """
            SELECT current_setting('wal_level') = 'logical', current_user,
                   (SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = current_user)""";

    private final ReplicationSlot slot;
    private final Publication publication;

    public LogSetup(ReplicationSlot slot, Publication publication) {
        this.slot = slot;
        this.publication = publication;
    }

    /**
     * All problems, in the order in which they can be fixed. The publication comes before the slot: the log between
     * the two would tell nothing of the publication's tables, or fail.
     */
    public List<LogSetupProblem> problems(Connection connection, List<Table> tables) throws SQLException {
        List<LogSetupProblem> problems = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            if (!row.getBoolean(1)) {
                problems.add(LogSetupProblem.byHand(
                        "wal_level of the server is not logical",
                        "As a superuser: ALTER SYSTEM SET wal_level = logical; then restart the server"));
            }
            if (!row.getBoolean(3)) {
                String role = Sql.quote(row.getString(2));
                problems.add(LogSetupProblem.byHand(
                        "role " + role + " may not use replication slots",
                        "As a superuser: ALTER ROLE " + role + " REPLICATION"));
            }
        }
        problems.addAll(publication.problems(connection, tables));
        slot(connection, problems);
        return problems;
    }

    /**
     * Applies a fix; the connection is in autocommit.
     *
     * @param longest how long to wait for open transactions where a slot is made
     */
    public static void apply(LogFix.Automatic fix, Connection connection, Duration longest) throws SQLException {
        if (fix instanceof LogFix.MakeSlot make) {
            new ReplicationSlot(make.slot()).create(connection, longest);
        } else if (fix instanceof LogFix.RecreateSlot recreate) {
            ReplicationSlot slot = new ReplicationSlot(recreate.slot());
            slot.drop(connection);
            slot.create(connection, longest);
        } else {
            try (Statement statement = connection.createStatement()) {
                statement.execute(fix.sql());
            }
        }
    }

    private void slot(Connection connection, List<LogSetupProblem> problems) throws SQLException {
        Optional<ReplicationSlot.State> state = slot.state(connection);
        if (state.isEmpty()) {
            problems.add(new LogSetupProblem(
                    "there is no replication slot '" + slot.name() + "'", new LogFix.MakeSlot(slot.name())));
        } else if (state.get() instanceof ReplicationSlot.State.Foreign foreign) {
            problems.add(LogSetupProblem.byHand(
                    "replication slot '" + slot.name() + "' is not ours: " + foreign.why(),
                    "Name another with log.slot"));
        } else if (state.get() instanceof ReplicationSlot.State.Lost) {
            problems.add(new LogSetupProblem(
                    "replication slot '" + slot.name() + "' has lost log that it needs",
                    new LogFix.RecreateSlot(slot.name())));
        }
    }
}
