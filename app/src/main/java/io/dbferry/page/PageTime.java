package io.dbferry.page;

import io.dbferry.text.HumanTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as of the status, never negative. */
final class PageTime {
    private final Instant now;

    PageTime(Instant now) {
        this.now = now;
    }

    void at(Html html, Instant time) {
        html.element("time", HumanTime.at(time), "datetime", time.toString());
    }

    String ago(Instant time) {
        return since(time) + " ago";
    }

    String since(Instant time) {
        return HumanTime.span(Duration.between(time, now).toSeconds());
    }

    String in(Instant time) {
        return "in " + HumanTime.span(Duration.between(now, time).toSeconds());
    }

    /** {@code after 12 s}; a dash if either is not known. The clocks of two machines may differ. */
    static String after(Instant from, @Nullable Instant to) {
        return to == null
                ? "-"
                : "after " + HumanTime.span(Duration.between(from, to).toSeconds());
    }
}
