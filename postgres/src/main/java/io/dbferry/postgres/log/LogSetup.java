package io.dbferry.postgres.log;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether server, role, publication and slot are such that the log tells all changes of some tables. */
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
     * All that is to be mended, in the order in which it can be. The publication comes before the slot: the log between
     * the two would tell nothing of the publication's tables, or fail.
     */
    public List<LogSetupProblem> problems(Connection connection, List<Table> tables) throws SQLException {
        List<LogSetupProblem> problems = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            problems.addAll(server(row.getBoolean(1), row.getString(2), row.getBoolean(3)));
        }
        problems.addAll(publication.problems(connection, tables));
        slot(slot.state(connection)).ifPresent(problems::add);
        return problems;
    }

    static List<LogSetupProblem> server(boolean logical, String user, boolean replication) {
        List<LogSetupProblem> problems = new ArrayList<>();
        if (!logical) {
            problems.add(new LogSetupProblem(
                    "wal_level of the server is not logical",
                    "As a superuser: ALTER SYSTEM SET wal_level = logical; then restart the server",
                    false));
        }
        if (!replication) {
            String role = Sql.quote(user);
            problems.add(new LogSetupProblem(
                    "role " + role + " may not use replication slots",
                    "As a superuser: ALTER ROLE " + role + " REPLICATION",
                    false));
        }
        return problems;
    }

    /** @param state empty if there is no such slot */
    Optional<LogSetupProblem> slot(Optional<ReplicationSlot.State> state) {
        if (state.isEmpty()) {
            return Optional.of(
                    new LogSetupProblem("there is no replication slot '" + slot.name() + "'", slot.createSql(), true));
        }
        if (state.get().foreign() != null) {
            return Optional.of(new LogSetupProblem(
                    "replication slot '" + slot.name() + "' is not ours: "
                            + state.get().foreign(),
                    "Name another with log.slot",
                    false));
        }
        return state.get().lost()
                ? Optional.of(new LogSetupProblem(
                        "replication slot '" + slot.name() + "' has lost log that it needs",
                        slot.dropSql() + "; " + slot.createSql(),
                        true))
                : Optional.empty();
    }
}
