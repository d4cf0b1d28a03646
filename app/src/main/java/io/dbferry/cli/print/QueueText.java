package io.dbferry.cli.print;

import io.dbferry.receiver.queue.ConsumerState;
import io.dbferry.status.queue.QueueReport;
import io.dbferry.stream.format.Sequence;
import io.dbferry.text.Count;
import io.dbferry.text.HumanTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The queue for people. */
public final class QueueText {
    private final QueueReport report;

    public QueueText(QueueReport report) {
        this.report = report;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("stream    " + report.stream());
        lines.add("database  " + report.database());
        report.unregistered().forEach(name -> lines.add("new       " + name + ": begins with the next load"));
        if (report.consumers().isEmpty()) {
            lines.add("no consumers");
            return String.join(System.lineSeparator(), lines);
        }
        lines.add("");
        TextTable table = new TextTable(
                "consumer", "kind", "position", "passed", "rows", "shipments", "lag", "tries", "dead", "state");
        for (ConsumerState consumer : report.consumers()) {
            table.add(
                    consumer.name(),
                    consumer.kind() == ConsumerState.Kind.STEP ? "step" : "program",
                    consumer.position(),
                    passed(consumer.passed()),
                    Count.of(consumer.rows()),
                    Count.of(consumer.shipments()),
                    lag(consumer.waitingSince()),
                    consumer.tries(),
                    consumer.deadLetters().size(),
                    state(consumer));
        }
        lines.add(table.toString());
        deadLetters(lines);
        return String.join(System.lineSeparator(), lines);
    }

    private void deadLetters(List<String> lines) {
        TextTable table = new TextTable("dead letter of", "shipment", "tries", "since", "failure");
        boolean any = false;
        for (ConsumerState consumer : report.consumers()) {
            for (ConsumerState.DeadLetter letter : consumer.deadLetters()) {
                any = true;
                table.add(
                        consumer.name(),
                        letter.sequence(),
                        letter.tries(),
                        HumanTime.at(letter.diedAt()),
                        firstLine(letter.failure()) + (letter.retry() ? " (to be tried again)" : ""));
            }
        }
        if (any) {
            lines.add("");
            lines.add(table.toString());
        }
    }

    private static String passed(@Nullable Sequence sequence) {
        return sequence == null ? "-" : sequence.toString();
    }

    private String lag(@Nullable Instant since) {
        return since == null
                ? "-"
                : HumanTime.span(Duration.between(since, report.time()).toSeconds());
    }

    private static String state(ConsumerState consumer) {
        String gone = consumer.configured() ? "" : "not in the config; ";
        String failure = consumer.failure();
        if (failure != null) {
            Instant next = consumer.nextTryAt();
            return gone + "fails on " + consumer.failingSequence() + ": " + firstLine(failure)
                    + (next == null ? "" : "; next try " + HumanTime.at(next));
        }
        return gone + (consumer.shipments() == 0 && consumer.rows() == 0 ? "up to date" : "behind");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
