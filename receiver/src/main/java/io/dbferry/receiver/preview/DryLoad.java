package io.dbferry.receiver.preview;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.LoadReport;
import io.dbferry.receiver.apply.StagingTable;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.arrived.ArrivedShipments;
import io.dbferry.receiver.arrived.Continuation;
import io.dbferry.receiver.arrived.UntrustedShipments;
import io.dbferry.receiver.ledger.HeldTables.Held;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.Outstanding;
import io.dbferry.receiver.ledger.StreamLock;
import io.dbferry.receiver.map.TableMap;
import io.dbferry.receiver.media.WantedMedia;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.receiver.refused.RefusedShipment;
import io.dbferry.receiver.rows.RowsTransaction;
import io.dbferry.receiver.rows.StandingStill;
import io.dbferry.receiver.rows.Tried;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies all that is due in one transaction and rolls it back. No media are installed, no receipt is left, no sequence is raised, no
 * consumer runs, nothing is pruned. Locks are those of a load, held until all shipments are tried.
 */
public final class DryLoad {
    private final ReceiverConfig config;
    private final Database database;
    private final Depot depot;
    private final ArrivedShipments shipments;
    private final Continuation continuation;
    private final UntrustedShipments impostors;
    private final Progress progress;
    private final List<LoadReport.Applied> applied = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    public DryLoad(ReceiverConfig config, Database database, Depot depot, ShipmentTrust trust, Progress progress) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.progress = progress;
        this.shipments = new ArrivedShipments(config, depot, trust, progress);
        this.continuation = new Continuation(config.stream(), Targets.wanted(config));
        this.impostors = new UntrustedShipments(shipments);
    }

    /** @param wanted only shipments of that kind; empty for all */
    public LoadPreview run(Optional<Kind> wanted) throws IOException {
        try (Connection connection = database.connect()) {
            StreamLock.take(connection, config.stream(), "load --dry-run");
            shipments.forgetFetched();
            connection.setAutoCommit(false);
            try {
                // One snapshot for all: a complete needs it, and can no longer ask for it within.
                StagingTable.execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                return inTransaction(connection, wanted);
            } finally {
                connection.rollback();
                shipments.forgetFetched();
            }
        } catch (SQLException e) {
            throw database.refusedWithContext("load", e);
        }
    }

    private LoadPreview inTransaction(Connection connection, Optional<Kind> wanted) throws SQLException, IOException {
        Ledger ledger = new Ledger(connection, config.stream());
        ledger.createWithin();
        Outstanding left = Outstanding.of(
                connection,
                config.stream(),
                Targets.wanted(config),
                new TableMap(config.map()),
                true,
                new WantedMedia(config.work()));
        String waiting = null;
        Optional<DbferryException> failure = Optional.empty();
        try {
            waiting = tryAll(connection, ledger, wanted);
            impostors.throwIfAny();
            new StandingStill(left, depot, config.name()).throwIfAny();
        } catch (DbferryException e) {
            failure = Optional.of(e);
        }
        List<Held> held = left.tables().all();
        List<String> all = new ArrayList<>(warnings);
        all.addAll(impostors.messages());
        return new LoadPreview(applied, held, waiting, all, failure);
    }

    private @Nullable String tryAll(Connection connection, Ledger ledger, Optional<Kind> wanted)
            throws SQLException, IOException {
        while (true) {
            LoadPlan plan = impostors.look(
                    ledger.plan(depot.shipments()), ledger, (shipment, state, last, rows, message) -> {});
            LoadPlan.Step step = plan.next(wanted);
            if (step instanceof LoadPlan.Step.Nothing) {
                return plan.due().isEmpty() ? null : plan.due().get(0) + " is left for another run";
            }
            if (step instanceof LoadPlan.Step.Complete complete) {
                complete(connection, ledger, plan, complete);
            } else if (!partial(connection, ledger, plan, (LoadPlan.Step.Partial) step, wanted)) {
                return ((LoadPlan.Step.Partial) step).partial() + " waits for a complete";
            }
        }
    }

    /** Returns whether it was applied, or a complete in its place. */
    private boolean partial(
            Connection connection, Ledger ledger, LoadPlan plan, LoadPlan.Step.Partial step, Optional<Kind> wanted)
            throws SQLException, IOException {
        try {
            ShipmentReader shipment = verified(step.partial(), List.of());
            RowsTransaction.Written written = rows(connection, ledger)
                    .partials(List.of(shipment), manifest -> continuation.check(manifest, ledger));
            applied(shipment, written);
            return true;
        } catch (DbferryException e) {
            if (step.completeBehind().isEmpty() || !RefusedShipment.anotherCompleteHelps(e)) {
                throw e;
            }
            warnings.add(String.valueOf(e.getMessage()));
        }
        if (wanted.isEmpty()) {
            complete(
                    connection,
                    ledger,
                    plan,
                    plan.complete(step.completeBehind().get()));
        }
        return wanted.isEmpty();
    }

    private void complete(Connection connection, Ledger ledger, LoadPlan plan, LoadPlan.Step.Complete step)
            throws SQLException, IOException {
        try {
            ShipmentReader shipment = verified(step.complete(), inPlace(step));
            List<ShipmentReader> again = new ArrayList<>();
            for (ShipmentName partial : step.again()) {
                again.add(shipments.open(partial));
            }
            continuation.checkComplete(shipment, again, ledger);
            applied(shipment, rows(connection, ledger).complete(shipment, again));
        } catch (DbferryException e) {
            Optional<ShipmentName> other = plan.insteadOf(step.complete());
            if (other.isEmpty() || !RefusedShipment.anotherCompleteHelps(e)) {
                throw e;
            }
            warnings.add(String.valueOf(e.getMessage()));
            complete(connection, ledger, plan, plan.complete(other.get()));
        }
    }

    /** @param inPlace shipments whose media would be in place, beside those that were tried before */
    private ShipmentReader verified(ShipmentName name, List<Manifest> inPlace) throws IOException {
        ShipmentReader shipment = shipments.verified(name);
        List<Manifest> others = new ArrayList<>(inPlace);
        applied.forEach(before -> others.add(before.manifest()));
        shipments.check(shipment, others);
        return shipment;
    }

    /** A load installs the media of shipments that a complete passes over, unless they are refused. */
    private List<Manifest> inPlace(LoadPlan.Step.Complete step) throws IOException {
        List<Manifest> inPlace = new ArrayList<>();
        for (ShipmentName partial : step.again()) {
            inPlace.add(shipments.open(partial).manifest());
        }
        for (ShipmentName passed : step.passedOver()) {
            try {
                inPlace.add(shipments.open(passed).manifest());
            } catch (DbferryException e) {
                warnings.add(String.valueOf(e.getMessage()));
            }
        }
        return inPlace;
    }

    private RowsTransaction rows(Connection connection, Ledger ledger) {
        return new RowsTransaction(config, database, connection, ledger, false, progress, new Tried());
    }

    private void applied(ShipmentReader shipment, RowsTransaction.Written written) {
        applied.add(new LoadReport.Applied(shipment.manifest(), written.counts().get(0), written.repaired()));
    }
}
