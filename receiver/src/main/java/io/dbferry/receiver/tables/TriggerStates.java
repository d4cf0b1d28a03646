package io.dbferry.receiver.tables;

import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.tables.OwnActions.Action;
import io.dbferry.receiver.tables.OwnActions.State;
import io.dbferry.stream.format.ShipmentName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of the receiver's triggers and rules fire during a load, and the statements that silence the others and restore them. */
public final class TriggerStates {
    private final Map<String, Action> found = new LinkedHashMap<>();
    private final List<Action> silenced = new ArrayList<>();
    private final List<Action> firing = new ArrayList<>();

    /**
     * Adds what a table has.
     *
     * @param shipment for messages
     * @throws DbferryException if a rule of a table that the role does not own would change what is written
     */
    public void add(ShipmentName shipment, Action action) {
        if (action.rule() && action.fires()) {
            throw RejectedShipment.schema(
                    shipment, action.describe() + " would change what a load writes", action.ruleHint());
        }
        // Those of a table that was looked at before are silenced by now.
        if (found.putIfAbsent(action.describe(), action) == null && action.fires()) {
            firing.add(action);
        }
    }

    /** Whether one fires for rows of that table. */
    public boolean fireFor(TargetTable target) {
        return firing.stream().anyMatch(a -> a.table() == target.table().oid());
    }

    /** Whether the table has any, firing or not. */
    public boolean has(TargetTable target) {
        return found.values().stream().anyMatch(a -> a.table() == target.table().oid());
    }

    public boolean fire() {
        return !firing.isEmpty();
    }

    /** A trigger or rule that is to be silent, and the statement for that. */
    public record Silencing(Action action, String sql) {}

    /**
     * Those that are to be silent and are not yet. From then on they count as silenced.
     *
     * @param written the oids of the tables that get or lose rows; rules of others are left alone
     */
    public List<Silencing> silence(Set<Long> written) {
        List<Silencing> statements = new ArrayList<>();
        for (Action action : found.values()) {
            boolean silent = action.owner() && !action.inherited() && wanted(action) != action.state();
            if (silent && !silenced.contains(action) && (!action.rule() || written.contains(action.table()))) {
                statements.add(new Silencing(action, action.sql(wanted(action))));
                silenced.add(action);
            }
        }
        return statements;
    }

    private static State wanted(Action action) {
        if (action.rule()) { // PostgreSQL's own apply of logical replication applies none either
            return action.state() == State.REPLICA ? State.REPLICA : State.DISABLED;
        }
        return switch (action.state()) {
            case ORIGIN, DISABLED -> State.DISABLED;
            case REPLICA, ALWAYS -> State.ALWAYS;
        };
    }

    /** Statements that let all that were silenced be as they were, with those of partitions that followed them. */
    public List<String> restore() {
        List<String> statements = new ArrayList<>();
        for (Action action : silenced) {
            statements.add(action.sql(action.state()));
        }
        for (Action action : found.values()) {
            boolean followed = silenced.stream()
                    .anyMatch(a -> a.table() == action.table()
                            && a.name().equals(action.name())
                            && a.state() != action.state());
            if (action.inherited() && followed) {
                statements.add(action.sql(action.state()));
            }
        }
        return statements;
    }

    /** Why a table is not what arrived: those of its own triggers that fire, or else all that do. */
    public DbferryException rewritten(ShipmentName shipment, TargetTable target) {
        List<Action> suspects =
                firing.stream().filter(a -> a.table() == target.table().oid()).toList();
        List<Action> named = suspects.isEmpty() ? firing : suspects;
        String names = named.stream().map(Action::describe).collect(Collectors.joining(", "));
        return RejectedShipment.schema(
                shipment,
                "table '" + target.name() + "' is not what arrived after its rows were written: " + names
                        + " skipped or changed rows",
                "Let the table's owner do the load, whose ordinary triggers do not fire, or as the owner: "
                        + named.stream().map(Action::disableSql).collect(Collectors.joining("; ")));
    }
}
