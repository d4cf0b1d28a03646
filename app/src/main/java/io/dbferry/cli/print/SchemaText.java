package io.dbferry.cli.print;

import io.dbferry.receiver.drift.SchemaReport;
import io.dbferry.receiver.drift.SchemaReport.Difference;
import io.dbferry.receiver.drift.SchemaReport.TableSchema;
import io.dbferry.text.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The sender's tables, and where the receiver's differ, for people. */
public final class SchemaText {
    private final SchemaReport report;

    public SchemaText(SchemaReport report) {
        this.report = report;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        if (report.tables() != null) {
            lines.add(Count.of(report.tables().size(), "table") + " as of shipment " + report.shipment());
            report.tables().forEach(table -> show(table, lines));
        }
        Stream.ofNullable(report.applied()).flatMap(List::stream).forEach(done -> {
            lines.add("applied    " + done.text());
            statements(done, lines);
        });
        if (report.differences() != null) {
            report.differences().forEach(difference -> show(difference, lines));
            if (report.mattering().isEmpty()) {
                lines.add("tables fit shipment " + report.shipment());
            }
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static void show(TableSchema table, List<String> lines) {
        lines.add("table '" + table.table() + "', "
                + (table.key().isEmpty() ? "no key" : "key (" + String.join(", ", table.key()) + ")"));
        table.columns()
                .forEach(column -> lines.add(
                        "  " + column.name() + "  " + column.type() + (column.isNotNull() ? "  not null" : "")));
    }

    private static void show(Difference difference, List<String> lines) {
        String word = difference.follows() ? "differs" : difference.matters() ? "by hand" : "only here";
        lines.add(String.format(Locale.ROOT, "%-9s  %s", word, difference.text()));
        statements(difference, lines);
    }

    private static void statements(Difference difference, List<String> lines) {
        difference.ddl().forEach(statement -> lines.add("  " + statement + ";"));
    }
}
