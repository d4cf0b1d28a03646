package io.dbferry.receiver.apply;

import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.tables.OwnActions;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.receiver.tables.TriggerStates;
import io.dbferry.stream.format.ShipmentName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * The receiver's triggers during a load. As in logical replication, ordinary triggers do not fire, and those that are
 * {@code ENABLE REPLICA} or {@code ENABLE ALWAYS} do; foreign keys hold as ever. Of tables that the role does not own,
 * ordinary triggers fire. Wherever one fires, what was written is compared with what arrived
 * (docs/decisions/036-triggers-as-in-logical-replication.md).
 */
public final class TargetTriggers {
    private final Connection connection;
    private final TriggerStates states = new TriggerStates();
    private boolean silenced;

    public TargetTriggers(Connection connection) {
        this.connection = connection;
    }

    /**
     * Looks what the tables have, and which of it will fire.
     *
     * @param shipment for messages
     * @throws DbferryException if a table has a rule that changes what is written
     */
    public void look(ShipmentName shipment, List<List<TargetTable>> groups) throws SQLException {
        List<Long> oids = groups.stream()
                .flatMap(List::stream)
                .map(target -> target.table().oid())
                .toList();
        states.add(shipment, OwnActions.of(connection, oids));
    }

    /** Whether one fires for rows of that table. */
    boolean fireFor(TargetTable target) {
        return states.fireFor(target);
    }

    /**
     * Keeps ordinary triggers from firing until {@link #restore}, in the current transaction. Takes a lock that lets
     * readers go on. Triggers that fire find the names that they find in the application's sessions.
     */
    public void silence() throws SQLException {
        List<String> statements = states.silence();
        if (!statements.isEmpty()) {
            silenced = true;
            StagingTable.execute(connection, "SET LOCAL lock_timeout = '5s'");
            execute(statements);
            StagingTable.execute(connection, "SET LOCAL lock_timeout = 0");
        }
        if (states.fire()) {
            StagingTable.execute(
                    connection,
                    "SELECT set_config('search_path', reset_val, true) FROM pg_settings WHERE name = 'search_path'");
        }
    }

    /** Lets them be as they were. Constraints that waited for the commit are checked first. */
    public void restore() throws SQLException {
        if (silenced) {
            StagingTable.execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
            execute(states.restore());
        }
    }

    private void execute(List<String> statements) throws SQLException {
        for (String statement : statements) {
            StagingTable.execute(connection, statement);
        }
    }

    /**
     * Compares what the tables have with what arrived, where a trigger fires; those that wait for the commit fire first.
     *
     * @param shipment for messages
     */
    void verify(ShipmentName shipment, Collection<StagingTable> stages, ChangedRows changed) throws SQLException {
        if (!states.fire()) {
            return;
        }
        StagingTable.execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
        for (StagingTable stage : stages) {
            boolean whole = stage.target().shipped().replaces();
            if (Query.isTrue(connection, new Merge(stage, changed).differs(whole))) {
                throw states.rewritten(shipment, stage.target());
            }
            if (stage.gone() != null && !stage.target().key().isEmpty()) {
                verifyDeleted(shipment, stage.target(), stage.gone());
            }
        }
        StagingTable.execute(connection, "SET CONSTRAINTS ALL DEFERRED");
    }

    /** The same for the keys of deleted rows. */
    void verifyDeleted(ShipmentName shipment, TargetTable target, String keys) throws SQLException {
        if (states.fire() && Query.isTrue(connection, Merge.remain(target, keys))) {
            throw states.rewritten(shipment, target);
        }
    }
}
