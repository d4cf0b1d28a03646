package io.dbferry.receiver.queue;

import io.dbferry.config.PostprocessStep.After;
import io.dbferry.config.PostprocessStep.Consumption;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.PGConnection;

/** The queue as one step sees it, over a connection of the step's own. */
public final class ChangeQueue {
    private static final String DEAD = """
            SELECT l.sequence, l.kind, l.shipment, d.after_position, d.upto_position
            FROM dbferry.dead_letters d JOIN dbferry.ledger l USING (stream, sequence)
            WHERE d.stream = ? AND d.consumer = ? AND d.retry ORDER BY d.upto_position LIMIT 1""";

    private static final String NEXT = """
            SELECT l.sequence, l.kind, l.shipment, c.position, l.changes_end
            FROM dbferry.consumers c JOIN dbferry.ledger l ON l.stream = c.stream AND l.changes_end > c.position
            WHERE c.stream = ? AND c.name = ? AND c.kind = 'step' AND (c.next_try_at IS NULL OR c.next_try_at <= clock_timestamp())
            ORDER BY l.changes_end LIMIT 1""";

    /** Where the batch ends if the shipment has more rows than that. */
    private static final String CUT = """
            SELECT position - 1 FROM dbferry.changed_rows WHERE stream = ? AND position > ? AND position <= ?
            ORDER BY position OFFSET ? LIMIT 1""";

    private static final String FAILED = """
            UPDATE dbferry.consumers SET tries = tries + 1, failure = ?, failing_upto = ?, failing_sequence = ?,
                next_try_at = clock_timestamp() + least(? * 2.0 ^ least(tries, 30), ?) * interval '1 second'
            WHERE stream = ? AND name = ? AND position = ?""";

    private static final String BURIED = """
            INSERT INTO dbferry.dead_letters (stream, consumer, sequence, after_position, upto_position, tries, failure)
            SELECT stream, name, failing_sequence, position, failing_upto, tries, failure
            FROM dbferry.consumers WHERE stream = ? AND name = ? AND position = ? AND tries >= ?
              AND (SELECT count(*) FROM dbferry.dead_letters d
                   WHERE d.stream = consumers.stream AND d.consumer = consumers.name) < ?
            ON CONFLICT (stream, consumer, upto_position) DO UPDATE SET tries = excluded.tries, failure = excluded.failure,
                after_position = least(dead_letters.after_position, excluded.after_position)""";

    private static final String PASSED = """
            UPDATE dbferry.consumers SET position = ?, passed_at = clock_timestamp(), tries = 0, failure = NULL,
                failing_upto = NULL, failing_sequence = NULL, next_try_at = NULL
            WHERE stream = ? AND name = ? AND position = ?""";

    private final Connection connection;
    private final String stream;
    private final Consumption consumer;

    public ChangeQueue(Connection connection, String stream, Consumption consumer) {
        this.connection = connection;
        this.stream = stream;
        this.consumer = consumer;
    }

    /** False before the first load. */
    public boolean exists() throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT to_regclass('dbferry.queues') IS NOT NULL");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Takes the consumer's lock until the transaction ends; false if another run has it. */
    public boolean lockInTransaction() throws SQLException {
        return ConsumerLock.inTransaction(connection, stream, consumer.name());
    }

    /** The same until {@link #unlock}. */
    public boolean lock() throws SQLException {
        return ConsumerLock.take(connection, stream, consumer.name());
    }

    public void unlock() throws SQLException {
        ConsumerLock.leave(connection, stream, consumer.name());
    }

    /**
     * What is due: dead letters that are to be tried again first; then the oldest that the consumer has not passed, after
     * {@link #passOthers}.
     */
    public Optional<Batch> next() throws SQLException {
        Optional<Batch> dead = read(DEAD, true);
        if (dead.isPresent()) {
            return dead;
        }
        Optional<Batch> next = read(NEXT, false);
        return next.isPresent() ? Optional.of(cut(next.get())) : next;
    }

    /** Passes the shipments before the next one that the consumer follows; returns whether there were any. */
    public boolean passOthers() throws SQLException {
        boolean passed = false;
        if (consumer.after() == After.ANY) {
            return passed;
        }
        for (Optional<Batch> next = read(NEXT, false);
                next.isPresent() && !follows(next.get().kind());
                next = read(NEXT, false)) {
            passed |= pass(next.get());
        }
        return passed;
    }

    private boolean follows(Kind kind) {
        return switch (consumer.after()) {
            case ANY -> true;
            case COMPLETE -> kind == Kind.COMPLETE;
            case PARTIAL -> kind == Kind.PARTIAL;
        };
    }

