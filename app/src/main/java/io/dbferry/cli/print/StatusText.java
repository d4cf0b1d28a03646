package io.dbferry.cli.print;

import io.dbferry.status.model.FirstLoadStatus;
import io.dbferry.status.model.OpenIncident;
import io.dbferry.status.model.Problem;
import io.dbferry.status.model.ProofStatus;
import io.dbferry.status.model.ReceiverStatus;
import io.dbferry.status.model.Runner;
import io.dbferry.status.model.ShipmentStatus;
import io.dbferry.status.model.StandingTable;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.model.StatusModel.Due;
import io.dbferry.status.model.StatusModel.Role;
import io.dbferry.stream.Place;
import io.dbferry.stream.format.Receipt.HeldEntry;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.stream.format.manifest.MissingFile;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import io.dbferry.text.HumanTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A status for people: the verdict, then what it is made of. */
public final class StatusText {
    private static final String HINT = "          HINT: ";

    private final StatusModel status;
    private final List<String> lines = new ArrayList<>();

    public StatusText(StatusModel status) {
        this.status = status;
    }

    @Override
    public String toString() {
        lines.clear();
        lines.add(status.verdict().text());
        if (status.verdict().hint() != null) {
            lines.add("HINT: " + status.verdict().hint());
        }
        lines.add("");
        lines.add("stream    " + status.stream() + ", " + status.role().word()
                + (status.name() == null ? "" : " " + status.name()));
        lines.add("database  " + status.database().address()
                + reached(status.database().reachable()));
        lines.add("depot     " + status.depot().address() + depot());
        if (status.role() == Role.SENDER) {
            sender();
        } else {
            receiver();
        }
        if (status.nextCompleteFrom() != null) {
            lines.add("complete  if one is asked for, not before " + HumanTime.at(status.nextCompleteFrom())
                    + "; 'dbferry dump complete' on the sender ships it now");
        }
        status.incidents().forEach(this::incident);
        status.problems().forEach(this::problem);
        StatusTables tables = new StatusTables(status);
        block(tables.jobs() + System.lineSeparator() + runner());
        tables.shipments().ifPresent(this::block);
        tables.waiting().ifPresent(this::block);
        if (status.receivers() != null) {
            block(status.receivers().isEmpty() ? "no receiver has left a receipt yet" : tables.receivers());
            status.receivers().forEach(this::holdsBack);
            status.receivers().forEach(this::standing);
        }
        return String.join(System.lineSeparator(), lines);
    }

    private void block(String text) {
        lines.add("");
        lines.add(text);
    }

    private static String reached(boolean reachable) {
        return reachable ? "" : ", cannot be read now";
    }

    private String depot() {
        Integer count = status.depot().shipments();
        return (count == null ? "" : ", " + shipments(count))
                + reached(status.depot().reachable());
    }

    private void sender() {
        ShipmentStatus last = status.last();
        lines.add("shipped   " + (last == null ? "nothing from here yet" : of(last)));
        if (status.waiting() != null) {
            lines.add("waiting   "
                    + (status.waiting().isEmpty()
                            ? "nothing"
                            : shipments(status.waiting().size())));
        }
        if (status.missingMedia() != null && !status.missingMedia().isEmpty()) {
            lines.add("missing   " + missing(status.missingMedia()));
        }
        if (status.database().retainedWalBytes() != null) {
            lines.add("slot      holds back " + ByteCount.of(status.database().retainedWalBytes()) + " of WAL");
        }
    }

    private void proof() {
        ProofStatus proof = status.proof();
        if (proof == null || proof.oldest() == null) {
            return;
        }
        lines.add("proof     " + Count.of(proof.tables() - proof.different().size()) + " of "
                + Count.of(proof.tables(), "table") + " equal when they were last compared, " + ago(proof.oldest())
                + " or later");
        for (ProofStatus.Different table : proof.different()) {
            lines.add("differs   table '" + table.table() + "' in " + Count.of(table.differing()) + " of "
                    + Count.of(table.buckets(), "bucket") + " of its keys (at most about "
                    + Count.of(table.atMostRows(), "row") + ") since " + HumanTime.at(table.provenAt()));
        }
        if (proof.media() > 0) {
            lines.add("differs   " + Count.of(proof.media(), "media file") + "; the sender is asked for them");
        }
    }

    private static String missing(List<MissingFile> missing) {
        int more = missing.size() - 1;
        return missing.get(0).describe() + (more > 0 ? "; and " + more + " more" : "");
    }

