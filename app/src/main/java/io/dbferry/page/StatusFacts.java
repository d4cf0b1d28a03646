package io.dbferry.page;

import io.dbferry.status.model.FirstLoadStatus;
import io.dbferry.status.model.ProofStatus;
import io.dbferry.status.model.ShipmentStatus;
import io.dbferry.status.model.StandingTable;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.model.StatusModel.Role;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.text.Count;
import io.dbferry.text.HumanTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The figures at the head of the status page, each with its name and what there is to say beside it. */
record StatusFacts(StatusModel status, PageTime time) {
    void write(Html html) {
        html.begin("dl");
        shipments(html);
        firstLoad(html);
        tables(html);
        migrations(html);
        proof(html);
        html.endLine();
    }

    private void shipments(Html html) {
        Long lag = status.lag().seconds();
        fact(html, "Lag", lag == null ? "not known" : HumanTime.span(lag));
        ShipmentStatus last = status.last();
        fact(
                html,
                status.role() == Role.SENDER ? "Last shipped" : "Last applied",
                last == null ? "nothing yet" : last.label(),
                last == null ? "" : time.ago(last.time()));
        if (status.role() == Role.SENDER) {
            List<ShipmentStatus> waiting = status.waiting();
            fact(html, "Waiting for the depot", waiting == null ? "not known" : PageTables.shipments(waiting.size()));
        } else {
            StatusModel.Due due = status.due();
            fact(html, "Due", due == null ? "not known" : PageTables.shipments(due.shipments()));
        }
        Integer inDepot = status.depot().shipments();
        fact(html, "In the depot", inDepot == null ? "not known" : PageTables.shipments(inDepot));
        Optional<Instant> next = status.jobs().stream()
                .map(job -> Optional.ofNullable(job.nextRun()))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
        fact(html, "Next run", next.map(time::in).orElse("none"));
    }

    private void firstLoad(Html html) {
        FirstLoadStatus filling = status.firstLoad();
        if (filling != null) {
            fact(
                    html,
                    "First load",
                    Count.of(filling.tables(), "table"),
                    filling.partsDone() + " of " + filling.parts() + " parts, since " + time.ago(filling.since()));
        }
    }

    /** Those that do not follow the sender. */
    private void tables(Html html) {
        if (!status.standingOrNone().isEmpty()) {
            StandingTable first = status.standingOrNone().get(0);
            int tables = status.standingOrNone().size();
            fact(html, "Stand still", Count.of(tables, "table"), first.table() + ", " + time.ago(first.at()));
        }
        if (!status.leftOrNone().isEmpty()) {
            int tables = status.leftOrNone().size();
            fact(
                    html,
                    "Old rows",
                    Count.of(tables, "table"),
                    status.leftOrNone().get(0) + ", not shipped any more");
        }
    }

    private void migrations(Html html) {
        Migrations migrations = status.migrations();
        if (migrations != null) {
            fact(
                    html,
                    "Django",
                    migrations.missing().size() + " missing, "
                            + migrations.own().size() + " own",
                    String.join("; ", migrations.lines(status.subject())));
        }
    }

    private void proof(Html html) {
        ProofStatus proof = status.proof();
        if (proof != null && proof.oldest() != null) {
            int equal = proof.tables() - proof.different().size();
            fact(html, "Proven equal", equal + " of " + Count.of(proof.tables(), "table"), time.ago(proof.oldest()));
        }
    }

    private static void fact(Html html, String name, String value) {
        fact(html, name, value, "");
    }

    private static void fact(Html html, String name, String value, String more) {
        html.begin("div").element("dt", name).element("dd", value);
        if (!more.isEmpty()) {
            html.element("dd", more, "class", "muted");
        }
        html.end();
    }
}
