package io.dbferry.init.write;

import io.dbferry.init.find.FoundTable;
import io.dbferry.text.ByteCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tables for the eye, one a line. */
public final class TableLines {
    private static final int MOST = 60;

    private TableLines() {}

    public static List<String> of(List<FoundTable> tables) {
        int width = tables.stream()
                .mapToInt(t -> t.table().name().toString().length())
                .max()
                .orElse(1);
        List<String> lines = new ArrayList<>();
        String form = "  %-" + Math.max(width, 5) + "s %12s %9s  %s";
        lines.add(String.format(Locale.ROOT, form, "table", "about rows", "size", "timestamps (*: with an index)"));
        for (FoundTable table : tables.subList(0, Math.min(MOST, tables.size()))) {
            lines.add(String.format(
                            Locale.ROOT,
                            form,
                            table.table().name(),
                            String.format(Locale.ROOT, "%,d", table.rows()),
                            ByteCount.of(table.bytes()),
                            table.timestamps().isEmpty() ? "-" : table.marked())
                    .stripTrailing());
        }
        if (tables.size() > MOST) {
            lines.add("  and " + (tables.size() - MOST) + " more");
        }
        return lines;
    }
}
