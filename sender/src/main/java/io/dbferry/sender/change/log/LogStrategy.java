package io.dbferry.sender.change.log;

import io.dbferry.config.LogConfig;
import io.dbferry.event.Event;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.LockFile;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.log.LogSetup;
import io.dbferry.postgres.log.LogSetupProblem;
import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.Publication;
import io.dbferry.postgres.log.ReplicationSlot;
import io.dbferry.postgres.log.SnapshotText;
import io.dbferry.sender.change.ChangeSink;
import io.dbferry.sender.change.ChangeStrategy;
import io.dbferry.sender.change.log.SlotState.Covered;
import io.dbferry.sender.change.log.SlotState.Mark;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code log}: the keys that PostgreSQL's own log tells, by a logical replication slot. Deletes and changes of keys are
 * among them. The slot moves on once what the log told is in the depot, or at once if it told nothing.
 *
 * <p>Whatever the log cannot tell of a table (other columns or partitions, rows that were swapped for others by a
 * TRUNCATE or a rewrite, time outside of the publication) makes the table travel anew. Whatever breaks the log itself
 * makes a complete travel. See docs/decisions/019.
 */
public final class LogStrategy implements ChangeStrategy {
    private static final Duration WAIT_FOR_OPEN = Duration.ofSeconds(30);

    private final LogSlot log;

    /** Why this run could not make the slot. */
    private Optional<SQLException> notMade = Optional.empty();

    public LogStrategy(LogConfig config, Path work) {
        this.log = new LogSlot(new ReplicationSlot(config.slot()), new Publication(config.publication()), work);
    }

    @Override
    public boolean touches() {
        return true;
    }

    /** Makes the slot if it is missing; what hinders that is told by {@link #find}, as a complete goes without. */
    @Override
    public void prepare(Database source) {
        try (LockFile lock = log.lock();
                Connection connection = source.connect()) {
            if (log.publication().exists(connection)) {
                makeSlot(log.in(connection));
            }
        } catch (SQLException e) {
            Event.warning("slot", e).say("replication slot '" + log.slot().name() + "' cannot be made");
            notMade = Optional.of(e);
        }
    }

    /** Where the slot is to be made, the log does not reach back. */
    @Override
    public Optional<String> unprepared(Database source) throws SQLException {
        try (Connection connection = source.connect()) {
            Optional<ReplicationSlot.State> state = log.in(connection).state();
            boolean lost =
                    state.filter(ReplicationSlot.State.Lost.class::isInstance).isPresent();
            return log.publication().exists(connection) && (lost || state.isEmpty())
                    ? Optional.of("the log does not reach back to the last shipment")
                    : Optional.empty();
        }
    }

    /** Makes it if it is missing, and in place of one that has lost log. */
    void makeSlot(SlotSession session) throws SQLException {
        Optional<ReplicationSlot.State> state = session.state();
        boolean lost =
                state.filter(ReplicationSlot.State.Lost.class::isInstance).isPresent();
        if (lost) {
            log.drop(
                    session,
                    "PostgreSQL has dropped WAL that replication slot '"
                            + log.slot().name() + "' needed");
        }
        if (lost || state.isEmpty()) {
            session.create(WAIT_FOR_OPEN);
        }
    }

    /** Marks the snapshot as one that the log can go on from, if the slot stands before it. */
    @Override
    public void taken(Kind kind, Position position, Connection snapshot) throws SQLException {
        if (notMade.isPresent()) {
            return;
        }
        try (LockFile lock = log.lock()) {
            Optional<Lsn> at = LogSlot.confirmed(log.in(snapshot))
                    .filter(confirmed -> confirmed.compareTo(Lsn.parse(position.wal())) <= 0);
            if (at.isPresent()) {
                mark(kind, position, at.get(), snapshot);
            }
        }
    }

    private void mark(Kind kind, Position position, Lsn at, Connection snapshot) throws SQLException {
        SlotState memory = log.memory();
        memory.with(mark(memory, kind, position, at, log.publication().coverage(snapshot)))
                .write(log.work());
    }

    /** @param at where the slot stands, not behind the position */
    static Mark mark(SlotState memory, Kind kind, Position position, Lsn at, Map<Long, Publication.Coverage> covered) {
        Optional<Mark> last = memory.delivered().filter(m -> at.compareTo(memory.furthest(m)) <= 0);
        SnapshotText seen = SnapshotText.parse(position.snapshot());
        Map<Long, Covered> tables = new HashMap<>();
        covered.forEach((oid, coverage) -> tables.put(oid, new Covered(coverage, open(oid, coverage, last, seen))));
        return new Mark(kind, position.snapshot(), position.wal(), at.toString(), null, false, tables);
    }

