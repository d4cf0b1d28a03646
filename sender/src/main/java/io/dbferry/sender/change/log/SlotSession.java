package io.dbferry.sender.change.log;

import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.Publication;
import io.dbferry.postgres.log.ReplicationSlot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The slot in a session of the database. */
interface SlotSession {
    Optional<ReplicationSlot.State> state() throws SQLException;

    /** As {@link ReplicationSlot#flush}. */
    Lsn flush() throws SQLException;

    /** As {@link ReplicationSlot#peek}. */
    void peek(Lsn upTo, ReplicationSlot.Messages messages) throws SQLException;

    void advance(Lsn to) throws SQLException;

    void create(Duration longest) throws SQLException;

    void drop() throws SQLException;

    /** @param connection outside of a snapshot's transaction, but for {@link #state} */
    static SlotSession of(ReplicationSlot slot, Publication publication, Connection connection) {
        return new SlotSession() {
            @Override
            public Optional<ReplicationSlot.State> state() throws SQLException {
                return slot.state(connection);
            }

            @Override
            public Lsn flush() throws SQLException {
                return ReplicationSlot.flush(connection);
            }

            @Override
            public void peek(Lsn upTo, ReplicationSlot.Messages messages) throws SQLException {
                slot.peek(connection, publication.name(), upTo, messages);
            }

            @Override
            public void advance(Lsn to) throws SQLException {
                slot.advance(connection, to);
            }

            @Override
            public void create(Duration longest) throws SQLException {
                slot.create(connection, longest);
            }

            @Override
            public void drop() throws SQLException {
                slot.drop(connection);
            }
        };
    }
}
