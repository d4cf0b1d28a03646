package io.dbferry.page;

import io.dbferry.status.model.LagPoint;
import io.dbferry.status.model.Verdict.Level;
import io.dbferry.text.HumanTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The lag over 24 hours, with a strip that shows when all was well. */
final class LagPlot {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

    private static final int WIDTH = 960;
    private static final int TOP = 20;
    private static final int BOTTOM = 230;
    private static final int LEFT = 110;
    private static final int RIGHT = 950;
    private static final int STRIP = 240;
    private static final int STRIP_HEIGHT = 14;
    private static final int HEIGHT = 300;
    private static final long SHORTEST_SCALE = 60;
    private static final long[] SCALES = {
        60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800, 604_800, 2_592_000
    };

    private final List<LagPoint> points;
    private final Instant end;
    private final Instant begin;
    private final long most;
    private final long scale;

    LagPlot(List<LagPoint> points, Instant end) {
        this.end = end;
        this.begin = end.minus(LagPoint.KEPT);
        this.points =
                points.stream().filter(point -> point.time().isAfter(begin)).toList();
        this.most = this.points.stream()
                .filter(point -> point.seconds() != null)
                .mapToLong(point -> Math.max(0, point.seconds() == null ? 0 : point.seconds()))
                .max()
                .orElse(0);
        this.scale = scale(most);
    }

    private static long scale(long most) {
        for (long each : SCALES) {
            if (each >= most) {
                return each;
            }
        }
        return Math.max(most, SHORTEST_SCALE);
    }

    /** All of it in words, for those who do not see it. */
    String words() {
        if (points.isEmpty()) {
            return "Nothing was recorded yet.";
        }
        long bad = points.stream()
                .filter(p -> p.level() == Level.LATE || p.level() == Level.FAILING)
                .count();
        boolean known = points.stream().anyMatch(point -> point.seconds() != null);
        String lag = known ? "At most " + HumanTime.span(most) + " behind" : "The lag was not known";
        return lag + "; "
                + (bad == 0
                        ? "never late or failing."
                        : "late or failing for " + HumanTime.span(bad * LagPoint.STEP.toSeconds()) + ".");
    }

    void write(Html html) {
        html.begin("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "aria-labelledby", "plot-title");
        html.element("title", "Lag over the last 24 hours. " + words(), "id", "plot-title");
        axes(html);
        curve(html);
        strip(html);
        html.endLine();
    }

    private void axes(Html html) {
        for (int part = 0; part <= 2; part++) {
            String y = number(y(scale * part / 2));
            html.empty("line", "class", "grid", "x1", "" + LEFT, "x2", "" + RIGHT, "y1", y, "y2", y);
            html.element(
                    "text",
                    HumanTime.span(scale * part / 2),
                    "x",
                    "" + (LEFT - 8),
                    "y",
                    number(y(scale * part / 2) + 5),
                    "text-anchor",
                    "end");
        }
        Duration step = Duration.ofHours(4);
        long first = Math.floorDiv(begin.getEpochSecond(), step.toSeconds()) + 1;
        for (Instant tick = Instant.ofEpochSecond(first * step.toSeconds());
                tick.isBefore(end);
                tick = tick.plus(step)) {
            html.element(
                    "text", CLOCK.format(tick), "x", number(x(tick)), "y", "" + (HEIGHT - 10), "text-anchor", "middle");
        }
    }

    /** A line through neighbours; where nothing is known there is none. */
    private void curve(Html html) {
        StringBuilder path = new StringBuilder();
        LagPoint before = null;
        for (LagPoint point : points) {
            if (point.seconds() != null) {
                boolean goesOn = before != null
                        && before.seconds() != null
                        && Duration.between(before.time(), point.time()).compareTo(LagPoint.STEP.multipliedBy(2)) <= 0;
                path.append(goesOn ? 'L' : 'M')
                        .append(number(x(point.time())))
                        .append(' ')
                        .append(number(y(point.seconds())));
            }
            before = point;
        }
        if (!path.isEmpty()) {
            html.empty("path", "class", "lag", "d", path.toString());
        }
        points.stream()
                .filter(point -> point.seconds() != null)
                .reduce((a, b) -> b)
                .ifPresent(last -> html.empty(
                        "circle",
                        "class",
                        "dot",
                        "cx",
                        number(x(last.time())),
                        "cy",
                        number(y(last.seconds() == null ? 0 : last.seconds())),
                        "r",
                        "4"));
    }

    private void strip(Html html) {
        double width = (double) (RIGHT - LEFT) * LagPoint.STEP.toSeconds() / LagPoint.KEPT.toSeconds();
        for (LagPoint point : points) {
            html.begin(
                    "rect",
                    "class",
                    point.level().word(),
                    "x",
                    number(Math.max(LEFT, x(point.time()) - width)),
                    "y",
                    "" + STRIP,
                    "width",
                    number(width),
                    "height",
                    "" + STRIP_HEIGHT);
            html.element(
                    "title",
                    CLOCK.format(point.time()) + " " + point.level().word()
                            + (point.seconds() == null ? "" : ", " + HumanTime.span(point.seconds()) + " behind"));
            html.end();
        }
    }

    private double x(Instant time) {
        double share = (double) Duration.between(begin, time).toSeconds() / LagPoint.KEPT.toSeconds();
        return LEFT + Math.min(1, Math.max(0, share)) * (RIGHT - LEFT);
    }

    private double y(long seconds) {
        return BOTTOM - Math.min(1, Math.max(0, (double) seconds / scale)) * (BOTTOM - TOP);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
