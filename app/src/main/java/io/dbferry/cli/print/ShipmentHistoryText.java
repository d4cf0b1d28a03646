package io.dbferry.cli.print;

import io.dbferry.status.AppliedShipment;
import io.dbferry.status.ShipmentHistory;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import io.dbferry.text.HumanTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The story of a shipment for people. */
public final class ShipmentHistoryText {
    private final ShipmentHistory story;

    public ShipmentHistoryText(ShipmentHistory story) {
        this.story = story;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        String name = story.shipment() == null ? story.sequence().toString() : story.shipment();
        lines.add("shipment  " + name + kind());
        lines.add("stream    " + story.stream() + ", " + story.role()
                + (story.receiver() == null ? "" : " " + story.receiver()));
        lines.add("state     " + story.state().text());
        if (story.bytes() != null) {
            lines.add("carries   " + carries());
        }
        AppliedShipment ledger = story.ledger();
        if (ledger != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "wrote     %s inserted, %,d updated, %,d deleted",
                    Count.of(ledger.rowsInserted(), "row"),
                    ledger.rowsUpdated(),
                    ledger.rowsDeleted()));
            lines.add("steps     " + postprocess(ledger));
        }
        if (!story.tables().isEmpty()) {
            lines.add("");
            lines.add(tables());
        }
        lines.add("");
        lines.add(events());
        return String.join(System.lineSeparator(), lines);
    }

    private String kind() {
        if (story.kind() == null) {
            return "";
        }
        return ", a " + story.kind().word() + (story.after() == null ? "" : " behind " + story.after());
    }

    private String carries() {
        String size = ByteCount.of(story.bytes() == null ? 0 : story.bytes());
        Long rows = story.rows();
        Long files = story.mediaFiles();
        return rows == null || files == null
                ? size + ", encrypted"
                : Count.of(rows, "row") + ", " + Count.of(files, "media file") + ", " + size;
    }

    private String tables() {
        boolean applied = story.ledger() != null;
        TextTable table = applied
                ? new TextTable("table", "rows", "deleted keys", "inserted", "updated", "deleted")
                : new TextTable("table", "rows", "deleted keys");
        for (ShipmentHistory.Table t : story.tables()) {
            if (applied) {
                table.add(
                        t.table(),
                        Count.of(t.carried()),
                        Count.of(t.deletedKeys()),
                        Count.of(t.inserted()),
                        Count.of(t.updated()),
                        Count.of(t.deleted()));
            } else {
                table.add(t.table(), Count.of(t.carried()), Count.of(t.deletedKeys()));
            }
        }
        return table.toString();
    }

    private String events() {
        TextTable table = new TextTable("time", "from", "what");
        story.events()
                .forEach(e -> table.add(
                        HumanTime.at(e.time()),
                        e.from(),
                        e.text().lines().findFirst().orElse("")));
        return table.toString();
    }

    private static String postprocess(AppliedShipment entry) {
        String word = entry.postprocess().name().toLowerCase(Locale.ROOT);
        String failure = entry.postprocessFailure();
        return failure == null
                ? word
                : word + ": " + failure.lines().findFirst().orElse("");
    }
}
