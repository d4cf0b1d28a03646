package io.dbferry.page;

import io.dbferry.status.model.LagPoint;
import io.dbferry.status.model.OpenIncident;
import io.dbferry.status.model.Problem;
import io.dbferry.status.model.ShipmentStatus;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.model.StatusModel.Role;
import io.dbferry.status.model.Verdict;
import io.dbferry.text.Count;
import io.dbferry.text.HumanTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole page. */
public final class StatusPage {
    /** After which browsers ask again. */
    static final int REFRESH_SECONDS = 30;

    /** Of a status that is not new: a newer one is being read. */
    private static final int REFRESH_SOON = 3;

    private static final Duration FRESH = Duration.ofMinutes(1);

    /** A status that is older is said to be. */
    private static final Duration STALE = Duration.ofMinutes(10);

    private final StatusModel status;
    private final List<LagPoint> history;
    private final String version;
    private final Instant now;
    private final PageTime time;

    /** @param now for the age of the status alone: all else is as of its own time */
    public StatusPage(StatusModel status, List<LagPoint> history, String version, Instant now) {
        this.status = status;
        this.history = List.copyOf(history);
        this.version = version;
        this.now = now;
        this.time = new PageTime(status.time());
    }

    /** @param live whether browsers ask again by themselves */
    public String html(boolean live) {
        Html html = new Html();
        html.begin("html", "lang", "en");
        head(
                html,
                live ? refresh() : 0,
                mark(status.verdict().level()) + " " + status.subject() + ": "
                        + status.verdict().text());
        html.begin("body");
        top(html, live);
        html.begin("main");
        verdict(html);
        new StatusFacts(status, time).write(html);
        if (!status.incidents().isEmpty() || !status.problems().isEmpty()) {
            incidents(html);
        }
        plot(html);
        waiting(html);
        PageTables tables = new PageTables(status, time);
        tables.receivers(html);
        tables.jobs(html);
        tables.shipments(html);
        tables.disks(html);
        tables.tables(html);
        html.endLine();
        foot(html);
        html.endLine();
        html.endLine();
        return "<!DOCTYPE html>\n" + html;
    }

    private int refresh() {
        Duration age = Duration.between(status.time(), now);
        return age.compareTo(FRESH) > 0 && age.compareTo(STALE) < 0 ? REFRESH_SOON : REFRESH_SECONDS;
    }

    /** Before anything was read. */
    public static String notYet() {
        Html html = new Html();
        html.begin("html", "lang", "en");
        head(html, 2, "DbFerry");
        html.begin("body")
                .begin("main")
                .begin("h1")
                .say("The status is being read")
                .end();
        html.element("p", "This page asks again in two seconds.");
        html.end().end().endLine();
        return "<!DOCTYPE html>\n" + html;
    }

