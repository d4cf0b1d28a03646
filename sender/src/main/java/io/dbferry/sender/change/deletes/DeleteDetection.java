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
import java.time.Clock;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When keys are compared to find deleted rows, and what a dump must note for that. */
public final class DeleteDetection {
    private final Optional<DeletesSchedule> schedule;
    private final KnownKeys known;
    private final Clock clock;

    /** @param schedule empty if keys are never compared */
    public DeleteDetection(Optional<DeletesSchedule> schedule, KnownKeys known, Clock clock) {
        this.schedule = schedule;
        this.known = known;
        this.clock = clock;
    }

    /** The choices of a partial, with a comparison of keys if one is due. Call once for each run. */
    public List<TableChoice> with(List<TableChoice> choices) throws IOException {
        if (schedule.isEmpty()) {
            known.lists().forget();
            return choices;
        }
        known.lists().beginRun(Kind.PARTIAL);
        return isDue(schedule.get(), known.lists().countRun(), known.lists().since(), clock.instant())
                ? withDeletes(choices, known)
                : choices;
    }

    /**
     * Whether keys are compared by this run.
     *
     * @param runs since the known lists were made, this one included
     * @param since when they were; empty if there are none
     */
    static boolean isDue(DeletesSchedule schedule, long runs, Optional<Instant> since, Instant now) {
        return runs >= schedule.runs()
                || since.isEmpty()
                || !since.get().plus(schedule.every()).isAfter(now);
    }

    /** Notes all keys in the snapshot of a complete. */
    public void noteComplete(List<TableChoice> choices, Connection snapshot, Sequence sequence)
            throws IOException, SQLException {
        if (schedule.isPresent()) {
            known.list(Kind.COMPLETE, TableChoice.withoutDeleteEvents(choices), snapshot);
            known.lists().built(Kind.COMPLETE, sequence);
        }
    }

    /** Notes the keys that a partial carries, before it is built. */
    public void notePartial(ChangedKeys keys, Sequence sequence) throws IOException, SQLException {
        if (schedule.isPresent()) {
            known.shipped(sequence, keys);
            known.lists().built(Kind.PARTIAL, sequence);
        }
    }

    /** The choices with a comparison of keys for strategies that cannot tell deleted rows. */
    private static List<TableChoice> withDeletes(List<TableChoice> choices, KnownKeys known) {
        Map<ChangeStrategy, ChangeStrategy> with = new IdentityHashMap<>();
        return choices.stream()
                .map(choice -> choice instanceof TableChoice.Followed followed
                                && !followed.strategy().touches()
                        ? new TableChoice.Followed(
                                followed.table(),
                                with.computeIfAbsent(followed.strategy(), s -> new KeyComparingStrategy(s, known)),
                                followed.reason(),
                                followed.notTold())
                        : choice)
                .toList();
    }
}