    private Optional<Batch> read(String query, boolean dead) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, stream);
            statement.setString(2, consumer.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Batch(
                                new Sequence(row.getLong(1)),
                                Kind.of(row.getString(2)),
                                row.getString(3),
                                row.getLong(4),
                                row.getLong(5),
                                dead))
                        : Optional.empty();
            }
        }
    }

    private Batch cut(Batch all) throws SQLException {
        if (consumer.batch() == 0) {
            return all;
        }
        try (PreparedStatement statement = connection.prepareStatement(CUT)) {
            statement.setString(1, stream);
            statement.setLong(2, all.after());
            statement.setLong(3, all.upto());
            statement.setInt(4, consumer.batch());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Batch(all.sequence(), all.kind(), all.shipment(), all.after(), row.getLong(1), all.dead())
                        : all;
            }
        }
    }

    /** Makes the view {@code dbferry.changes} show the batch until the transaction ends. */
    public void show(Batch batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT set_config('dbferry.stream', ?, true),"
                + " set_config('dbferry.sequence', ?, true), set_config('dbferry.kind', ?, true),"
                + " set_config('dbferry.after', ?, true), set_config('dbferry.upto', ?, true)")) {
            statement.setString(1, stream);
            statement.setString(2, String.valueOf(batch.sequence().number()));
            statement.setString(3, batch.kind().word());
            statement.setString(4, String.valueOf(batch.after()));
            statement.setString(5, String.valueOf(batch.upto()));
            statement.execute();
        }
    }

    /** Writes the batch's rows as lines of JSON, in the order of their positions; returns how many. */
    public long writeLines(Batch batch, OutputStream lines) throws SQLException, IOException {
        // No byte of JSON is below 0x20, so that COPY neither quotes nor escapes anything.
        return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "COPY (SELECT json_build_object('position', position, 'sequence', sequence, 'table_schema',"
                                + " table_schema, 'table_name', table_name, 'operation', operation, 'key', key)"
                                + " FROM dbferry.changed_rows WHERE stream = " + Sql.literal(stream)
                                + " AND position > "
                                + batch.after() + " AND position <= " + batch.upto()
                                + " ORDER BY position) TO STDOUT (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')",
                        lines);
    }

    /**
     * Moves the consumer's position behind the batch, or takes the batch out of the dead letter, in the current
     * transaction.
     *
     * @return false if it was done already
     */
    public boolean pass(Batch batch) throws SQLException {
        String sql = batch.dead()
                ? "DELETE FROM dbferry.dead_letters WHERE upto_position = ? AND stream = ? AND consumer = ?"
                        + " AND after_position = ?"
                : PASSED;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, batch.upto());
            statement.setString(2, stream);
            statement.setString(3, consumer.name());
            statement.setLong(4, batch.after());
            return statement.executeUpdate() > 0;
        }
    }

    /**
     * Notes that a run failed, in the current transaction: the batch is tried again after a pause, or goes into the dead
     * letter, if that has room.
     */
    public void failed(Batch batch, String failure) throws SQLException {
        if (batch.dead()) {
            diedAgain(batch, failure);
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(FAILED)) {
            statement.setString(1, failure);
            statement.setLong(2, batch.upto());
            statement.setLong(3, batch.sequence().number());
            statement.setLong(4, consumer.backOff().toSeconds());
            statement.setLong(5, consumer.longestPause().toSeconds());
            statement.setString(6, stream);
            statement.setString(7, consumer.name());
            statement.setLong(8, batch.after());
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(BURIED)) {
            statement.setString(1, stream);
            statement.setString(2, consumer.name());
            statement.setLong(3, batch.after());
            statement.setInt(4, consumer.tries());
            statement.setInt(5, consumer.deadLetters());
            if (statement.executeUpdate() > 0) {
                pass(batch);
            }
        }
    }

    /** Whether it fails, or has dead letters. */
    public boolean inTrouble() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT failure IS NOT NULL OR EXISTS (SELECT FROM"
                        + " dbferry.dead_letters d WHERE d.stream = c.stream AND d.consumer = c.name)"
                        + " FROM dbferry.consumers c WHERE stream = ? AND name = ?")) {
            statement.setString(1, stream);
            statement.setString(2, consumer.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private void diedAgain(Batch batch, String failure) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE dbferry.dead_letters SET"
                + " tries = tries + 1, failure = ?, retry = false WHERE stream = ? AND consumer = ?"
                + " AND upto_position = ?")) {
            statement.setString(1, failure);
            statement.setString(2, stream);
            statement.setString(3, consumer.name());
            statement.setLong(4, batch.upto());
            statement.executeUpdate();
        }
    }

    /** Which shipments the consumer follows, as the table has it. */
    static String word(After after) {
        return switch (after) {
            case ANY -> "any";
            case COMPLETE -> "complete";
            case PARTIAL -> "partial";
        };
    }
}
