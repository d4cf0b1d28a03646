package io.dbferry.receiver.first;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.ReceiverConfig.FirstLoadBy;
import io.dbferry.event.Event;
import io.dbferry.event.Step;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.receiver.apply.StagingTable;
import io.dbferry.receiver.ledger.FillingTables;
import io.dbferry.receiver.ledger.FillingTables.Dropped;
import io.dbferry.receiver.ledger.FillingTables.Filling;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.tables.ApplicationNames;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.text.Count;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Fills tables in which no shipment has been yet by several connections at once, before the transaction that compares them and adds
 * the ledger entry: {@link #fill}, then in that transaction {@link #end}. If either fails, {@link #undo} leaves the tables empty and
 * as they were; if the process or the server dies, the next load continues with the same shipment, or undoes it.
 */
public final class FirstLoad {
    private static final int FEWEST_CONNECTIONS = 2;
    private static final int MOST_CONNECTIONS = 8;

    private final ReceiverConfig config;
    private final Database database;
    private final Connection connection;
    private final FillingTables filling;

    /** @param connection in autocommit */
    public FirstLoad(ReceiverConfig config, Database database, Connection connection) {
        this.config = config;
        this.database = database;
        this.connection = connection;
        this.filling = new FillingTables(connection, config.stream());
    }

    /**
     * Fills what can be filled so, and continues what an earlier run has begun with the same shipment. The other tables stay empty.
     *
     * @param groups all tables of the load
     * @param untouched whether a table has neither triggers nor rules
     * @return the tables that were filled by this run or an earlier one
     */
    public List<TargetTable> fill(
            ShipmentReader shipment,
            FrameReader frames,
            List<List<TargetTable>> groups,
            Predicate<TargetTable> untouched,
            Progress progress)
            throws SQLException, IOException {
        List<TargetTable> shipped = groups.stream().flatMap(List::stream).toList();
        List<TargetTable> tables = begun(shipment, shipped);
        if (tables.isEmpty()) {
            undo();
            if (config.firstLoad() == FirstLoadBy.ONE_TRANSACTION) {
                return List.of();
            }
            tables = begin(shipment, groups, untouched, shipped);
        }
        if (!tables.isEmpty()) {
            try (Step timed = Step.begin("first load")) {
                fill(shipment, frames, tables, progress);
            }
        }
        return tables;
    }

    /** The tables of a load of the same shipment that did not end; empty where it cannot continue. */
    private List<TargetTable> begun(ShipmentReader shipment, List<TargetTable> shipped) throws SQLException {
        Map<TableName, TargetTable> byName =
                shipped.stream().collect(Collectors.toMap(TargetTable::name, Function.identity()));
        List<TargetTable> tables = new ArrayList<>();
        for (Filling table : filling.all()) {
            TargetTable target = byName.get(table.table());
            if (config.firstLoad() == FirstLoadBy.ONE_TRANSACTION
                    || target == null
                    || target.table().oid() != table.relation()
                    || !table.manifestSha256().equals(shipment.manifestSha256())) {
                return List.of();
            }
            tables.add(target);
        }
        if (!tables.isEmpty()) {
            Event.of("first-load").say("the first load of " + Count.of(tables.size(), "table") + " continues");
        }
        return tables;
    }

    private List<TargetTable> begin(
            ShipmentReader shipment,
            List<List<TargetTable>> groups,
            Predicate<TargetTable> untouched,
            List<TargetTable> shipped)
            throws SQLException {
        List<TargetTable> tables = new FirstTables(connection, filling).of(groups, untouched);
        return tables.isEmpty()
                ? tables
                : new BareTables(connection, filling, shipped)
                        .make(tables, shipment.name().folder(), shipment.manifestSha256());
    }

    private void fill(ShipmentReader shipment, FrameReader frames, List<TargetTable> tables, Progress progress)
            throws SQLException, IOException {
        long bytes = tables.stream()
                .flatMap(t -> t.shipped().framesOrNone().stream())
                .mapToLong(Frame::bytes)
                .sum();
        List<Connection> workers = new ArrayList<>();
        try (Progress.Step step = progress.begin("first load", bytes, Unit.BYTES)) {
            connect(workers);
            for (Connection worker : workers) {
                ApplicationNames.letSession(worker);
            }
            new Filled(frames, config.stream(), shipment.manifestSha256(), step)
                    .fill(tables, filling.all(), filling.dropped(), workers);
        } finally {
            for (Connection worker : workers) {
                worker.close();
            }
        }
    }

    /** As many as there are processors, or as the server gives. */
    private void connect(List<Connection> workers) {
        int wanted = Math.max(
                FEWEST_CONNECTIONS,
                Math.min(MOST_CONNECTIONS, Runtime.getRuntime().availableProcessors()));
        while (workers.size() < wanted) {
            try {
                workers.add(database.connect());
            } catch (DbferryException e) {
                if (workers.isEmpty()) {
                    throw e;
                }
                return;
            }
        }
    }

    /** Makes what is left of the foreign keys, in the transaction that adds the ledger entry, when all rows are there. */
    public void end() throws SQLException {
        List<Dropped> left =
                filling.dropped().stream().filter(object -> !object.whole()).toList();
        if (!left.isEmpty()) {
            StagingTable.execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
        }
        for (Dropped object : left) {
            for (String statement : object.object()
                    .create()
                    .subList(object.made(), object.object().create().size())) {
                OfTable.query(List.of(object.object().table()), () -> {
                    StagingTable.execute(connection, statement);
                    return statement;
                });
            }
        }
        filling.end();
    }

    /** The same as {@link #undo} in a transaction that somebody else ends. */
    public void undoInTransaction() throws SQLException {
        if (!filling.all().isEmpty()) {
            new UndoneFilling(connection, filling).runInTransaction();
        }
    }

    /**
     * Leaves the tables that are being filled empty, with their keys and indexes.
     *
     * @return whether there were any
     */
    public boolean undo() throws SQLException {
        Set<TableName> tables = filling.all().stream().map(Filling::table).collect(Collectors.toSet());
        if (tables.isEmpty()) {
            return false;
        }
        new UndoneFilling(connection, filling).run();
        Event.of("first-load")
                .say("the first load of " + Count.of(tables.size(), "table") + " did not end; they are empty again");
        return true;
    }
}
