package io.dbferry.sender;

import io.dbferry.config.SenderConfig;
import io.dbferry.event.Event;
import io.dbferry.event.Stopwatch;
import io.dbferry.failure.DbferryException;
import io.dbferry.files.DiskSpace;
import io.dbferry.files.LockFile;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.sender.build.UnreadableTableException;
import io.dbferry.sender.change.deletes.DeleteDetection;
import io.dbferry.sender.due.CompleteInterval;
import io.dbferry.sender.due.CompleteReason;
import io.dbferry.sender.due.DepotView;
import io.dbferry.sender.due.NextShipment;
import io.dbferry.sender.due.NextShipmentRules;
import io.dbferry.sender.due.PostponedRequest;
import io.dbferry.sender.outbox.Delivered;
import io.dbferry.sender.outbox.Delivery;
import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.outbox.OneWayRetention;
import io.dbferry.sender.repair.Repairs;
import io.dbferry.sender.work.LeftOut;
import io.dbferry.sender.work.Pacing;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.store.DepotException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One run of {@code dump complete} or {@code dump partial}, as a row of phases: looked at the depot, prepared, taken a
 * snapshot, built, delivered. Whatever ends it early, the next run finds either the old state, or a built shipment that it
 * delivers first.
 */
public final class Dump {
    private final SenderConfig config;
    private final Database database;
    private final Depot depot;
    private final ManifestSigner signer;
    private final DumpListener listener;
    private final Clock clock;
    private final WorkFolder work;
    private final Delivery delivery;
    private final CompleteDump completes;
    private final PartialDump partials;