    /**
     * The transactions that may have changed a table before it came into the publication, unseen by the log. A slot that
     * is made after the publication has waited for all of those.
     */
    static Set<Long> open(long oid, Publication.Coverage coverage, Optional<Mark> last, SnapshotText seen) {
        if (last.isEmpty()) {
            return Set.of();
        }
        Covered before = last.get().tables().get(oid);
        return before != null && before.coverage().membership().equals(coverage.membership())
                ? before.open().stream().filter(xid -> !seen.sees(xid)).collect(Collectors.toSet())
                : seen.running();
    }

    @Override
    public Answer find(List<Table> tables, Span span, ChangeSink sink) throws SQLException {
        checkSetup(sink.connection(), tables);
        try (LockFile lock = log.lock();
                Connection connection = sink.database().connect()) {
            SlotState memory = log.memory();
            SlotSession session = log.in(connection);
            Optional<Lsn> start = LogSlot.confirmed(session);
            Optional<String> gap = gap(memory, span, start, log.slot().name());
            if (gap.isPresent()) {
                return new Answer.OnlyComplete(gap.get());
            }
            Mark before = memory.mark(span.since()).orElseThrow();
            Mark mark = memory.mark(span.now()).orElseThrow();
            return new LogReader(log, session, before, mark, start.orElseThrow()).read(tables, sink);
        }
    }

    /**
     * Why the log does not have all changes of the span; empty if it has.
     *
     * @param start where the slot stands; empty if it cannot be read
     */
    static Optional<String> gap(SlotState memory, Span span, Optional<Lsn> start, String slot) {
        Optional<Mark> before = memory.mark(span.since());
        if (before.isEmpty() || memory.mark(span.now()).isEmpty()) {
            return Optional.of(
                    memory.lost() == null ? "the log does not reach back to the last shipment" : memory.lost());
        }
        if (span.since().timeline() != span.now().timeline()) {
            return Optional.of("the server is on another timeline than at the last shipment");
        }
        return start.isEmpty() || start.get().compareTo(memory.furthest(before.get())) > 0
                ? Optional.of("replication slot '" + slot + "' does not reach back to the last shipment")
                : Optional.empty();
    }

    private void checkSetup(Connection connection, List<Table> tables) throws SQLException {
        List<LogSetupProblem> problems = new LogSetup(log.slot(), log.publication()).problems(connection, tables);
        if (!problems.isEmpty()) {
            throw refusal(log.slot().name(), problems.get(0), notMade.orElse(null));
        }
    }

    /** @param notMade why this run could not make the slot; null if it could, or did not try */
    static DbferryException refusal(String slot, LogSetupProblem problem, @Nullable SQLException notMade) {
        if (notMade != null && ReplicationSlot.CANCELED.equals(notMade.getSQLState())) {
            return new DbferryException(
                    Failure.SOURCE_DATABASE,
                    "cannot make replication slot '" + slot + "': a transaction has been open for more than "
                            + WAIT_FOR_OPEN.toSeconds() + " s",
                    "Look into pg_stat_activity for it; the next run after its end makes the slot",
                    notMade);
        }
        return new DbferryException(
                Failure.SOURCE_DATABASE,
                "cannot read changes from the log: " + problem.text(),
                problem.hint(),
                notMade);
    }

    /** Moves the slot. If that fails the log waits for the next run: the shipment is in the depot all the same. */
    @Override
    public void delivered(Position position, Database source) {
        try (LockFile lock = log.lock()) {
            SlotState memory = log.memory();
            Optional<Mark> mark = memory.mark(position);
            if (mark.isPresent()) {
                SlotState from = memory.from(mark.get());
                if (!from.equals(memory)) {
                    from.write(log.work());
                }
                if (!mark.get().moved()) {
                    try (Connection connection = source.connect()) {
                        log.moveBehind(log.in(connection), from, mark.get());
                    }
                }
            }
        } catch (SQLException | DbferryException e) {
            Event.warning("slot", e).say("replication slot '" + log.slot().name() + "' cannot be moved");
        }
    }

    @Override
    public String describe(Table table) {
        return "log by slot " + log.slot().name();
    }
}