    private void receiver() {
        ShipmentStatus last = status.last();
        if (last != null) {
            lines.add("applied   " + of(last));
        } else if (status.database().reachable()) {
            lines.add("applied   nothing applied yet");
        }
        Instant inStep = status.lag().inStepAsOf();
        if (inStep != null && (last == null || inStep.isAfter(last.time()))) {
            lines.add("in step   as of " + HumanTime.at(inStep) + ", " + ago(inStep));
        }
        Due due = status.due();
        if (due != null) {
            lines.add("due       " + due(due));
        }
        FirstLoadStatus first = status.firstLoad();
        if (first != null) {
            lines.add("filling   " + Count.of(first.tables(), "table") + " from complete "
                    + first.shipment() + " for the first time: " + first.partsDone() + " of " + first.parts()
                    + " parts, since " + ago(first.since()) + "; readers see them half filled");
        }
        for (StandingTable table : status.standingOrNone()) {
            lines.add("still     table '" + table.table() + "' since shipment " + table.since() + ", " + ago(table.at())
                    + ": " + table.cause());
        }
        if (!status.leftOrNone().isEmpty()) {
            lines.add("old rows  " + left(status.leftOrNone()));
        }
        if (status.migrations() != null) {
            status.migrations().lines(status.subject()).forEach(line -> lines.add("django    " + line));
        }
        proof();
        if (status.heldBack() != null && status.heldBack().shipments() > 0) {
            int count = status.heldBack().shipments();
            lines.add("held      " + count
                    + (count == 1 ? " expired shipment, still needed by " : " expired shipments, still needed by ")
                    + String.join(", ", status.heldBack().by()));
        }
    }

    private static String left(List<String> tables) {
        int more = tables.size() - 1;
        return "table '" + tables.get(0) + "'" + (more > 0 ? " and " + more + " more" : "")
                + ", which no shipment carries any more: the sender leaves it out, has dropped it or cannot read it";
    }

    private String due(Due due) {
        if (due.shipments() == 0) {
            return "nothing";
        }
        return due.shipments()
                + (due.shipments() == 1 ? " shipment: " : " shipments, the oldest: ")
                + of(due.oldest().get(0));
    }

    private String of(ShipmentStatus shipment) {
        return shipment.label() + " of " + HumanTime.at(shipment.time()) + ", " + ago(shipment.time());
    }

    private String ago(Instant time) {
        return HumanTime.span(Duration.between(time, status.time()).toSeconds()) + " ago";
    }

    private static String shipments(long count) {
        return Count.of(count, "shipment");
    }

    private void incident(OpenIncident incident) {
        String runs = incident.exitCode() == null
                ? ""
                : ", " + Count.of(incident.runs(), "run") + ", exit code " + incident.exitCode();
        lines.add("incident  " + incident.job() + " since " + HumanTime.at(incident.since()) + runs + ": "
                + incident.text().lines().findFirst().orElse(""));
        hint(incident.hint());
    }

    /** What is said already is not said again. */
    private void problem(Problem problem) {
        if (problem.text().equals(status.verdict().text())
                || status.incidents().stream().anyMatch(i -> i.text().equals(problem.text()))) {
            return;
        }
        lines.add((problem.exitCode() == 0 ? "warning   " : "failed    ") + problem.text());
        hint(problem.hint());
    }

    private void hint(@Nullable String hint) {
        if (hint != null) {
            lines.add(HINT + hint);
        }
    }

    private String runner() {
        Runner runner = status.runner();
        return switch (runner.by()) {
            case DAEMON -> "started by a daemon: " + runner.detail();
            case CRON -> "started by cron";
            case NOBODY -> "started by nobody: no daemon runs, and this user's crontab has no line of this config";
        };
    }

    private void standing(ReceiverStatus receiver) {
        List<HeldEntry> held = receiver.held() == null ? List.of() : receiver.held();
        held.forEach(table -> lines.add("receiver " + receiver.receiver() + " cannot load table '" + table.table()
                + "': it stands still since shipment " + table.since() + ", " + ago(table.time())));
        Migrations migrations = receiver.migrations();
        if (migrations != null) {
            lines.addAll(migrations.lines(receiver.receiver()));
        }
    }

    /** For each receiver that keeps the depot from being pruned. */
    private void holdsBack(ReceiverStatus receiver) {
        if (receiver.holdsBack() > 0) {
            lines.add("receiver " + receiver.receiver() + " holds back " + shipments(receiver.holdsBack())
                    + " that others need no more; if it is gone for good, delete '"
                    + Place.ofReceipts(receiver.receiver()) + "' in the depot");
        }
    }
}
