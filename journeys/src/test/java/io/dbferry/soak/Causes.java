package io.dbferry.soak;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What has been done that a job may fail of: all else heals within retries, or in the next run. */
final class Causes {
    private final List<Cause> causes = new CopyOnWriteArrayList<>();

    private record Cause(String role, Instant from, Instant to) {}

    /** Whatever one side's jobs do from then to now may fail, and a while longer. */
    void add(String role, Instant from, Duration longer) {
        causes.add(new Cause(
                role, from.truncatedTo(ChronoUnit.SECONDS), Instant.now().plus(longer)));
    }

    /** Each failure of one side that nothing of this explains. */
    List<String> unexplained(String role, List<Outcomes.Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> !outcome.well() && !isExplained(role, outcome.at()))
                .map(outcome -> "the " + role + "'s " + outcome.job() + " failed at " + outcome.at()
                        + " of what should have healed by itself")
                .toList();
    }

    private boolean isExplained(String role, Instant at) {
        return causes.stream().anyMatch(c -> c.role().equals(role) && !at.isBefore(c.from()) && !at.isAfter(c.to()));
    }
}
