package io.dbferry.receiver;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.arrived.ArrivedShipments;
import io.dbferry.receiver.arrived.Continuation;
import io.dbferry.receiver.arrived.UntrustedShipments;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.Outstanding;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.ledger.StreamLock;
import io.dbferry.receiver.map.TableMap;
import io.dbferry.receiver.media.WantedMedia;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.prune.PruneAfterLoad;
import io.dbferry.receiver.rows.StandingStill;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One run of {@code load}: applies all that is due, in sequence. Whatever ends it early, what is committed is in the
 * ledger and the rest is as it was; the next run goes on from there.
 */
public final class Load {
    private final ReceiverConfig config;
    private final Database database;
    private final Depot depot;
    private final ArrivedShipments shipments;
    private final Continuation continuation;
    private final ApplyDue due;
    private final AfterLoad after;
    private final Clock clock;
    private final Consumer<String> warnNow;
    private final IdleCheck idle;
    private final UntrustedShipments impostors;

    private final List<LoadReport.Applied> applied = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean begun;
    private boolean nothingLeft;

    /** @param warnNow takes what an operator wants to know while the load still runs */
    public Load(
            ReceiverConfig config,
            Database database,
            Depot depot,
            ShipmentTrust trust,
            AfterLoad after,
            Progress progress,
            Clock clock,
            Consumer<String> warnNow) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.after = after;
        this.clock = clock;
        this.warnNow = warnNow;
        this.shipments = new ArrivedShipments(config, depot, trust, progress);
        this.continuation = new Continuation(config.stream(), Targets.wanted(config));
        this.impostors = new UntrustedShipments(shipments);
        this.due = new ApplyDue(
                config,
                depot,
                new ApplyShipment(config, database, shipments, continuation, after, progress),
                continuation,
                impostors,
                this::nextComplete,
                applied,
                warnings);
        this.idle = new IdleCheck(
                config.work(),
                depot,
                clock,
                depot.describe() + " " + config.stream() + " " + database.describe() + " " + config.tables()
                        + config.map());
    }

    /** @param wanted only shipments of that kind; empty for all */
    public LoadReport run(Optional<Kind> wanted) throws IOException {
        depot.loadBegins(config.name());
        if (idle.nothingNew()) {
            return new LoadReport(List.of(), List.of(), null, List.of(), true);
        }
        idle.somethingLeft();
        LoadReport report;
        try {
            report = loadDue(wanted);
        } catch (DbferryException | IOException e) {
            runAfterFailure(e);
            throw e;
        }
        AfterLoad.Done done = after.run();
        if (!done.failures().isEmpty()) {
            done.failures().stream().skip(1).forEach(failed -> warnings.add(String.valueOf(failed.getMessage())));
            throw done.failures().get(0);
        }
        if (report.waiting() == null && nothingLeft && done.all()) {
            idle.nothingDue();
        }
        return report;
    }

    /** What was applied before the failure is to be consumed all the same. */
    private void runAfterFailure(Exception failure) {
        if (!begun) {
            return;
        }
        try {
            after.run().failures().forEach(failed -> warnings.add(String.valueOf(failed.getMessage())));
        } catch (DbferryException e) {
            failure.addSuppressed(e);
        }
    }

    private LoadReport loadDue(Optional<Kind> wanted) throws IOException {
        try (Connection connection = database.connect();
                LockWatch watch = LockWatch.on(connection, database, warnNow)) {
            Ledger ledger = new Ledger(connection, config.stream());
            StreamLock.take(connection, config.stream(), "load");
            shipments.forgetFetched();
            ledger.create();
            Outstanding left = Outstanding.of(
                    connection,
                    config.stream(),
                    continuation.wanted(),
                    new TableMap(config.map()),
                    config.identityFile().isEmpty(),
                    new WantedMedia(config.work()));
            Receipts receipts = new Receipts(depot, config.name(), config.stream(), clock, warnings, left);
            RestoredDatabaseCheck setBack =
                    new RestoredDatabaseCheck(config, depot, shipments, continuation, receipts, this::nextComplete);
            Sequence ahead = setBack.ahead(ledger);
            setBack.notice(ledger).ifPresent(warnings::add);
            warnings.addAll(after.begin(connection));
            begun = true;
            ApplyDue.Loaded loaded = due.run(new ApplyDue.Run(connection, ledger, receipts, setBack, ahead), wanted);
            String waiting = loaded.waiting();
            if (waiting == null) {
                setBack.checkSender(ledger, impostors.without(loaded.left()).inDepot());
                waiting = setBack.waiting(ledger).orElse(null);
            }
            List<ShipmentName> pruned = new PruneAfterLoad(config, depot, warnings)
                    .run(loaded.left(), clock.instant(), applied.size(), receipts, setBack::own);
            impostors.throwIfAny();
            StandingStill standing = new StandingStill(left, depot, config.name());
            standing.leaveReceipt(ledger, receipts);
            standing.throwIfAny();
            KnownDifferences.throwIfAny(left.proofs(), left.media());
            nothingLeft = impostors.without(loaded.left()).due().isEmpty();
            return new LoadReport(List.copyOf(applied), pruned, waiting, allWarnings(), false);
        } catch (SQLException e) {
            throw database.refusedWithContext("load", e);
        }
    }

    /** Makes the next load look into the database, whatever the depot shows. */
    public static void lookClosely(ReceiverConfig config) throws IOException {
        IdleCheck.forget(config.work());
    }

    /** What a run that failed had done before. */
    public LoadReport soFar() {
        return new LoadReport(List.copyOf(applied), List.of(), null, allWarnings(), false);
    }

    private List<String> allWarnings() {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(impostors.messages());
        return all;
    }

    /** Empty where it cannot be read: refusing does not depend on it. */
    private Optional<Instant> nextComplete() {
        try {
            return depot.nextComplete(clock.instant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
