package io.dbferry.sender.change.log;

import io.dbferry.files.LockFile;
import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.Publication;
import io.dbferry.postgres.log.ReplicationSlot;
import io.dbferry.postgres.log.SnapshotText;
import io.dbferry.sender.change.log.SlotState.Mark;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The slot with its publication and what the work folder remembers of it; used under its lock. */
record LogSlot(ReplicationSlot slot, Publication publication, Path work) {
    LockFile lock() {
        return RetainedWalGuard.lock(work);
    }

    SlotState memory() {
        return SlotState.read(work);
    }

    /** Where the slot stands; empty if changes cannot be read from it. */
    Optional<Lsn> confirmed(Connection connection) throws SQLException {
        return slot.state(connection)
                .filter(ReplicationSlot.State.Usable.class::isInstance)
                .map(state -> ((ReplicationSlot.State.Usable) state).confirmed());
    }

    /** Drops the slot, and remembers first why: that is reported with the complete that replaces it. */
    void drop(Connection connection, String reason) throws SQLException {
        memory().withLost(reason).write(work);
        slot.drop(connection);
    }

    /** Remembers before it moves: a slot that stands further than remembered is taken for another's doing. */
    void move(Connection connection, SlotState memory, Lsn from, Lsn to) throws SQLException {
        memory.advancedTo(to).write(work);
        if (from.compareTo(to) < 0) {
            slot.advance(connection, to);
        }
    }

    /** Moves the slot behind a shipment that is in the depot, unless someone else has moved it. */
    void moveBehind(Connection connection, SlotState memory, Mark mark) throws SQLException {
        Optional<Lsn> from = confirmed(connection).filter(at -> at.compareTo(memory.furthest(mark)) <= 0);
        if (from.isPresent()) {
            Lsn to = mark.moveTo() == null ? behind(connection, mark, from.get()) : Lsn.parse(mark.moveTo());
            move(connection, memory.replacing(mark, mark.whenMoved()), from.get(), to);
        }
    }

    /** Of a complete, for which the log was not read: reads it for its transactions alone. */
    private Lsn behind(Connection connection, Mark mark, Lsn from) throws SQLException {
        ReplicationSlot.flush(connection);
        VisibleCommits commits = new VisibleCommits(SnapshotText.parse(mark.snapshot()), from, mark.walLsn());
        slot.peek(connection, publication.name(), mark.walLsn(), commits::follow);
        return commits.nothingUnseenBefore();
    }
}
