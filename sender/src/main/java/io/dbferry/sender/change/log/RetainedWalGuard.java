package io.dbferry.sender.change.log;

import io.dbferry.config.LogConfig;
import io.dbferry.files.LockFile;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.log.ReplicationSlot;
import io.dbferry.text.ByteCount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Drops the slot when PostgreSQL keeps too much of its log for it, so that the sender's disk does not fill because a
 * depot is away, nobody runs dumps any more, or a transaction stays open.
 */
public final class RetainedWalGuard {
    private RetainedWalGuard() {}

    static Path memoryFile(Path work) {
        return work.resolve("log.json");
    }

    /** Held while slot or memory are changed; waits for its turn. */
    static LockFile lock(Path work) {
        return LockFile.await(work.resolve("log.lock"));
    }

    /** Whether strategy {@code log} was ever used with this work folder. */
    public static boolean mayHaveSlot(Path work) {
        return Files.exists(memoryFile(work));
    }

    /** The bytes of log that PostgreSQL keeps for our slot; empty where strategy {@code log} has none. */
    public static OptionalLong retained(LogConfig config, Path work, Connection connection) throws SQLException {
        if (!mayHaveSlot(work)) {
            return OptionalLong.empty();
        }
        return new ReplicationSlot(config.slot())
                .state(connection)
                .filter(s -> !(s instanceof ReplicationSlot.State.Foreign))
                .map(s -> OptionalLong.of(s.retained()))
                .orElseGet(OptionalLong::empty);
    }

    /** Why the slot is dropped; empty if it stays. */
    static Optional<String> tooMuch(LogConfig config, long retained) {
        return retained <= config.maxRetainedWal()
                ? Optional.empty()
                : Optional.of("replication slot '" + config.slot() + "' held back " + ByteCount.of(retained)
                        + " of WAL, more than log.max-retained-wal, and was dropped");
    }

    /** To be called first in a run, before the depot is connected: whatever may fail later, this must not wait for it. */
    public static void run(LogConfig config, Path work, Database database) {
        if (!mayHaveSlot(work)) {
            return;
        }
        try (LockFile lock = lock(work);
                Connection connection = database.connect()) {
            ReplicationSlot slot = new ReplicationSlot(config.slot());
            Optional<ReplicationSlot.State> state =
                    slot.state(connection).filter(s -> !(s instanceof ReplicationSlot.State.Foreign));
            Optional<String> reason = state.flatMap(s -> tooMuch(config, s.retained()));
            if (reason.isPresent()) {
                SlotState.read(work).withLost(reason.get()).write(work);
                slot.drop(connection);
            }
        } catch (SQLException e) {
            throw database.refused("look after replication slot '" + config.slot() + "'", e);
        }
    }
}
