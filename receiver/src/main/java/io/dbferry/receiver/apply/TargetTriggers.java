package io.dbferry.receiver.apply;

import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.tables.LockPatience;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.OwnActions;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.ShipmentName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The receiver's triggers during a load. As in logical replication, ordinary triggers do not fire, and those that are
 * {@code ENABLE REPLICA} or {@code ENABLE ALWAYS} do; foreign keys hold as ever. Of tables that the role does not own,
 * ordinary triggers fire. Wherever one fires, what was written is compared with what arrived
 * (docs/decisions/036-triggers-as-in-logical-replication.md).
 */
public final class TargetTriggers {
    private final Connection connection;
    private final Map<Long, TableName> tables = new HashMap<>();
    private final Map<String, OwnActions.Action> found = new LinkedHashMap<>();
    private final List<OwnActions.Action> silenced = new ArrayList<>();
    private final List<OwnActions.Action> firing = new ArrayList<>();

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
        List<TargetTable> targets = groups.stream().flatMap(List::stream).toList();
        targets.forEach(target -> tables.put(target.table().oid(), target.name()));
        List<Long> oids = targets.stream().map(target -> target.table().oid()).toList();
        for (OwnActions.Action action : OwnActions.of(connection, oids)) {
            if (action.rule() && action.fires()) {
                throw OfTable.mark(
                        RejectedShipment.schema(
                                shipment,
                                action.describe() + " would change what a load writes",
                                "As the table's owner: " + action.disableSql() + "; a trigger can do what it is for"),
                        tableOf(action));
            }
            // Those of a table that was looked at before are silenced by now.
            if (!action.rule() && found.putIfAbsent(action.describe(), action) == null && action.fires()) {
                firing.add(action);
            }
        }
    }

    /** Whether one fires for rows of that table. */
    boolean fireFor(TargetTable target) {
        return firing.stream().anyMatch(a -> a.table() == target.table().oid());
    }

    boolean fire() {
        return !firing.isEmpty();
    }

    /**
     * Keeps ordinary triggers from firing until {@link #restore}, in the current transaction. Takes a lock that lets
     * readers go on. Triggers that fire find the names that they find in the application's sessions.
     */
    public void silence() throws SQLException {
        for (OwnActions.Action action : found.values()) {
            boolean silent = action.owner() && !action.inherited() && wanted(action) != action.state();
            if (silent && !silenced.contains(action)) {
                if (silenced.isEmpty()) {
                    LockPatience.less(connection, Duration.ofSeconds(5));
                }
                OfTable.query(tableOf(action), () -> {
                    StagingTable.execute(connection, action.triggerSql(wanted(action)));
                    return silenced.add(action);
                });
            }
        }
        if (!silenced.isEmpty()) {
            LockPatience.back(connection);
        }
        if (fire()) {
            StagingTable.execute(
                    connection,
                    "SELECT set_config('search_path', reset_val, true) FROM pg_settings WHERE name = 'search_path'");
        }
    }

    private List<TableName> tableOf(OwnActions.Action action) {
        return Stream.ofNullable(tables.get(action.table())).toList();
    }

    private static OwnActions.State wanted(OwnActions.Action action) {
        return switch (action.state()) {
            case ORIGIN, DISABLED -> OwnActions.State.DISABLED;
            case REPLICA, ALWAYS -> OwnActions.State.ALWAYS;
        };
    }

    /** Lets them be as they were. Constraints that waited for the commit are checked first. */
    public void restore() throws SQLException {
        if (silenced.isEmpty()) {
            return;
        }
        StagingTable.execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
        for (OwnActions.Action action : silenced) {
            StagingTable.execute(connection, action.triggerSql(action.state()));
        }
        for (OwnActions.Action action : found.values()) {
            boolean followed = silenced.stream()
                    .anyMatch(a -> a.table() == action.table()
                            && a.name().equals(action.name())
                            && a.state() != action.state());
            if (action.inherited() && followed) {
                StagingTable.execute(connection, action.triggerSql(action.state()));
            }
        }
    }

    /**
     * Compares what the tables have with what arrived, where a trigger fires; those that wait for the commit fire first.
     *
     * @param shipment for messages
     */
    void verify(ShipmentName shipment, Collection<StagingTable> stages, ChangedRows changed) throws SQLException {
        if (!fire()) {
            return;
        }
        StagingTable.execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
        for (StagingTable stage : stages) {
            boolean differs = OfTable.query(List.of(stage.target().name()), () -> new Merge(stage, changed)
                    .differs(connection, stage.target().shipped().replaces()));
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
        if (fire() && Merge.remain(connection, target, keys)) {
            throw rewritten(shipment, target);
        }
    }

    private DbferryException rewritten(ShipmentName shipment, TargetTable target) {
        List<OwnActions.Action> suspects =
                firing.stream().filter(a -> a.table() == target.table().oid()).toList();
        List<OwnActions.Action> named = suspects.isEmpty() ? firing : suspects;
        String names = named.stream().map(OwnActions.Action::describe).collect(Collectors.joining(", "));
        return OfTable.mark(
                RejectedShipment.schema(
                        shipment,
                        "table '" + target.name() + "' is not what arrived after its rows were written: " + names
                                + " skipped or changed rows",
                        "Let the table's owner do the load, whose ordinary triggers do not fire, or as the owner: "
                                + named.stream()
                                        .map(OwnActions.Action::disableSql)
                                        .collect(Collectors.joining("; "))),
                List.of(target.name()));
    }
}
