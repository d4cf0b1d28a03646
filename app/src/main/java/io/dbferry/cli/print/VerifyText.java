package io.dbferry.cli.print;

import io.dbferry.receiver.proof.VerifyReport;
import io.dbferry.receiver.proof.VerifyReport.Compared;
import io.dbferry.receiver.proof.VerifyReport.Different;
import io.dbferry.text.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a verification found, for people. */
public final class VerifyText {
    private static final int NAMED = 20;

    private final VerifyReport report;

    public VerifyText(VerifyReport report) {
        this.report = report;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        List<Compared> equal = report.tables().stream()
                .filter(table -> table.equal() && !report.completesOnly().contains(table.table()))
                .toList();
        lines.add(String.format(
                Locale.ROOT,
                "equal       %,d of %s, %s, as of shipment %s",
                equal.size(),
                Count.of(
                        report.tables().size()
                                + report.notProven().size()
                                + report.held().size()
                                + report.left().size(),
                        "table"),
                Count.of(equal.stream().mapToLong(Compared::rows).sum(), "row"),
                report.applied()));
        completesOnly().ifPresent(lines::add);
        if (!report.notProven().isEmpty()) {
            lines.add("not proven  " + Count.of(report.notProven().size(), "table")
                    + ", changed by partials since their last digests: " + notProven());
        }
        if (!report.left().isEmpty()) {
            lines.add("not shipped " + Count.of(report.left().size(), "table")
                    + ", filled by shipments before and by none now: " + named(report.left()));
        }
        if (report.media() != null) {
            lines.add("media       " + Count.of(report.media().equal(), "file") + " equal");
            report.media().different().stream()
                    .limit(NAMED)
                    .forEach(name -> lines.add("differs     media file '" + name + "'; the sender is asked for it"));
            int more = report.media().different().size() - NAMED;
            if (more > 0) {
                lines.add("differs     " + Count.of(more, "more media file") + "; the sender is asked for them");
            }
        }
        report.held()
                .forEach(table ->
                        lines.add("stands still  table '" + table.table() + "' since shipment " + table.since()));
        report.different().forEach(table -> lines.add("differs     " + describe(table)));
        return String.join(System.lineSeparator(), lines);
    }

    /** Equal to a complete says nothing of what the sender has changed since. */
    private Optional<String> completesOnly() {
        List<Compared> equal = report.tables().stream()
                .filter(table -> table.equal() && report.completesOnly().contains(table.table()))
                .toList();
        return equal.isEmpty()
                ? Optional.empty()
                : Optional.of("equal to   " + Count.of(equal.size(), "table") + ", the last complete, "
                        + equal.get(0).shipment() + ", as their changes travel with completes only: "
                        + named(equal.stream().map(Compared::table).toList()));
    }

    private String notProven() {
        return named(report.notProven().stream()
                .map(table -> table.table() + " (" + table.changedBy() + ")")
                .toList());
    }

    private static String named(List<String> all) {
        String names = all.stream().limit(NAMED).collect(Collectors.joining(", "));
        return all.size() > NAMED ? names + ", ..." : names;
    }

    private static String describe(Compared table) {
        Different difference = Objects.requireNonNull(table.difference());
        String text = String.format(
                Locale.ROOT,
                "table '%s' in %,d of %s of its keys (at most about %s); it has %s and should have %,d",
                table.table(),
                difference.differing(),
                Count.of(difference.buckets(), "bucket"),
                Count.of(difference.atMostRows(), "row"),
                Count.of(difference.rowsHere(), "row"),
                table.rows());
        return text
                + switch (difference.repair()) {
                    case NONE, ASKED -> "; the sender is asked for these rows";
                    case COMPLETE -> "; only a complete repairs a table without primary key";
                    case FAILED -> "; repaired before, and changed here again";
                };
    }
}
