package io.dbferry.sender.change.log;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.SnapshotText;
import io.dbferry.sender.change.ChangeSink;
import io.dbferry.sender.change.ChangeStrategy.Answer;
import io.dbferry.sender.change.log.SlotState.Covered;
import io.dbferry.sender.change.log.SlotState.Mark;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the log what changed between the snapshots of two marks.
 *
 * @param session outside of the snapshot's transaction
 * @param start where the slot stands
 */
record LogReader(LogSlot log, SlotSession session, Mark before, Mark mark, Lsn start) {
    /** SQLSTATE undefined_object: the publication was not there yet when a change was made. */
    private static final String UNDEFINED = "42704";

    Answer read(List<Table> tables, ChangeSink sink) throws SQLException {
        SnapshotText seen = SnapshotText.parse(mark.snapshot());
        Set<Table> anew = new HashSet<>();
        tables.stream()
                .filter(t -> isAnew(before.tables().get(t.oid()), mark.tables().get(t.oid()), seen))
                .forEach(anew::add);
        Lsn end = session.flush();
        VisibleCommits commits = new VisibleCommits(seen, start, end);
        List<Table> followed = tables.stream().filter(t -> !anew.contains(t)).toList();
        LogKeys keys = new LogKeys(byOid(sink, followed), SnapshotText.parse(before.snapshot()), commits, sink);
        try {
            session.peek(end, keys::take);
        } catch (SQLException e) {
            return unreadable(e);
        }
        keys.flush();
        if (keys.withoutKey().isPresent()) {
            return new Answer.OnlyComplete(
                    "the log has changes of '" + keys.withoutKey().get().name() + "' without their key");
        }
        anew.addAll(keys.emptied());
        for (Table table : anew) {
            sink.anew(table);
        }
        remember(commits.nothingUnseenBefore(), keys.told() || !anew.isEmpty());
        return new Answer.Told();
    }

    /**
     * Whether the log cannot tell a table's changes, so that all its rows travel.
     *
     * @param then how far the log covered the table; null if not at all
     * @param now the same
     * @param seen the snapshot of now
     */
    static boolean isAnew(@Nullable Covered then, @Nullable Covered now, SnapshotText seen) {
        return then == null
                || now == null
                || !then.coverage().equals(now.coverage())
                || then.open().stream().anyMatch(seen::sees);
    }

    /** A publication that was made after the slot cannot be followed: the slot is recreated, with a complete. */
    private Answer unreadable(SQLException e) throws SQLException {
        if (!UNDEFINED.equals(e.getSQLState())) {
            throw e;
        }
        String reason = "publication '" + log.publication().name() + "' is younger than replication slot '"
                + log.slot().name() + "'";
        log.drop(session, reason);
        return new Answer.OnlyComplete(reason);
    }

    private void remember(Lsn moveTo, boolean told) throws SQLException {
        SlotState memory = log.memory();
        if (told) {
            memory.replacing(mark, mark.movingTo(moveTo)).write(log.work());
        } else {
            log.move(session, memory.replacing(mark, mark.whenMoved()), start, moveTo);
        }
    }

    /** The tables by their oids and those of their partitions, which may come under either. */
    private static Map<Long, Table> byOid(ChangeSink sink, List<Table> tables) throws SQLException {
        Map<Long, Table> byOid = new HashMap<>();
        for (Table table : tables) {
            byOid.put(table.oid(), table);
            if (table.partitioned()) {
                String partitions = "SELECT relid::oid::bigint FROM pg_partition_tree(" + table.oid() + "::oid)";
                sink.column(partitions).forEach(oid -> byOid.put(Long.parseLong(oid), table));
            }
        }
        return byOid;
    }
}
