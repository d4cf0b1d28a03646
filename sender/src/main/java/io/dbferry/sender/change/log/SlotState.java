package io.dbferry.sender.change.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.Publication.Coverage;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the strategy {@code log} remembers between runs, in {@code work/log.json}: of the newest shipment in the depot and
 * of those on their way, what the log tells from there on. Replaced by rename; used under the lock of the log.
 *
 * @param advanced the furthest that the slot was ever moved to; one that stands further is not ours any more
 * @param lost why the slot was dropped; told with the complete that heals it
 * @param marks oldest first
 */
@JsonInclude(Include.NON_NULL)
record SlotState(@Nullable String advanced, @Nullable String lost, List<Mark> marks) {
    static final SlotState NONE = new SlotState(null, null, List.of());

    SlotState {
        if (advanced != null) {
            Lsn.parse(advanced);
        }
        marks = List.copyOf(marks);
    }

    /**
     * A snapshot of a shipment from which the log can go on.
     *
     * @param wal a position in the log that no commit the snapshot sees is behind
     * @param slot where the slot stood
     * @param moveTo where the slot may be moved to once the shipment is in the depot; absent until that is known, or done
     * @param moved whether it has been
     * @param tables by oid
     */
    @JsonInclude(Include.NON_NULL)
    record Mark(
            Kind kind,
            String snapshot,
            String wal,
            String slot,
            @Nullable String moveTo,
            boolean moved,
            Map<Long, Covered> tables) {
        Mark {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(snapshot);
            Lsn.parse(wal);
            Lsn.parse(slot);
            tables = Map.copyOf(tables);
        }

        Mark movingTo(Lsn lsn) {
            return new Mark(kind, snapshot, wal, slot, lsn.toString(), moved, tables);
        }

        Mark whenMoved() {
            return new Mark(kind, snapshot, wal, slot, null, true, tables);
        }

        Lsn walLsn() {
            return Lsn.parse(wal);
        }
    }

    /**
     * How far the log can be relied on for a table from a snapshot on.
     *
     * @param open transactions that had begun before the table was in the publication, and may have changed it unseen
     */
    record Covered(Coverage coverage, Set<Long> open) {
        Covered {
            Objects.requireNonNull(coverage);
            open = Set.copyOf(open);
        }
    }

    private static StateFile<SlotState> file(Path work) {
        return new StateFile<>(
                work,
                RetainedWalGuard.memoryFile(work),
                json -> Json.read(json, SlotState.class),
                "the next shipment is a complete where a table is followed by the log");
    }

    static SlotState read(Path work) {
        try {
            return file(work).read().orElse(NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Path work) {
        try {
            file(work).write(Json.write(this), Durability.DURABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Mark> mark(Position position) {
        return marks.stream()
                .filter(m -> m.snapshot().equals(position.snapshot()))
                .reduce((a, b) -> b);
    }

    /** The mark of the newest shipment in the depot: marks before it go when it is delivered. */
    Optional<Mark> delivered() {
        return marks.stream().findFirst();
    }

    /** The slot does not stand further than this, unless someone else has moved it or made it anew. */
    Lsn furthest(Mark mark) {
        Lsn then = Lsn.parse(mark.slot());
        return advanced == null ? then : Lsn.later(Lsn.parse(advanced), then);
    }

    /** Adds a mark, in place of one of the same kind whose shipment never came to be. */
    SlotState with(Mark fresh) {
        List<Mark> all = new ArrayList<>();
        for (int i = 0; i < marks.size(); i++) {
            if (i == 0 || marks.get(i).kind() != fresh.kind()) {
                all.add(marks.get(i));
            }
        }
        all.add(fresh);
        return new SlotState(advanced, lost, all);
    }

    SlotState replacing(Mark old, Mark fresh) {
        return new SlotState(
                advanced,
                lost,
                marks.stream().map(m -> m.equals(old) ? fresh : m).toList());
    }

    /** Forgets what was before the mark of a shipment that is in the depot. */
    SlotState from(Mark mark) {
        return new SlotState(advanced, null, marks.subList(marks.indexOf(mark), marks.size()));
    }

    SlotState advancedTo(Lsn lsn) {
        Lsn furthest = advanced == null ? lsn : Lsn.later(lsn, Lsn.parse(advanced));
        return new SlotState(furthest.toString(), lost, marks);
    }

    /** Nothing that shipments were marked with counts any more. */
    SlotState withLost(String reason) {
        return new SlotState(advanced, reason, List.of());
    }
}
