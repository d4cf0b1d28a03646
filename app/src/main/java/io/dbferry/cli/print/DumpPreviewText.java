package io.dbferry.cli.print;

import io.dbferry.sender.preview.DumpPreview;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a dump would ship, for people. */
public final class DumpPreviewText {
    private final DumpPreview preview;

    public DumpPreviewText(DumpPreview preview) {
        this.preview = preview;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (Manifest waiting : preview.waiting()) {
            lines.add("would ship " + waiting.describe() + ", which waits for the depot");
        }
        lines.add(preview.kind().map(this::shipment).orElse("would ship nothing: " + preview.why()));
        preview.uncovered()
                .forEach(table -> lines.add(
                        "table '" + table + "' is not shipped any more; receivers keep the rows that they have"));
        if (!preview.tables().isEmpty()) {
            TextTable table = new TextTable("table", "rows", "deleted", "size", "found by");
            preview.tables()
                    .forEach(t -> table.add(
                            t.table().toString(),
                            Count.of(t.rows()) + (t.whole() && !preview.estimated() ? ", all" : ""),
                            Count.of(t.deleted()),
                            ByteCount.of(t.bytes()),
                            t.strategy()));
            lines.add(table.toString());
        }
        return String.join(System.lineSeparator(), lines);
    }

    private String shipment(Kind kind) {
        return String.format(
                Locale.ROOT,
                "would ship a %s: %s%s of %s, %,d deleted, %s (%s), about %s in the depot; %s",
                kind.word(),
                preview.estimated() ? "about " : "",
                Count.of(preview.rows(), "row"),
                Count.of(preview.tables().size(), "table"),
                preview.deleted(),
                Count.of(preview.media().files(), "media file"),
                ByteCount.of(preview.media().bytes()),
                ByteCount.of(preview.bytes()),
                preview.why());
    }
}
