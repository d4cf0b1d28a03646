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
    /** Amazon's servers have no attribute REPLICATION to give: members of this role may use slots. */
    private static final String RDS_REPLICATION = "rds_replication";

    private static final String SERVER = """
            SELECT current_setting('wal_level') = 'logical', current_user,
                   (SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = current_user)
                       OR EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s' AND pg_has_role(oid, 'MEMBER')),
                   to_regrole('%1$s') IS NOT NULL""".formatted(RDS_REPLICATION);

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
            problems.addAll(server(row.getBoolean(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)));
        }
        problems.addAll(publication.problems(connection, tables));
        slot(slot.name(), slot.state(connection)).ifPresent(problems::add);
        return problems;
    }

    /**
     * @param logical whether the log has what decoding needs
     * @param replication whether the role may use slots
     * @param amazon whether the server is one of Amazon's, where no statement sets either
     */
    static List<LogSetupProblem> server(boolean logical, String role, boolean replication, boolean amazon) {
        List<LogSetupProblem> problems = new ArrayList<>();
        if (!logical) {
            problems.add(LogSetupProblem.byHand(
                    "wal_level of the server is not logical",
                    amazon
                            ? "Set rds.logical_replication = 1 in the server's parameter group, then restart it"
                            : "As a superuser: ALTER SYSTEM SET wal_level = logical; then restart the server"));
        }
        if (!replication) {
            problems.add(LogSetupProblem.byHand(
                    "role " + Sql.quote(role) + " may not use replication slots",
                    amazon
                            ? "As the server's master user: GRANT " + RDS_REPLICATION + " TO " + Sql.quote(role)
                            : "As a superuser: ALTER ROLE " + Sql.quote(role) + " REPLICATION"));
        }
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

    static Optional<LogSetupProblem> slot(String name, Optional<ReplicationSlot.State> state) {
        if (state.isEmpty()) {
            return Optional.of(
                    LogSetupProblem.ofAll("there is no replication slot '" + name + "'", new LogFix.MakeSlot(name)));
        }
        if (state.get() instanceof ReplicationSlot.State.Foreign foreign) {
            return Optional.of(LogSetupProblem.byHand(
                    "replication slot '" + name + "' is not ours: " + foreign.why(), "Name another with log.slot"));
        }
        return state.get() instanceof ReplicationSlot.State.Lost
                ? Optional.of(LogSetupProblem.ofAll(
                        "replication slot '" + name + "' has lost log that it needs", new LogFix.RecreateSlot(name)))
                : Optional.empty();
    }
}
