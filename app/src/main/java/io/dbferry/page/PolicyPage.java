package io.dbferry.page;

import io.dbferry.sender.policy.PolicyReport;
import io.dbferry.sender.policy.PolicyReport.ColumnReport;
import io.dbferry.sender.policy.PolicyReport.TableReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What leaves the sender, as a page for whoever answers for it. */
public final class PolicyPage {
    private final String stream;
    private final Instant time;
    private final PolicyReport policy;

    /** @param time of the page */
    public PolicyPage(String stream, Instant time, PolicyReport policy) {
        this.stream = stream;
        this.time = time;
        this.policy = policy;
    }

    @Override
    public String toString() {
        Html html = new Html();
        html.begin("html", "lang", "en").begin("head");
        html.empty("meta", "charset", "utf-8");
        html.element("title", "What leaves: " + stream).style(PageStyle.SHEET).endLine();
        html.begin("body").begin("main");
        html.element("h1", "What leaves the sender of " + stream);
        html.element(
                "p",
                "As of " + time.truncatedTo(ChronoUnit.SECONDS)
                        + ". Rules: keep is the value itself; omit, nothing; hash,"
                        + " a keyed hash; mask, the shape of the text; null and constant, the same for all rows; expression, what SQL makes"
                        + " of the row.");
        if (policy.policy() != null) {
            html.element("p", "SHA-256 of the policy, which receivers can demand: " + policy.policy());
        }
        for (TableReport table : policy.tables()) {
            table(html, table);
        }
        html.endLine().endLine().endLine();
        return "<!DOCTYPE html>\n" + html;
    }

    private static void table(Html html, TableReport table) {
        html.element("h2", table.table());
        if (table.stays() != null) {
            html.element("p", "The table stays: " + table.stays());
            return;
        }
        html.element("p", table.rows() == null ? "All rows leave." : "Only rows leave with: " + table.rows());
        for (String parent : table.tiedTo()) {
            html.element("p", "Rows that refer to rows of " + parent + " that stay, stay too.");
        }
        HtmlTable columns = HtmlTable.begin(html, table.table(), "column", "type", "rule", "before", "after");
        for (ColumnReport column : table.columns()) {
            columns.row(column.column(), column.type(), column.rule(), value(column.before()), value(column.after()));
        }
        columns.end();
    }

    private static String value(@Nullable String value) {
        return value == null ? "" : value;
    }
}
