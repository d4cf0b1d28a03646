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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    /** SQLSTATE undefined_object: the publication was not there yet when a change was made. */
    private static final String UNDEFINED = "42704";

    private static final Duration WAIT_FOR_OPEN = Duration.ofSeconds(30);

    private final ReplicationSlot slot;
    private final Publication publication;
    private final Path work;
    private @Nullable Database database;
    private @Nullable SQLException notMade;
    private @Nullable Position now;

    public LogStrategy(LogConfig config, Path work) {
        this.slot = new ReplicationSlot(config.slot());
        this.publication = new Publication(config.publication());
        this.work = work;
    }

    private LockFile lock() {
        return RetainedWalGuard.lock(work);
    }

    @Override
    public boolean touches() {
        return true;
    }

    /** Makes the slot if it is missing; what hinders that is told by {@link #find}, as a complete goes without. */
    @Override
    public void prepare(Database source) {
        database = source;
        try (LockFile lock = lock();
                Connection connection = source.connect()) {
            if (!publication.exists(connection)) {
                return;
            }
            Optional<ReplicationSlot.State> state = slot.state(connection);
            if (state.isPresent()
                    && state.get().foreign() == null
                    && state.get().lost()) {
                String reason = "PostgreSQL has dropped WAL that replication slot '" + slot.name() + "' needed";
                SlotState.read(work).withLost(reason).write(work);
                slot.drop(connection);
                state = Optional.empty();
            }
            if (state.isEmpty()) {
                slot.create(connection, WAIT_FOR_OPEN);
            }
        } catch (SQLException e) {
            Event.warning("slot", e).say("replication slot '" + slot.name() + "' cannot be made");
            notMade = e;
        }
    }

    /** Marks the snapshot as one that the log can go on from, if the slot stands before it. */
    @Override
    public void taken(Kind kind, Position position, Connection snapshot) throws SQLException {
        now = position;
        if (notMade != null) {
            return;
        }
        try (LockFile lock = lock()) {
            Optional<ReplicationSlot.State> state = slot.state(snapshot).filter(LogStrategy::usable);
            SlotState memory = SlotState.read(work);
            if (state.isEmpty() || confirmed(state.get()).compareTo(Lsn.parse(position.wal())) > 0) {
                return;
            }
            Optional<Mark> last =
                    memory.delivered().filter(m -> confirmed(state.get()).compareTo(memory.furthest(m)) <= 0);
            SnapshotText seen = SnapshotText.parse(position.snapshot());
            Map<Long, Covered> tables = new HashMap<>();
            publication
                    .coverage(snapshot)
                    .forEach(
                            (oid, coverage) -> tables.put(oid, new Covered(coverage, open(oid, coverage, last, seen))));
            memory.with(new Mark(
                            kind,
                            position.snapshot(),
                            position.wal(),
                            confirmed(state.get()).toString(),
                            null,
                            false,
                            tables))
                    .write(work);
        }
    }

    static boolean usable(ReplicationSlot.State state) {
        return state.foreign() == null && !state.lost() && state.confirmed() != null;
    }

    private static Lsn confirmed(ReplicationSlot.State state) {
        return Objects.requireNonNull(state.confirmed());
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
    public Answer find(List<Table> tables, Position since, ChangeSink sink) throws SQLException {
        checkSetup(sink.connection(), tables);
        Position taken = Objects.requireNonNull(now);
        try (LockFile lock = lock();
                Connection connection = Objects.requireNonNull(database).connect()) {
            SlotState memory = SlotState.read(work);
            Optional<Mark> before = memory.mark(since);
            Optional<Mark> mark = memory.mark(taken);
            if (before.isEmpty() || mark.isEmpty()) {
                return new Answer.OnlyComplete(
                        memory.lost() == null ? "the log does not reach back to the last shipment" : memory.lost());
            }
            Lsn start = confirmed(slot.state(connection).orElseThrow());
            if (since.timeline() != taken.timeline()) {
                return new Answer.OnlyComplete("the server is on another timeline than at the last shipment");
            }
            if (start.compareTo(memory.furthest(before.get())) > 0) {
                return new Answer.OnlyComplete(
                        "replication slot '" + slot.name() + "' does not reach back to the last shipment");
            }
            return find(connection, tables, before.get(), mark.get(), start, sink);
        }
    }

    private void checkSetup(Connection connection, List<Table> tables) throws SQLException {
        List<LogSetupProblem> problems = new LogSetup(slot, publication).problems(connection, tables);
        if (problems.isEmpty()) {
            return;
        }
        if (notMade != null && ReplicationSlot.CANCELED.equals(notMade.getSQLState())) {
            throw new DbferryException(
                    Failure.SOURCE_DATABASE,
                    "cannot make replication slot '" + slot.name() + "': a transaction has been open for more than "
                            + WAIT_FOR_OPEN.toSeconds() + " s",
                    "Look into pg_stat_activity for it; the next run after its end makes the slot",
                    notMade);
        }
        LogSetupProblem first = problems.get(0);
        throw new DbferryException(
                Failure.SOURCE_DATABASE, "cannot read changes from the log: " + first.text(), first.hint(), notMade);
    }

    private Answer find(Connection connection, List<Table> tables, Mark before, Mark mark, Lsn start, ChangeSink sink)
            throws SQLException {
        SnapshotText seen = SnapshotText.parse(mark.snapshot());
        Set<Table> anew = new HashSet<>();
        tables.stream().filter(t -> isAnew(t, before, mark, seen)).forEach(anew::add);
        Lsn end = ReplicationSlot.flush(connection);
        VisibleCommits commits = new VisibleCommits(seen, start, end);
        List<Table> followed = tables.stream().filter(t -> !anew.contains(t)).toList();
        LogKeys keys =
                new LogKeys(byOid(sink.connection(), followed), SnapshotText.parse(before.snapshot()), commits, sink);
        try {
            slot.peek(connection, publication.name(), end, keys::take);
        } catch (SQLException e) {
            return unreadable(connection, e);
        }
        keys.flush();
        if (keys.withoutKey().isPresent()) {
            return new Answer.OnlyComplete(
                    "the log has changes of '" + keys.withoutKey().get().name() + "' without their primary key");
        }
        anew.addAll(keys.emptied());
        for (Table table : anew) {
            sink.anew(table);
        }
        remember(connection, mark, commits.nothingUnseenBefore(), start, keys.told() || !anew.isEmpty());
        return new Answer.Told();
    }

    /** Whether the log may not have told all changes of the table between the two shipments. */
    static boolean isAnew(Table table, Mark before, Mark mark, SnapshotText seen) {
        Covered then = before.tables().get(table.oid());
        Covered here = mark.tables().get(table.oid());
        return then == null
                || here == null
                || !then.coverage().equals(here.coverage())
                || then.open().stream().anyMatch(seen::sees);
    }

    /** A publication that was made after the slot cannot be followed: the slot is made anew, with a complete. */
    private Answer unreadable(Connection connection, SQLException e) throws SQLException {
        if (!UNDEFINED.equals(e.getSQLState())) {
            throw e;
        }
        slot.drop(connection);
        String reason =
                "publication '" + publication.name() + "' is younger than replication slot '" + slot.name() + "'";
        SlotState.read(work).withLost(reason).write(work);
        return new Answer.OnlyComplete(reason);
    }

    private void remember(Connection connection, Mark mark, Lsn moveTo, Lsn start, boolean told) throws SQLException {
        SlotState memory = SlotState.read(work);
        if (told) {
            memory.replacing(mark, mark.movingTo(moveTo)).write(work);
        } else {
            move(connection, memory.replacing(mark, mark.whenMoved()), start, moveTo);
        }
    }

    /** Remembers before it moves: a slot that stands further than remembered is taken for another's doing. */
    private void move(Connection connection, SlotState memory, Lsn from, Lsn to) throws SQLException {
        memory.advancedTo(to).write(work);
        if (from.compareTo(to) < 0) {
            slot.advance(connection, to);
        }
    }

    /** The tables by their oids and those of their partitions, which may come under either. */
    private static Map<Long, Table> byOid(Connection connection, List<Table> tables) throws SQLException {
        Map<Long, Table> byOid = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT relid::oid::bigint FROM pg_partition_tree(?::bigint::oid)")) {
            for (Table table : tables) {
                byOid.put(table.oid(), table);
                if (table.partitioned()) {
                    statement.setLong(1, table.oid());
                    try (ResultSet row = statement.executeQuery()) {
                        while (row.next()) {
                            byOid.put(row.getLong(1), table);
                        }
                    }
                }
            }
        }
        return byOid;
    }

    /** Moves the slot. If that fails the log waits for the next run: the shipment is in the depot all the same. */
    @Override
    public void delivered(Position position, Database source) {
        try (LockFile lock = lock()) {
            SlotState memory = SlotState.read(work);
            Optional<Mark> mark = memory.mark(position).filter(m -> !m.moved());
            if (mark.isPresent()) {
                moveBehind(memory.from(mark.get()), mark.get(), source);
            }
        } catch (SQLException | DbferryException e) {
            Event.warning("slot", e).say("replication slot '" + slot.name() + "' cannot be moved");
        }
    }

    private void moveBehind(SlotState memory, Mark mark, Database source) throws SQLException {
        memory.write(work);
        try (Connection connection = source.connect()) {
            Optional<ReplicationSlot.State> state = slot.state(connection)
                    .filter(LogStrategy::usable)
                    .filter(s -> confirmed(s).compareTo(memory.furthest(mark)) <= 0);
            if (state.isPresent()) {
                Lsn from = confirmed(state.get());
                Lsn to = mark.moveTo() == null ? behind(connection, mark, from) : Lsn.parse(mark.moveTo());
                move(connection, memory.replacing(mark, mark.whenMoved()), from, to);
            }
        }
    }

    /** Of a complete, for which the log was not read: reads it for its transactions alone. */
    private Lsn behind(Connection connection, Mark mark, Lsn from) throws SQLException {
        ReplicationSlot.flush(connection);
        VisibleCommits commits = new VisibleCommits(SnapshotText.parse(mark.snapshot()), from, mark.walLsn());
        slot.peek(connection, publication.name(), mark.walLsn(), commits::follow);
        return commits.nothingUnseenBefore();
    }

    @Override
    public String describe(Table table) {
        return "log by slot " + slot.name();
    }
}
