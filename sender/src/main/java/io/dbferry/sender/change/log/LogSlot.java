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

    SlotSession in(Connection connection) {
        return SlotSession.of(slot, publication, connection);
    }

    /** Where the slot stands; empty if changes cannot be read from it. */
    static Optional<Lsn> confirmed(SlotSession session) throws SQLException {
        return session.state()
                .filter(ReplicationSlot.State.Usable.class::isInstance)
                .map(state -> ((ReplicationSlot.State.Usable) state).confirmed());
    }

    /** Drops the slot, and remembers first why: that is reported with the complete that replaces it. */
    void drop(SlotSession session, String reason) throws SQLException {
        memory().withLost(reason).write(work);
        session.drop();
    }

    /** Remembers before it moves: a slot that stands further than remembered is taken for another's doing. */
    void move(SlotSession session, SlotState memory, Lsn from, Lsn to) throws SQLException {
        memory.advancedTo(to).write(work);
        if (from.compareTo(to) < 0) {
            session.advance(to);
        }
    }

    /** Moves the slot behind a shipment that is in the depot, unless someone else has moved it. */
    void moveBehind(SlotSession session, SlotState memory, Mark mark) throws SQLException {
        Optional<Lsn> from = confirmed(session).filter(at -> at.compareTo(memory.furthest(mark)) <= 0);
        if (from.isPresent()) {
            Lsn to = mark.moveTo() == null ? behind(session, mark, from.get()) : Lsn.parse(mark.moveTo());
            move(session, memory.replacing(mark, mark.whenMoved()), from.get(), to);
        }
    }

    /** Of a complete, for which the log was not read: reads it for its transactions alone. */
    private static Lsn behind(SlotSession session, Mark mark, Lsn from) throws SQLException {
        session.flush();
        VisibleCommits commits = new VisibleCommits(SnapshotText.parse(mark.snapshot()), from, mark.walLsn());
        session.peek(mark.walLsn(), commits::follow);
        return commits.nothingUnseenBefore();
    }
}
