package io.dbferry.cli.print;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.LoadReport.Applied;
import io.dbferry.receiver.preview.LoadPreview;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a load would apply, for people. */
public final class LoadPreviewText {
    private final LoadPreview preview;

    public LoadPreviewText(LoadPreview preview) {
        this.preview = preview;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (Applied applied : preview.shipments()) {
            lines.add(shipment(applied));
            if (!applied.counts().byTable().isEmpty()) {
                TextTable table = new TextTable("table", "inserted", "updated", "deleted");
                applied.counts()
                        .byTable()
                        .forEach((name, rows) -> table.add(
                                TableName.ofSql(name).toString(),
                                Count.of(rows.inserted()),
                                Count.of(rows.updated()),
                                Count.of(rows.deleted())));
                lines.add(table.toString());
            }
            lines.addAll(applied.repaired());
        }
        preview.held()
                .forEach(held -> lines.add("table '" + held.table() + "' would stand still since shipment "
                        + held.since() + ": " + held.cause()));
        if (preview.waiting() != null) {
            lines.add(preview.waiting());
        } else if (preview.shipments().isEmpty() && preview.failure().isEmpty()) {
            lines.add("nothing is due");
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String shipment(Applied applied) {
        return String.format(
                Locale.ROOT,
                "would apply %s: %s inserted, %,d updated, %,d deleted, %s (%s), %s in the depot",
                applied.manifest().name(),
                Count.of(applied.counts().inserted(), "row"),
                applied.counts().updated(),
                applied.counts().deleted(),
                Count.of(applied.manifest().media().count(), "media file"),
                ByteCount.of(applied.manifest().media().bytes()),
                ByteCount.of(applied.manifest().bytes()));
    }
}
