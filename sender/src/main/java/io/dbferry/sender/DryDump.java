package io.dbferry.sender;

import io.dbferry.config.SenderConfig;
import io.dbferry.files.LockFile;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.sender.change.deletes.DeleteDetection;
import io.dbferry.sender.due.CompleteReason;
import io.dbferry.sender.due.DepotView;
import io.dbferry.sender.due.NextShipment;
import io.dbferry.sender.due.NextShipmentRules;
import io.dbferry.sender.outbox.Delivery;
import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.preview.DumpPreview;
import io.dbferry.sender.preview.ScratchWork;
import io.dbferry.sender.repair.Repairs;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/**
 * Finds what a dump would ship, by its own phases up to the one that draws a number, on a copy of the work folder. Nothing is
 * written to depot, source or work folder; the replication slot stays where it is.
 */
public final class DryDump {
    private final SenderConfig config;
    private final Database database;
    private final Depot depot;
    private final ManifestSigner signer;
    private final Progress progress;
    private final Clock clock;

    public DryDump(
            SenderConfig config,
            Database database,
            Depot depot,
            ManifestSigner signer,
            Progress progress,
            Clock clock) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.signer = signer;
        this.progress = progress;
        this.clock = clock;
    }

    public DumpPreview run(Kind kind) throws IOException {
        WorkFolder work = WorkFolder.open(config.work());
        try (LockFile lock = work.locks().dump(kind);
                LockFile outbox = work.locks().outbox(kind);
                ScratchWork scratch = ScratchWork.of(work)) {
            return run(kind, work, scratch);
        } catch (SQLException e) {
            throw database.refused("dump " + kind.word() + " --dry-run", e);
        }
    }

    private DumpPreview run(Kind kind, WorkFolder work, ScratchWork scratch) throws IOException, SQLException {
        SenderConfig copy = config.withWork(scratch.folder().folder());
        DepotView view = DepotView.open(copy, scratch.folder(), depot, signer);
        List<Manifest> waiting = scratch.deliverWaiting(clock.instant());
        NextShipment next = new NextShipmentRules(
                        view,
                        scratch.folder().state(),
                        scratch.folder().pacing().completeOnRequest(),
                        config.schedule())
                .at(clock.instant());
        Repairs repairs =
                Repairs.of(scratch.folder().folder(), clock, view.receipts().values());
        return preview(kind, context(copy, work, scratch.folder()), next, repairs)
                .behind(waiting);
    }

    private DumpContext context(SenderConfig copy, WorkFolder work, WorkFolder scratch) {
        return new DumpContext(
                copy,
                database,
                depot,
                scratch,
                new Delivery(copy, scratch, depot, signer, clock, delivered -> {}),
                new BuildSpaceCheck(work, config.keep(), depot),
                new DeleteDetection(config.partial().deletes(), scratch.knownKeys(), clock),
                progress,
                clock,
                true);
    }

    private DumpPreview preview(Kind kind, DumpContext context, NextShipment next, Repairs repairs)
            throws IOException, SQLException {
        CompleteDump completes = new CompleteDump(context, skipped -> {});
        if (kind == Kind.COMPLETE) {
            return completes.preview(next.needsAllMedia(), "a complete is asked for by the command");
        }
        if (next instanceof NextShipment.NothingMeanwhile nothing) {
            return DumpPreview.nothing(nothing.request().describe(), List.of());
        }
        if (next instanceof NextShipment.Complete complete) {
            return completes.preview(true, complete.reason().text());
        }
        PartialDump partials = new PartialDump(
                context, new HeartbeatWriter(config.stream(), context.work().pacing(), depot, signer, clock));
        PartialDump.Preview preview = partials.preview(repairs);
        if (preview instanceof PartialDump.Preview.Instead instead) {
            boolean cheaper = instead.reason() instanceof CompleteReason.Cheaper;
            return completes.preview(
                    !cheaper || next.needsAllMedia(), instead.reason().text());
        }
        return ((PartialDump.Preview.Told) preview).preview();
    }
}
