package io.dbferry.capture;

import io.dbferry.config.DeletesSchedule;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Sequence;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When keys are compared to find deleted rows, and what a dump must note for that. */
final class Deletes {
    private final @Nullable DeletesSchedule schedule;
    private final KnownKeys known;

    /** @param schedule null if keys are never compared */
    Deletes(@Nullable DeletesSchedule schedule, KnownKeys known) {
        this.schedule = schedule;
        this.known = known;
    }

    /** The choices of a partial, with a comparison of keys if one is due. Call once for each run. */
    List<PartialPlan.Choice> with(List<PartialPlan.Choice> choices) throws IOException {
        if (schedule == null) {
            known.forget();
            return choices;
        }
        known.beginRun(Kind.PARTIAL);
        long runs = known.countRun();
        Duration every = schedule.every();
        boolean due = runs >= schedule.runs()
                || known.since()
                        .map(then -> !then.plus(every).isAfter(Instant.now()))
                        .orElse(true);
        return due ? PartialPlan.withDeletes(choices, known) : choices;
    }

    /** Notes all keys in the snapshot of a complete. */
    void noteComplete(List<PartialPlan.Choice> choices, Connection snapshot, Sequence sequence)
            throws IOException, SQLException {
        if (schedule != null) {
            known.list(Kind.COMPLETE, PartialPlan.deaf(choices), snapshot);
            known.built(Kind.COMPLETE, sequence);
        }
    }

    /** Notes the keys that a partial carries, before it is built. */
    void notePartial(ChangedKeys keys, Sequence sequence) throws IOException, SQLException {
        if (schedule != null) {
            known.shipped(sequence, keys);
            known.built(Kind.PARTIAL, sequence);
        }
    }
}
