package io.dbferry.page;

import io.dbferry.status.model.JobStatus;
import io.dbferry.status.model.OpenIncident;
import io.dbferry.status.model.Problem;
import io.dbferry.status.model.StatusModel;
import java.time.Instant;
import java.util.Optional;

/** Why shipments wait: what fails or, if nothing does, the next run that takes them. */
final class WaitingReason {
    private WaitingReason() {}

    static String of(StatusModel status, PageTime time) {
        Optional<String> failure = status.incidents().stream()
                .map(OpenIncident::text)
                .findFirst()
                .or(() -> status.problems().stream()
                        .filter(problem -> problem.exitCode() != 0)
                        .map(Problem::text)
                        .findFirst());
        if (failure.isPresent()) {
            return "They wait because of this: "
                    + failure.get().lines().findFirst().orElse("");
        }
        Optional<Instant> next = status.jobs().stream()
                .map(JobStatus::nextRun)
                .flatMap(run -> Optional.ofNullable(run).stream())
                .min(Instant::compareTo);
        return next.map(run -> "The next run takes them, " + time.in(run) + ".")
                .orElse("Nobody starts the run that would take them.");
    }
}
