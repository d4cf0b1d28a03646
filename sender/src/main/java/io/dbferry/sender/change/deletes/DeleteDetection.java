package io.dbferry.sender.change.deletes;

import io.dbferry.config.DeletesSchedule;
import io.dbferry.sender.change.ChangeStrategy;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When keys are compared to find deleted rows, and what a dump must note for that. */
public final class DeleteDetection {
    private final @Nullable DeletesSchedule schedule;
    private final KnownKeys known;

    /** @param schedule null if keys are never compared */
    public DeleteDetection(@Nullable DeletesSchedule schedule, KnownKeys known) {
        this.schedule = schedule;
        this.known = known;
    }

    /** The choices of a partial, with a comparison of keys if one is due. Call once for each run. */
    public List<TableChoice> with(List<TableChoice> choices) throws IOException {
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
        return due ? withDeletes(choices, known) : choices;
    }

    /** Notes all keys in the snapshot of a complete. */
    public void noteComplete(List<TableChoice> choices, Connection snapshot, Sequence sequence)
            throws IOException, SQLException {
        if (schedule != null) {
            known.list(Kind.COMPLETE, TableChoice.withoutDeleteEvents(choices), KeySource.of(snapshot));
            known.built(Kind.COMPLETE, sequence);
        }
    }

    /** Notes the keys that a partial carries, before it is built. */
    public void notePartial(ChangedKeys keys, Sequence sequence) throws IOException, SQLException {
        if (schedule != null) {
            known.shipped(sequence, keys.carried(), keys::forEachKey);
            known.built(Kind.PARTIAL, sequence);
        }
    }

    /** The choices with a comparison of keys for strategies that cannot tell deleted rows. */
    private static List<TableChoice> withDeletes(List<TableChoice> choices, KnownKeys known) {
        Map<ChangeStrategy, ChangeStrategy> with = new IdentityHashMap<>();
        return choices.stream()
                .map(c -> c.strategy() == null || c.strategy().touches()
                        ? c
                        : TableChoice.of(
                                c.table(),
                                with.computeIfAbsent(c.strategy(), s -> new KeyComparingStrategy(s, known)),
                                c.reason()))
                .toList();
    }
}
