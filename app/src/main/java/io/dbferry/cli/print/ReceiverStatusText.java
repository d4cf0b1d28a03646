package io.dbferry.cli.print;

import io.dbferry.status.AppliedShipment;
import io.dbferry.status.ProofStatus;
import io.dbferry.status.ReceiverReport;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.ByteCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A receiver's status for people. */
public final class ReceiverStatusText {
    private final ReceiverReport status;

    public ReceiverStatusText(ReceiverReport status) {
        this.status = status;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("stream    " + status.stream() + ", receiver " + status.receiver());
        lines.add("database  " + status.database());
        lines.add("depot     " + status.depot());
        lines.add("applied   " + applied());
        Instant inStep = status.inStepAsOf();
        AppliedShipment last = status.lastApplied();
        if (inStep != null && last != null && inStep.isAfter(last.sourceTime())) {
            lines.add("in step   as of " + HumanTime.at(inStep) + ", " + ago(inStep));
        }
        lines.add("due       " + due());
        lines.addAll(proof());
        if (status.nextCompleteFrom() != null) {
            lines.add("complete  if one is asked for, not before " + HumanTime.at(status.nextCompleteFrom())
                    + "; 'dbferry dump complete' on the sender ships it now");
        }
        status.warnings().forEach(warning -> lines.add("warning   " + warning));
        if (status.heldBack().shipments() > 0) {
            lines.add("held      " + heldBack());
        }
        if (!status.ledger().isEmpty()) {
            lines.add("");
            lines.add(ledger());
        }
        return String.join(System.lineSeparator(), lines);
    }

    private String applied() {
        AppliedShipment last = status.lastApplied();
        return last == null
                ? "nothing applied yet"
                : last.kind().word() + " " + last.sequence() + " of " + HumanTime.at(last.sourceTime()) + ", "
                        + ago(last.sourceTime());
    }

    private String ago(Instant time) {
        return HumanTime.span(Duration.between(time, status.time()).toSeconds()) + " ago";
    }

    private String due() {
        ShipmentName oldest = status.due().oldest();
        if (oldest == null) {
            return "nothing";
        }
        int count = status.due().shipments();
        return count + (count == 1 ? " shipment" : " shipments, the oldest") + ": " + oldest + " of "
                + HumanTime.at(oldest.time()) + ", " + ago(oldest.time());
    }

    private List<String> proof() {
        ProofStatus proof = status.proof();
        if (proof.oldest() == null) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        int equal = proof.tables() - proof.different().size();
        lines.add("proof     " + count(equal) + " of " + count(proof.tables())
                + " tables equal when they were last compared, " + ago(proof.oldest()) + " or later");
        for (ProofStatus.Different table : proof.different()) {
            lines.add("differs   table '" + table.table() + "' in " + count(table.differing()) + " of "
                    + count(table.buckets()) + " buckets of its keys (at most about " + count(table.atMostRows())
                    + " rows) since " + HumanTime.at(table.provenAt()));
        }
        return lines;
    }

    private String heldBack() {
        int count = status.heldBack().shipments();
        return count
                + (count == 1 ? " shipment that is old, for " : " shipments that are old, for ")
                + String.join(", ", status.heldBack().by());
    }

    private String ledger() {
        TextTable table = new TextTable(
                "shipment", "kind", "applied at", "inserted", "updated", "deleted", "media", "size", "postprocess");
        for (AppliedShipment entry : status.ledger()) {
            table.add(
                    entry.shipment(),
                    entry.kind().word(),
                    HumanTime.at(entry.appliedAt()),
                    count(entry.rowsInserted()),
                    count(entry.rowsUpdated()),
                    count(entry.rowsDeleted()),
                    count(entry.mediaFiles()),
                    ByteCount.of(entry.bytes()),
                    postprocess(entry));
        }
        return table.toString();
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String postprocess(AppliedShipment entry) {
        String word = entry.postprocess().name().toLowerCase(Locale.ROOT);
        return entry.postprocessFailure() == null ? word : word + ": " + firstLine(entry.postprocessFailure());
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
