package io.dbferry.page;

import io.dbferry.status.model.JobStatus;
import io.dbferry.status.model.ReceiverStatus;
import io.dbferry.status.model.Runner;
import io.dbferry.status.model.ShipmentStatus;
import io.dbferry.status.model.ShipmentStatus.Changes;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.model.StatusModel.Disk;
import io.dbferry.status.model.StatusModel.Role;
import io.dbferry.status.model.StatusModel.TableStatus;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import io.dbferry.text.HumanTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page's tables. */
final class PageTables {
    private static final int MOST_TABLES = 500;

    private final StatusModel status;
    private final PageTime time;

    PageTables(StatusModel status, PageTime time) {
        this.status = status;
        this.time = time;
    }

    void receivers(Html html) {
        List<ReceiverStatus> receivers = status.receivers();
        if (status.role() == Role.RECEIVER) {
            return;
        }
        html.begin("section").element("h2", "Receivers");
        if (receivers == null) {
            html.element("p", "Not known: the depot cannot be read.");
        } else if (receivers.isEmpty()) {
            html.element("p", "No receiver has left a receipt yet.");
        } else {
            HtmlTable table = HtmlTable.begin(
                    html, "Receivers", "Receiver", "Applied", "#Behind", "#Lag", "Last receipt", "Last failure");
            for (ReceiverStatus each : receivers) {
                table.row(
                        each.receiver(),
                        each.applied().number() == 0 ? "-" : each.applied().toString());
                table.number(shipments(each.shipmentsBehind())).number(HumanTime.span(each.lagSeconds()));
                table.cell(each.sequence() + " " + each.state().word() + ", " + time.ago(each.time()));
                table.wide(each.lastFailure() == null ? "none" : failure(each.lastFailure()));
            }
            table.end();
            receivers.stream()
                    .filter(r -> r.holdsBack() > 0)
                    .forEach(r -> html.element(
                            "p",
                            r.receiver() + " holds back " + shipments(r.holdsBack()) + " that others need no more."));
            for (ReceiverStatus each : receivers) {
                if (each.migrations() != null) {
                    each.migrations().lines(each.receiver()).forEach(line -> html.element("p", line + "."));
                }
            }
        }
        html.endLine();
    }

    private String failure(ReceiverStatus.Failure failure) {
        return failure.sequence() + ", " + time.ago(failure.time())
                + (failure.message() == null
                        ? ""
                        : ": " + failure.message().lines().findFirst().orElse(""));
    }

    void jobs(Html html) {
        html.begin("section").element("h2", "Runs");
        Runner runner = status.runner();
        html.element(
                "p",
                switch (runner.by()) {
                    case DAEMON -> "Started by a daemon: " + runner.detail();
                    case CRON -> "Started by cron.";
                    case NOBODY ->
                        "Nobody starts them: no daemon runs, and this user's crontab has no line of this config.";
                });
        HtmlTable table = HtmlTable.begin(
                html, "Runs", "Job", "Schedule", "Last run", "Last success", "#Exit code", "#Took", "Next run");
        for (JobStatus job : status.jobs()) {
            table.row(job.job(), job.schedule(), ago(job.lastRun()), ago(job.lastSuccess()));
            table.number(job.lastExitCode() == null ? "-" : String.valueOf(job.lastExitCode()));
            table.number(job.lastSeconds() == null ? "-" : seconds(job.lastSeconds()));
            Instant next = job.nextRun();
            table.cell(next == null ? "-" : time.in(next));
        }
        table.end();
        html.endLine();
    }

    private static String seconds(double seconds) {
        return seconds < 60 ? String.format(Locale.ROOT, "%.1f s", seconds) : HumanTime.span(Math.round(seconds));
    }

    private String ago(@Nullable Instant when) {
        return when == null ? "-" : time.ago(when);
    }

    void shipments(Html html) {
        List<ShipmentStatus> newest = status.shipments();
        html.begin("section").element("h2", "Last shipments");
        if (newest == null) {
            html.element("p", "Not known: see above what cannot be read.");
        } else if (newest.isEmpty()) {
            html.element("p", "There are none yet.");
        } else if (status.role() == Role.SENDER) {
            shipped(html, newest);
        } else {
            applied(html, newest);
        }
        html.endLine();
    }

