package io.dbferry.postgres.log;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.log.LogSetupProblem.Fix;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
     * All that is to be fixed, in the order in which it can be. The publication comes before the slot: the log between
     * the two would report nothing of the publication's tables, or fail.
     */
    public List<LogSetupProblem> problems(Connection connection, List<Table> tables) throws SQLException {
        List<LogSetupProblem> problems = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            if (!row.getBoolean(1)) {
                problems.add(new LogSetupProblem(
                        "wal_level of the server is not logical",
                        new Fix.ByHand(
                                "As a superuser: ALTER SYSTEM SET wal_level = logical; then restart the server")));
            }
            if (!row.getBoolean(3)) {
                String role = Sql.quote(row.getString(2));
                problems.add(new LogSetupProblem(
                        "role " + role + " may not use replication slots",
                        new Fix.ByHand("As a superuser: ALTER ROLE " + role + " REPLICATION")));
            }
        }
        problems.addAll(publication.problems(connection, tables));
        slot(connection, problems);
        return problems;
    }

    private void slot(Connection connection, List<LogSetupProblem> problems) throws SQLException {
        Optional<ReplicationSlot.State> state = slot.state(connection);
        if (state.isEmpty()) {
            problems.add(new LogSetupProblem(
                    "there is no replication slot '" + slot.name() + "'", new Fix.CreateSlot(slot.createSql())));
        } else if (state.get().foreign() != null) {
            problems.add(new LogSetupProblem(
                    "replication slot '" + slot.name() + "' is not ours: "
                            + state.get().foreign(),
                    new Fix.ByHand("Name another with log.slot")));
        } else if (state.get().lost()) {
            problems.add(new LogSetupProblem(
                    "replication slot '" + slot.name() + "' has lost log that it needs",
                    new Fix.Execute(slot.dropSql() + "; " + slot.createSql())));
        }
    }
}
