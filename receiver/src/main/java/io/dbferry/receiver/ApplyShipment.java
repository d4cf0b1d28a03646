package io.dbferry.receiver;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.Event;
import io.dbferry.event.Step;
import io.dbferry.event.Stopwatch;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.arrived.ArrivedShipments;
import io.dbferry.receiver.arrived.Continuation;
import io.dbferry.receiver.first.FirstLoad;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.ledger.SenderMigrations;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.receiver.rows.Committed;
import io.dbferry.receiver.rows.RowsTransaction;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Applies one shipment: media into place, then rows and ledger entry in one transaction, then the receipt. */
final class ApplyShipment {
    private final ReceiverConfig config;
    private final Database database;
    private final ArrivedShipments shipments;
    private final Continuation continuation;
    private final AfterLoad after;
    private final Progress progress;

    ApplyShipment(
            ReceiverConfig config,
            Database database,
            ArrivedShipments shipments,
            Continuation continuation,
            AfterLoad after,
            Progress progress) {
        this.config = config;
        this.database = database;
        this.shipments = shipments;
        this.continuation = continuation;
        this.after = after;
        this.progress = progress;
    }

    /**
     * Applies partials that follow each other in one transaction, so that nobody sees a state between them.
     *
     * @throws DbferryException if one does not follow or cannot be applied; none is applied then
     */
    List<LoadReport.Applied> partials(Connection connection, Ledger ledger, List<ShipmentName> names, Receipts receipts)
            throws IOException, SQLException {
        List<ShipmentReader> arrived = new ArrayList<>();
        for (ShipmentName name : names) {
            ShipmentReader shipment = verified(connection, name);
            shipments.install(shipment, List.of());
            arrived.add(shipment);
        }
        Stopwatch watch = Stopwatch.start();
        RowsTransaction rows = transaction(connection, ledger);
        RowsTransaction.Written written;
        try (Step step = Step.begin("rows")) {
            written = rows.partials(arrived, manifest -> continuation.check(manifest, ledger));
        } catch (IOException e) {
            shipments.throwIfFull(rows.current(), e);
            throw e;
        }
        List<LoadReport.Applied> applied = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            RowCounts counts = written.counts().get(i);
            applied.add(told(arrived.get(i), counts, i == 0 ? written.repaired() : List.of(), watch));
            receipts.leave(names.get(i), Receipt.State.APPLIED, ledger.lastId(), counts.total(), null);
        }
        return applied;
    }

    LoadReport.Applied complete(Connection connection, Ledger ledger, LoadPlan.Step.Complete step, Receipts receipts)
            throws IOException, SQLException {
        ShipmentName name = step.complete();
        ShipmentReader shipment = verifiedComplete(connection, name);
        List<ShipmentReader> again = new ArrayList<>();
        for (ShipmentName partial : step.again()) {
            again.add(shipments.open(partial));
        }
        continuation.checkComplete(shipment, again, ledger);
        List<Manifest> later = again.stream().map(ShipmentReader::manifest).toList();
        shipments.installPassedOver(step.passedOver(), later);
        shipments.install(shipment, later);
        Stopwatch watch = Stopwatch.start();
        RowsTransaction rows = transaction(connection, ledger);
        RowsTransaction.Written written;
        try (Step timed = Step.begin("rows")) {
            written = rows.complete(shipment, again);
        } catch (IOException e) {
            shipments.throwIfFull(rows.current(), e);
            throw e;
        }
        RowCounts counts = written.counts().get(0);
        LoadReport.Applied told = told(shipment, counts, written.repaired(), watch);
        receipts.leave(name, Receipt.State.APPLIED, ledger.lastId(), counts.total(), null);
        return told;
    }

    private ShipmentReader verified(Connection connection, ShipmentName name) throws SQLException, IOException {
        ShipmentReader shipment = shipments.verified(name);
        new SenderMigrations(connection, config.stream())
                .keep(shipment.manifest().migrations());
        return shipment;
    }

    /** A first load of a shipment that is refused now cannot continue. */
    private ShipmentReader verifiedComplete(Connection connection, ShipmentName name) throws SQLException, IOException {
        try {
            return verified(connection, name);
        } catch (DbferryException e) {
            if (e.failure() == Failure.SHIPMENT_REFUSED) {
                undoFirstLoad(connection);
            }
            throw e;
        }
    }

    /** Empties tables again that a first load had begun to fill, and that no shipment is due for now. */
    void undoFirstLoad(Connection connection) throws SQLException {
        new FirstLoad(config, database, connection).undo();
    }

    private RowsTransaction transaction(Connection connection, Ledger ledger) {
        return new RowsTransaction(
                config, database, connection, ledger, after.recordsChanges(), progress, new Committed());
    }

    private static LoadReport.Applied told(
            ShipmentReader shipment, RowCounts counts, List<String> repaired, Stopwatch watch) {
        LoadReport.Applied applied = new LoadReport.Applied(shipment.manifest(), counts, repaired);
        Event.of("applied")
                .with("inserted", counts.inserted())
                .with("updated", counts.updated())
                .with("deleted", counts.deleted())
                .with("seconds", watch.seconds())
                .with("tables", Json.line(counts.byTable()))
                .say(applied.describe() + ", in " + watch.text() + counts.describeTables());
        return applied;
    }
}