    public Dump(
            SenderConfig config,
            Database database,
            Depot depot,
            ManifestSigner signer,
            Progress progress,
            DumpListener listener,
            Clock clock) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.signer = signer;
        this.listener = listener;
        this.clock = clock;
        this.work = WorkFolder.open(config.work());
        this.delivery = new Delivery(config, work, depot, signer, clock, listener::delivered);
        DumpContext context = new DumpContext(
                config,
                database,
                depot,
                work,
                delivery,
                new BuildSpaceCheck(work, config.keep(), depot),
                new DeleteDetection(config.partial().deletes(), work.knownKeys(), clock),
                progress,
                clock,
                false);
        this.completes = new CompleteDump(context, listener::skipped);
        this.partials =
                new PartialDump(context, new HeartbeatWriter(config.stream(), work.pacing(), depot, signer, clock));
    }

    /** What a run knows before it looks at the source. */
    private record Looked(NextShipment next, Repairs repairs, List<Delivered> waited) {}

    /**
     * Ships what is due.
     *
     * @throws DbferryException with what the operator can do; the depot and the state are as before, or a built
     *     shipment waits in {@code work/}
     */
    public DumpOutcome run(Kind kind) throws IOException {
        try (LockFile lock = work.locks().dump(kind);
                LockFile outbox = work.locks().outbox(kind)) {
            Looked looked = look(kind);
            if (kind == Kind.COMPLETE) {
                work.leftOut().clear();
            }
            DumpOutcome outcome = whatCanBeRead(kind, looked);
            if (!config.keep().receipts()) {
                new OneWayRetention(config.keep(), depot, work.folder()).run(clock.instant());
            }
            return outcome;
        } catch (SQLException e) {
            throw database.refused("dump " + kind.word(), e);
        } catch (IOException | UncheckedIOException e) {
            DiskSpace disk = new DiskSpace(work.folder(), 0);
            if (!(e instanceof DepotException) && disk.filledUp(e)) {
                throw disk.full("write to '" + work.folder() + "'", 0, e);
            }
            throw e;
        }
    }

    private Looked look(Kind kind) throws IOException {
        DepotView view = DepotView.open(config, work, depot, signer);
        view.foreign().ifPresent(listener::ignored);
        work.receiptsSeen().tell(view.receipts());
        List<Delivered> waited = deliverWaiting(kind);
        clearIncoming();
        NextShipmentRules rules =
                new NextShipmentRules(view, work.state(), work.pacing().completeOnRequest(), config.schedule());
        Repairs repairs = Repairs.of(work.folder(), clock, view.receipts().values());
        return new Looked(rules.at(clock.instant()), repairs, waited);
    }

    /** Once more without a table, for each that has a row which cannot be carried. */
    private DumpOutcome whatCanBeRead(Kind kind, Looked looked) throws IOException, SQLException {
        while (true) {
            try {
                return kind == Kind.COMPLETE ? complete(looked) : partial(looked);
            } catch (UnreadableTableException e) {
                if (!config.policy().isNone() || work.leftOut().of(e.table()).isPresent()) {
                    throw e.failure();
                }
                Event.of("left-out").with("table", e.table().toString()).say(String.valueOf(e.getMessage()));
                work.leftOut().add(new LeftOut.Entry(e.table(), e.why(), e.hint()));
                clearIncoming();
            }
        }
    }

    private DumpOutcome complete(Looked looked) throws IOException, SQLException {
        CompleteDump.Shipped shipped = completes.ship(looked.next().needsAllMedia());
        return new DumpOutcome.Complete(shipped.complete(), shipped.notCarried(), looked.waited());
    }

    private DumpOutcome partial(Looked looked) throws IOException, SQLException {
        if (looked.next() instanceof NextShipment.NothingMeanwhile nothing) {
            return new DumpOutcome.Postponed(nothing.request(), looked.waited());
        }
        if (looked.next() instanceof NextShipment.Complete complete) {
            return completeInstead(complete.reason(), looked);
        }
        PartialDump.Result result = partials.ship(looked.repairs());
        if (result instanceof PartialDump.Result.Instead instead) {
            return completeInstead(instead.reason(), looked);
        }
        Optional<PostponedRequest> postponed = looked.next() instanceof NextShipment.PartialMeanwhile meanwhile
                ? Optional.of(meanwhile.request())
                : Optional.empty();
        if (result instanceof PartialDump.Result.Shipped shipped) {
            return new DumpOutcome.Partial(shipped.partial(), shipped.notCarried(), postponed, looked.waited());
        }
        PartialDump.Result.Unchanged unchanged = (PartialDump.Result.Unchanged) result;
        return new DumpOutcome.Unchanged(
                unchanged.since(), unchanged.notCarried(), unchanged.noHeartbeat(), postponed, looked.waited());
    }

    private DumpOutcome completeInstead(CompleteReason reason, Looked looked) throws IOException, SQLException {
        Event.of("complete-instead")
                .with("reason", reason.text())
                .say("a complete instead of a partial: " + reason.text());
        try (LockFile lock = work.locks().dump(Kind.COMPLETE);
                LockFile outbox = work.locks().outbox(Kind.COMPLETE)) {
            List<Delivered> waited = new ArrayList<>(looked.waited());
            waited.addAll(delivery.deliverWaiting(List.of(Kind.COMPLETE)));
            Stopwatch watch = Stopwatch.start();
            boolean cheaper = reason instanceof CompleteReason.Cheaper;
            CompleteDump.Shipped shipped =
                    completes.ship(!cheaper || looked.next().needsAllMedia());
            if (reason instanceof CompleteReason.Requested) {
                shippedOnRequest(watch);
            }
            if (cheaper) {
                work.pacing().rememberCheaper(shipped.complete().manifest().sequence());
            }
            return new DumpOutcome.CompleteInstead(shipped.complete(), reason, shipped.notCarried(), waited);
        }
    }

    /** Receivers that ask again before the pause is over can say when the next one comes. */
    private void shippedOnRequest(Stopwatch watch) throws IOException {
        Instant now = clock.instant();
        Pacing.OnRequest complete = new Pacing.OnRequest(now, Math.round(Math.ceil(watch.seconds())));
        work.pacing().rememberRequest(complete);
        Instant next = CompleteInterval.next(now, Duration.ofSeconds(complete.seconds()), config.schedule());
        try {
            depot.leaveNextComplete(next);
        } catch (IOException e) {
            Event.warning("next-complete", e).say("cannot say in the depot when the next complete may be asked for");
        }
    }

    /** Also of the other kind, unless a run of that kind goes on, which does so itself. One that begins now waits. */
    private List<Delivered> deliverWaiting(Kind kind) throws IOException {
        Kind other = kind == Kind.COMPLETE ? Kind.PARTIAL : Kind.COMPLETE;
        try (LockFile lock = work.locks().outboxIfFree(other)) {
            return delivery.deliverWaiting(lock == null ? List.of(kind) : List.of(kind, other));
        }
    }

    /**
     * Deletes uploads of runs that were killed: no shipment on this machine stands for them any more. A running dump
     * of the other kind makes its folder here before its place in the depot.
     */
    private void clearIncoming() throws IOException {
        depot.clearUnfinished(shipment -> Stream.of(Kind.values())
                .anyMatch(k -> Files.exists(work.outbox(k).resolve(shipment))));
    }
}
