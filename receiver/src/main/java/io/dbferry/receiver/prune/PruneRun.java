package io.dbferry.receiver.prune;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.ledger.StreamLock;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One run of {@code prune}: what a load does at its end, and no more. */
public final class PruneRun {
    private final ReceiverConfig config;
    private final Database database;
    private final Depot depot;
    private final Clock clock;

    public PruneRun(ReceiverConfig config, Database database, Depot depot, Clock clock) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.clock = clock;
    }

    /** For {@code status}: of each shipment that is old, and needed by other receivers only, who they are. */
    public static List<List<String>> heldBack(ReceiverConfig config, Depot depot, LoadPlan plan, Instant now)
            throws IOException {
        return new Prune(config, depot)
                .plan(plan, now).heldBack().stream().map(Prune.Held::by).toList();
    }

    /**
     * Works on a depot with any number of shipments: where there are more than can be listed, on the oldest.
     *
     * @param dryRun deletes nothing and takes no lock
     */
    public PruneReport run(boolean dryRun) throws IOException {
        if (!config.keep().receipts()) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot prune the depot: receipts: none in the config, so the sender deletes there",
                    "Set keep.complete, keep.partial and keep.completes on the sender");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (Connection connection = database.connect()) {
            Ledger ledger = new Ledger(connection, config.stream());
            if (!dryRun) {
                StreamLock.take(connection, config.stream(), "prune");
            }
            List<ShipmentName> inDepot = depot.oldest();
            LoadPlan plan = ledger.exists() ? ledger.plan(inDepot) : LoadPlan.ofNothingApplied(inDepot);
            Prune prune = new Prune(config, depot);
            Prune.Plan what = prune.plan(plan, now);
            PruneReport report = report(what, dryRun, now);
            if (dryRun) {
                return report;
            }
            Depot.Retired result = prune.delete(plan, what);
            prune.forgetReceipts(
                    plan,
                    result.deleted(),
                    new Receipts(depot, config.name(), config.stream(), clock, new ArrayList<>(), null));
            return report.after(
                    result.deleted().stream().map(ShipmentName::sequence).collect(Collectors.toSet()),
                    result.undeletable());
        } catch (SQLException e) {
            throw database.refused("prune", e);
        }
    }

    private PruneReport report(Prune.Plan what, boolean dryRun, Instant now) throws IOException {
        List<PruneReport.Shipment> old = new ArrayList<>();
        for (Prune.Past past : what.past()) {
            old.add(shipment(past.shipment(), past.why(), List.of()));
        }
        List<PruneReport.Shipment> heldBack = new ArrayList<>();
        for (Prune.Held held : what.heldBack()) {
            heldBack.add(shipment(held.shipment(), held.why(), held.by()));
        }
        List<PruneReport.Shipment> referredTo = new ArrayList<>();
        for (Prune.Past kept : what.referredTo()) {
            referredTo.add(shipment(kept.shipment(), kept.why(), List.of()));
        }
        return new PruneReport(
                config.stream(), config.name(), depot.describe(), now, dryRun, old, heldBack, referredTo, List.of());
    }

    private PruneReport.Shipment shipment(ShipmentName name, String why, List<String> by) throws IOException {
        long bytes = depot.open(name).bytes();
        return new PruneReport.Shipment(name.sequence(), name.kind(), name.folder(), name.time(), bytes, why, by);
    }
}
