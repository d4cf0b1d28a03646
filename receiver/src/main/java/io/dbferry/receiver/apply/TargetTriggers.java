package io.dbferry.receiver.apply;

import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.tables.ApplicationNames;
import io.dbferry.receiver.tables.LockPatience;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.OwnActions;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.receiver.tables.TriggerStates;
import io.dbferry.stream.format.ShipmentName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The receiver's triggers and rules during a load. As in logical replication, ordinary triggers do not fire, those that are
 * {@code ENABLE REPLICA} or {@code ENABLE ALWAYS} do, and rules are not applied; foreign keys hold as ever. Of tables that
 * the role does not own, ordinary triggers fire, and rules are refused. Wherever one fires, what was written is compared with what arrived
 * (docs/decisions/036-triggers-as-in-logical-replication.md).
 */
public final class TargetTriggers {
    /** Other writers of a table wait behind a load's lock of it, or readers too, where it has rules. */
    private static final Duration FOR_WRITERS = Duration.ofSeconds(5);

    private static final Duration FOR_READERS = Duration.ofSeconds(1);

    private final Connection connection;
    private final Map<Long, TableName> tables = new HashMap<>();
    private final TriggerStates states = new TriggerStates();
    private boolean silenced;

    public TargetTriggers(Connection connection) {
        this.connection = connection;
    }

    /**
     * Looks what the tables have, and which of it will fire.
     *
     * @param shipment for messages
     * @throws DbferryException if a rule of a table that the role does not own would change what is written
     */
    public void look(ShipmentName shipment, List<List<TargetTable>> groups) throws SQLException {
        List<TargetTable> targets = groups.stream().flatMap(List::stream).toList();
        targets.forEach(target -> tables.put(target.table().oid(), target.name()));
        List<Long> oids = targets.stream().map(target -> target.table().oid()).toList();
        for (OwnActions.Action action : OwnActions.of(connection, oids)) {
            try {
                states.add(shipment, action);
            } catch (DbferryException e) {
                throw OfTable.mark(e, tableOf(action));
            }
        }
    }

    /** Whether the table has none at all. */
    public boolean none(TargetTable target) {
        return !states.has(target);
    }

    /** Whether one fires for rows of that table. */
    boolean fireFor(TargetTable target) {
        return states.fireFor(target);
    }

    /**
     * Keeps ordinary triggers from firing, and rules from being applied, until {@link #restore}, in the current
     * transaction. For triggers it takes a lock that lets readers go on, for rules one that does not.
     *
     * @param written the tables that get or lose rows; rules of others are left alone
     */
    public void silence(Collection<TargetTable> written) throws SQLException {
        Set<Long> oids = written.stream().map(target -> target.table().oid()).collect(Collectors.toSet());
        List<TriggerStates.Silencing> statements = states.silence(oids);
        for (TriggerStates.Silencing silencing : statements) {
            LockPatience.less(connection, silencing.action().rule() ? FOR_READERS : FOR_WRITERS);
            OfTable.query(tableOf(silencing.action()), () -> {
                StagingTable.execute(connection, silencing.sql());
                return silencing;
            });
        }
        if (!statements.isEmpty()) {
            silenced = true;
            LockPatience.back(connection);
        }
    }

    /** What functions of the application find while rows are written. */
    public ApplicationNames names() throws SQLException {
        return ApplicationNames.of(connection, states.fire());
    }

    private List<TableName> tableOf(OwnActions.Action action) {
        return Stream.ofNullable(tables.get(action.table())).toList();
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
            boolean differs = OfTable.query(
                    List.of(stage.target().name()),
                    () -> StagingTable.isTrue(connection, new Merge(stage, changed).differs(whole)));
            if (differs) {
                throw rewritten(shipment, stage.target());
            }
            if (stage.gone() != null && !stage.target().key().isEmpty()) {
                verifyDeleted(shipment, stage.target(), stage.gone());
            }
        }
        StagingTable.execute(connection, "SET CONSTRAINTS ALL DEFERRED");
    }

    /** The same for the keys of deleted rows. */
    void verifyDeleted(ShipmentName shipment, TargetTable target, String keys) throws SQLException {
        if (states.fire() && StagingTable.isTrue(connection, Merge.remain(target, keys))) {
            throw rewritten(shipment, target);
        }
    }

    private DbferryException rewritten(ShipmentName shipment, TargetTable target) {
        return OfTable.mark(states.rewritten(shipment, target), List.of(target.name()));
    }
}