    static void head(Html html, int refreshSeconds, String title) {
        html.begin("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "robots", "content", "noindex");
        if (refreshSeconds > 0) {
            html.empty("meta", "http-equiv", "refresh", "content", String.valueOf(refreshSeconds));
        }
        html.element("title", title.length() > 120 ? title.substring(0, 119) + "…" : title);
        html.style(PageStyle.SHEET).endLine();
    }

    private void top(Html html, boolean live) {
        html.begin("header");
        html.element(
                "h1",
                "DbFerry: " + status.role().word()
                        + (status.name() == null ? "" : " " + status.name()) + " of stream " + status.stream() + " on "
                        + status.host());
        html.begin("p", "class", "muted").say("As of ");
        time.at(html, status.time());
        html.say(live ? "; updates every " + REFRESH_SECONDS + " s. " : "; does not update. ");
        html.element("a", live ? "Pause" : "Resume", "href", live ? "paused" : "./")
                .end();
        Duration age = Duration.between(status.time(), now);
        if (age.compareTo(STALE) > 0) {
            html.element(
                    "p",
                    "This is " + HumanTime.span(age.toSeconds())
                            + " old: the daemon has not been able to read the status since then",
                    "class",
                    "late hint");
        }
        html.endLine();
    }

    private static String mark(Verdict.Level level) {
        return switch (level) {
            case WELL -> "✓";
            case EMPTY -> "○";
            case LATE -> "!";
            case FAILING -> "✕";
        };
    }

    private void verdict(Html html) {
        Verdict verdict = status.verdict();
        html.begin("section", "class", "verdict " + verdict.level().word(), "aria-label", "Verdict");
        html.element("strong", mark(verdict.level()) + " " + verdict.level().word());
        html.element("p", verdict.text(), "class", "big");
        if (verdict.hint() != null) {
            html.element("p", verdict.hint(), "class", "hint");
        }
        html.endLine();
    }

    private void plot(Html html) {
        LagPlot plot = new LagPlot(history, status.time());
        html.begin("section").element("h2", "Lag over 24 hours");
        plot.write(html);
        html.element(
                "p",
                plot.words()
                        + " Times are UTC. The strip is green while all is well, yellow while late, red while something fails.",
                "class",
                "muted");
        html.endLine();
    }

    private void incidents(Html html) {
        List<Problem> others = status.problems().stream()
                .filter(problem ->
                        status.incidents().stream().noneMatch(i -> i.text().equals(problem.text())))
                .toList();
        html.begin("section").element("h2", "Incidents");
        for (OpenIncident incident : status.incidents()) {
            String runs = incident.exitCode() == null
                    ? ""
                    : ", " + Count.of(incident.runs(), "run") + ", exit code " + incident.exitCode();
            article(html, incident.job() + " since ", incident.since(), runs, incident.text(), incident.hint());
        }
        for (Problem problem : others) {
            article(
                    html,
                    problem.exitCode() == 0 ? "Warning" : "Cannot be read now",
                    null,
                    "",
                    problem.text(),
                    problem.hint());
        }
        html.endLine();
    }

    private void article(
            Html html, String head, @Nullable Instant since, String tail, String text, @Nullable String hint) {
        html.begin("article").begin("h3").say(head);
        if (since != null) {
            time.at(html, since);
            html.say(" (" + time.ago(since) + ")" + tail);
        }
        html.end();
        html.element("pre", text);
        if (hint != null) {
            html.element("p", hint, "class", "hint");
        }
        html.endLine();
    }

    /** What waits, and why. */
    private void waiting(Html html) {
        List<ShipmentStatus> waiting = status.role() == Role.SENDER
                ? status.waiting()
                : status.due() == null ? null : status.due().oldest();
        html.begin("section").element("h2", status.role() == Role.SENDER ? "Waiting for the depot" : "Due");
        if (waiting == null) {
            html.element("p", "Not known: see above what cannot be read.");
        } else if (waiting.isEmpty()) {
            html.element("p", "Nothing.");
        } else {
            html.element("p", WaitingReason.of(status, time));
            new PageTables(status, time).carried(html, "Waiting shipments", waiting);
        }
        Instant next = status.nextCompleteFrom();
        if (next != null) {
            html.begin("p").say("A complete that is asked for is not shipped before ");
            time.at(html, next);
            html.say("; 'dbferry dump complete' on the sender ships it now.").end();
        }
        StatusModel.HeldBack held = status.heldBack();
        if (held != null && held.shipments() > 0) {
            html.element(
                    "p",
                    PageTables.shipments(held.shipments()) + " that are old are kept for "
                            + String.join(", ", held.by()) + ".");
        }
        html.endLine();
    }

    private void foot(Html html) {
        html.begin("footer", "class", "muted");
        html.element(
                "p",
                version + ". Database: " + status.database().address() + ". Depot: "
                        + status.depot().address() + ".");
        html.begin("p").say("The same for programs: ");
        html.element("a", "status.json", "href", "status.json").say(", ");
        html.element("a", "metrics", "href", "metrics").say(", ");
        html.element("a", "health", "href", "health").say(".").end();
        html.endLine();
    }
}
