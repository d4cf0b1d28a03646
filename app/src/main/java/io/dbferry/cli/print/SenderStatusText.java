package io.dbferry.cli.print;

import io.dbferry.status.ReceiverProgress;
import io.dbferry.status.SenderReport;
import io.dbferry.status.ShippedShipment;
import io.dbferry.stream.Place;
import io.dbferry.stream.format.Manifest.MissingFile;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.ByteCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sender's status for people. */
public final class SenderStatusText {
    private final SenderReport status;

    public SenderStatusText(SenderReport status) {
        this.status = status;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("stream    " + status.stream() + ", sender");
        lines.add("depot     " + status.depot() + ", " + shipments(status.inDepot()));
        lines.add("shipped   " + shipped());
        lines.add("waiting   "
                + (status.waiting().isEmpty()
                        ? "nothing"
                        : shipments(status.waiting().size())));
        if (!status.missingMedia().isEmpty()) {
            lines.add("missing   " + missing());
        }
        if (status.nextCompleteFrom() != null) {
            lines.add("complete  for the asking not before " + HumanTime.at(status.nextCompleteFrom())
                    + "; 'dbferry dump complete' ships one now");
        }
        status.warnings().forEach(warning -> lines.add("warning   " + warning));
        if (!status.newest().isEmpty()) {
            lines.add("");
            lines.add(table("in the depot", status.newest()));
        }
        if (!status.waiting().isEmpty()) {
            lines.add("");
            lines.add(table("waiting here", status.waiting()));
        }
        lines.add("");
        lines.add(status.receivers().isEmpty() ? "no receiver has left a receipt yet" : receivers());
        lines.addAll(holding());
        return String.join(System.lineSeparator(), lines);
    }

    private static String shipments(int count) {
        return count + (count == 1 ? " shipment" : " shipments");
    }

    private String missing() {
        int more = status.missingMedia().size() - 1;
        MissingFile first = status.missingMedia().get(0);
        return first.describe() + (more > 0 ? "; and " + more + " more" : "");
    }

    private String shipped() {
        ShipmentName last = status.lastShipped();
        if (last == null) {
            return "nothing from here yet";
        }
        long age = Duration.between(last.time(), status.time()).toSeconds();
        return last + " of " + HumanTime.at(last.time()) + ", " + HumanTime.span(age) + " ago";
    }

    private static String table(String head, List<ShippedShipment> shipments) {
        TextTable table = new TextTable(head, "kind", "time", "rows", "media", "size");
        for (ShippedShipment shipment : shipments) {
            table.add(
                    shipment.shipment(),
                    shipment.kind().word(),
                    HumanTime.at(shipment.time()),
                    count(shipment.rows()),
                    count(shipment.mediaFiles()),
                    shipment.bytes() == null ? "-" : ByteCount.of(shipment.bytes()));
        }
        return table.toString();
    }

    private static String count(@Nullable Long number) {
        return number == null ? "-" : ReceiverStatusText.count(number);
    }

    private String receivers() {
        TextTable table =
                new TextTable("receiver", "last receipt", "at", "applied", "behind", "behind by", "last failure");
        for (ReceiverProgress receiver : status.receivers()) {
            table.add(
                    receiver.receiver(),
                    receiver.sequence() + " " + receiver.state().word(),
                    HumanTime.at(receiver.time()),
                    receiver.applied().number() == 0 ? "-" : receiver.applied(),
                    shipments((int) receiver.shipmentsBehind()),
                    HumanTime.span(receiver.secondsBehind()),
                    receiver.lastFailure() == null ? "" : failure(receiver.lastFailure()));
        }
        return table.toString();
    }

    private static String failure(ReceiverProgress.Failure failure) {
        return failure.sequence() + " at " + HumanTime.at(failure.time())
                + (failure.message() == null ? "" : ": " + ReceiverStatusText.firstLine(failure.message()));
    }

    /** For each receiver that keeps the depot from being pruned. */
    private List<String> holding() {
        return status.receivers().stream()
                .filter(receiver -> receiver.holdsBack() > 0)
                .map(receiver ->
                        "receiver " + receiver.receiver() + " holds back " + shipments((int) receiver.holdsBack())
                                + " that others need no more; if it is gone for good, delete '"
                                + Place.ofReceipts(receiver.receiver()) + "' in the depot")
                .toList();
    }
}
