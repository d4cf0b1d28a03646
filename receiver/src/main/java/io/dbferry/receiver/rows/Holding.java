package io.dbferry.receiver.rows;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.Event;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.ledger.HeldTables;
import io.dbferry.receiver.ledger.HeldTables.Held;
import io.dbferry.receiver.ledger.HeldTables.Reason;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.Covered.CoveredTable;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The tables that one attempt leaves alone, and what the ledger keeps of them. A table that is held gets rows of a shipment only if
 * that carries it whole.
 */
final class Holding {
    private final HeldTables tables;
    private final Predicate<TableName> wanted;
    private final Troubles troubles;
    private final Set<TableName> noted = new LinkedHashSet<>();
    private Map<TableName, Held> held = new LinkedHashMap<>();
    private Map<TableName, TableName> skipped = Map.of();

    Holding(Connection connection, ReceiverConfig config, Troubles troubles) {
        this.wanted = Targets.wanted(config);
        this.tables = new HeldTables(connection, config.stream(), wanted);
        this.troubles = troubles;
    }

    /**
     * The shipment's tables that are written, in groups, parents before children.
     *
     * @throws io.dbferry.failure.DbferryException if one does not fit, if all are in trouble at once, or if one in trouble is none
     *     that the sender says it ships
     */
    List<List<TargetTable>> match(Targets targets, ShipmentReader shipment) throws SQLException {
        held = read();
        Set<TableName> still = new LinkedHashSet<>(troubles.tables());
        held.keySet().stream()
                .filter(name -> !isWhole(shipment.manifest(), name))
                .forEach(still::add);
        skipped = targets.tied(tables.connection(), still);
        Set<TableName> covered = covered(shipment);
        boolean nothingLeft = held.isEmpty() && skipped.keySet().containsAll(covered);
        if (!troubles.isEmpty() && (nothingLeft || !covered.containsAll(troubles.tables()))) {
            throw troubles.first();
        }
        return targets.match(shipment, skipped.keySet());
    }

    private Set<TableName> covered(ShipmentReader shipment) {
        return Objects.requireNonNull(shipment.manifest().covered()).tables().stream()
                .map(CoveredTable::name)
                .filter(wanted)
                .collect(Collectors.toSet());
    }

    private Map<TableName, Held> read() throws SQLException {
        return tables.all().stream()
                .collect(Collectors.toMap(Held::table, each -> each, (a, b) -> a, LinkedHashMap::new));
    }

    private static boolean isWhole(Manifest manifest, TableName name) {
        return manifest.tables().stream()
                .filter(entry -> entry.name().equals(name))
                .anyMatch(entry -> manifest.kind() == Kind.COMPLETE || entry.replaces());
    }

    /**
     * Keeps in the ledger what the shipment came to, in the transaction that writes its rows.
     *
     * @return a line for each table that is in step again
     */
    List<String> settle(ShipmentReader shipment) throws SQLException {
        for (Map.Entry<TableName, Reason> trouble : troubles.all().entrySet()) {
            if (noted.add(trouble.getKey())) {
                hold(shipment, trouble.getKey(), trouble.getValue());
            }
        }
        List<String> lines = new ArrayList<>();
        for (TableEntry entry : shipment.manifest().tables()) {
            TableName name = entry.name();
            TableName by = skipped.get(name);
            if (by != null && wanted.test(name) && !held.containsKey(name) && noted.add(name)) {
                String cause = "table '" + name + "' refers to table '" + by + "', which stands still";
                hold(shipment, name, new Reason(cause, null, by, false));
            } else if (by == null && held.containsKey(name)) {
                tables.release(name);
                lines.add("table '" + name + "' is in step again: it stood still since shipment "
                        + held.get(name).since());
            }
        }
        held = read();
        lines.forEach(line -> Event.of("released").say(line));
        return lines;
    }

    private void hold(ShipmentReader shipment, TableName table, Reason reason) throws SQLException {
        tables.hold(table, shipment.name().sequence(), reason);
        Event.warning("held")
                .with("table", table.toString())
                .say("table '" + table + "' stands still: " + reason.cause());
    }

    /** What the sender does not ship any more is no load's business; if it ships the table again, that begins with all rows. */
    void forgetUncovered(ShipmentReader shipment) throws SQLException {
        Set<TableName> ours = covered(shipment);
        for (TableName name : held.keySet()) {
            if (!ours.contains(name)) {
                tables.release(name);
            }
        }
    }

    /** Tables of which a digest can be compared. */
    Predicate<TableName> inStep() {
        return name -> wanted.test(name) && !held.containsKey(name);
    }
}