    private static void shipped(Html html, List<ShipmentStatus> newest) {
        HtmlTable table = HtmlTable.begin(
                html,
                "Last shipments",
                "Shipment",
                "Snapshot",
                "In the depot",
                "Applied",
                "#Rows",
                "#Media files",
                "#Size");
        for (ShipmentStatus each : newest) {
            table.row(
                    each.label(),
                    HumanTime.at(each.time()),
                    PageTime.after(each.time(), each.inDepotAt()),
                    receipts(each));
            table.number(Count.of(each.rows()))
                    .number(Count.of(each.mediaFiles()))
                    .number(size(each.bytes()));
        }
        table.end();
    }

    private static String receipts(ShipmentStatus shipment) {
        List<ShipmentStatus.ReceiptStatus> receipts = shipment.receipts();
        return receipts == null || receipts.isEmpty()
                ? "-"
                : receipts.stream()
                        .map(r -> r.receiver() + " " + PageTime.after(shipment.time(), r.time()))
                        .collect(Collectors.joining(", "));
    }

    private static void applied(Html html, List<ShipmentStatus> newest) {
        HtmlTable table = HtmlTable.begin(
                html,
                "Last shipments",
                "Shipment",
                "Snapshot",
                "In the depot",
                "Applied",
                "#Inserted",
                "#Updated",
                "#Deleted",
                "#Media files",
                "#Size",
                "Postprocess");
        for (ShipmentStatus each : newest) {
            Changes changes = each.changes();
            table.row(
                    each.label(),
                    HumanTime.at(each.time()),
                    PageTime.after(each.time(), each.inDepotAt()),
                    PageTime.after(each.time(), each.appliedAt()));
            table.number(changes == null ? "-" : Count.of(changes.inserted()));
            table.number(changes == null ? "-" : Count.of(changes.updated()));
            table.number(changes == null ? "-" : Count.of(changes.deleted()));
            table.number(Count.of(each.mediaFiles())).number(size(each.bytes()));
            ShipmentStatus.Steps steps = each.postprocess();
            table.cell(steps == null ? "-" : steps.text());
        }
        table.end();
    }

    void carried(Html html, String caption, List<ShipmentStatus> shipments) {
        HtmlTable table =
                HtmlTable.begin(html, caption, "Shipment", "Snapshot", "Waits for", "#Rows", "#Media files", "#Size");
        for (ShipmentStatus each : shipments) {
            table.row(each.label(), HumanTime.at(each.time()), time.since(each.time()));
            table.number(Count.of(each.rows()))
                    .number(Count.of(each.mediaFiles()))
                    .number(size(each.bytes()));
        }
        table.end();
    }

    void disks(Html html) {
        html.begin("section").element("h2", "Room");
        HtmlTable table = HtmlTable.begin(html, "Room", "Where", "#Free", "#Of");
        for (Disk disk : status.disks()) {
            table.row(disk.path()).number(ByteCount.of(disk.freeBytes())).number(ByteCount.of(disk.totalBytes()));
        }
        boolean elsewhere = status.disks().stream()
                .noneMatch(d -> d.path().equals(status.depot().address()));
        if (elsewhere && status.depot().freeBytes() != null) {
            table.row("depot, for this account")
                    .number(ByteCount.of(status.depot().freeBytes()))
                    .number("-");
        }
        if (status.database().retainedWalBytes() != null) {
            table.row("WAL kept for the slot")
                    .number(ByteCount.of(status.database().retainedWalBytes()))
                    .number("-");
        }
        table.end();
        html.endLine();
    }

    void tables(Html html) {
        List<TableStatus> tables = status.tables();
        if (tables == null) {
            return;
        }
        html.begin("section").element("h2", "Tables");
        HtmlTable table = HtmlTable.begin(html, "Tables", "Table", "Changes found by", "Because");
        tables.stream().limit(MOST_TABLES).forEach(each -> table.row(
                        each.table(), each.strategy() == null ? "completes only" : each.strategy())
                .wide(each.reason()));
        table.end();
        if (tables.size() > MOST_TABLES) {
            html.element("p", "And " + (tables.size() - MOST_TABLES) + " more, in status.json.");
        }
        html.endLine();
    }

    static String shipments(long count) {
        return Count.of(count, "shipment");
    }

    private static String size(@Nullable Long bytes) {
        return bytes == null ? "-" : ByteCount.of(bytes);
    }
}
