package io.dbferry.receiver.queue;

import io.dbferry.config.PostprocessStep;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.stream.format.Sequence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All consumers of a stream. */
public final class Consumers {
    private static final String REGISTER = """
            INSERT INTO dbferry.consumers (stream, name, kind, after, position)
            SELECT ?, ?, 'step', ?, coalesce(
                (SELECT max(changes_end) - 1 FROM dbferry.ledger WHERE ? AND stream = ?), nextval('dbferry.change_position'))
            WHERE NOT EXISTS (SELECT FROM dbferry.consumers WHERE stream = ? AND name = ?)
            ON CONFLICT DO NOTHING""";

    /** A step that runs holds its row; what it follows changes with a later load then. */
    private static final String FOLLOW = """
            UPDATE dbferry.consumers SET after = ? WHERE (stream, name) IN (
                SELECT stream, name FROM dbferry.consumers WHERE stream = ? AND name = ? AND after <> ?
                FOR UPDATE SKIP LOCKED)""";

    private static final String PROGRAM =
            "SELECT EXISTS (SELECT FROM dbferry.consumers WHERE stream = ? AND name = ? AND kind = 'program')";

    private static final String LIST = """
            SELECT c.*, behind.*, waiting.*,
                (SELECT l.sequence FROM dbferry.ledger l WHERE l.stream = c.stream AND l.changes_end <= CASE c.kind
                    WHEN 'step' THEN c.position
                    ELSE coalesce((SELECT min(r.position) FROM dbferry.changed_rows r
                        WHERE r.stream = c.stream AND r.position > c.position), 9223372036854775807) END
                 ORDER BY l.changes_end DESC LIMIT 1) AS passed
            FROM dbferry.consumers c,
            LATERAL (SELECT count(*) AS rows, count(DISTINCT r.sequence) AS row_shipments, min(l.applied_at) AS row_since
                FROM dbferry.changed_rows r JOIN dbferry.ledger l USING (stream, sequence)
                WHERE ? AND r.stream = c.stream AND r.position > c.position AND c.after IN ('any', l.kind)) behind,
            LATERAL (SELECT count(*) AS shipments, min(l.applied_at) AS since FROM dbferry.ledger l
                WHERE l.stream = c.stream AND l.changes_end > c.position AND c.after IN ('any', l.kind)) waiting
            WHERE c.stream = ? ORDER BY c.name""";

    private static final String LEFT = """
            SELECT EXISTS (SELECT FROM dbferry.consumers c WHERE c.stream = ? AND c.name = ANY (?)
                AND (EXISTS (SELECT FROM dbferry.ledger l WHERE l.stream = c.stream AND l.changes_end > c.position)
                     OR EXISTS (SELECT FROM dbferry.dead_letters d WHERE d.stream = c.stream AND d.consumer = c.name)))""";

    private static final String DEAD = """
            SELECT * FROM dbferry.dead_letters WHERE stream = ? AND consumer = ? ORDER BY upto_position""";

    private static final String PRUNE = """
            WITH bound AS (SELECT least(
                    (SELECT min(position) FROM dbferry.consumers WHERE stream = k.stream),
                    (SELECT min(after_position) FROM dbferry.dead_letters WHERE stream = k.stream),
                    CASE WHEN k.seconds > 0 THEN coalesce((SELECT changes_end FROM dbferry.ledger l
                        WHERE l.stream = k.stream AND applied_at < clock_timestamp() - k.seconds * interval '1 second'
                          AND changes_end IS NOT NULL ORDER BY changes_end DESC LIMIT 1), 0) END) AS upto, k.stream
                FROM (SELECT ?::text AS stream, ?::bigint AS seconds) k),
            gone AS (DELETE FROM dbferry.changed_rows r USING bound b
                WHERE r.stream = b.stream AND (b.upto IS NULL OR r.position <= b.upto) RETURNING r.stream, r.position)
            INSERT INTO dbferry.queues AS q SELECT stream, max(position) FROM gone GROUP BY stream
            ON CONFLICT (stream) DO UPDATE SET kept_after = greatest(q.kept_after, excluded.kept_after)""";

    private final Connection connection;
    private final String stream;

    public Consumers(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /**
     * Makes those consumers that are none yet, of all later shipments. One that publishes gets the last one before too: it
     * begins with all rows. Under the stream's lock.
     *
     * @throws DbferryException if a program consumes by the name of a step
     */
    public void register(List<PostprocessStep> steps) throws SQLException {
        for (PostprocessStep step : steps) {
            if (isProgram(step.name())) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot run step '" + step.name() + "': a program consumes changed rows by that name",
                        "Give the step another name in the config, or, if the program is gone, run 'dbferry queue remove "
                                + step.name() + "'");
            }
            String after = ChangeQueue.word(step.consumption().after());
            register(step, after);
            execute(FOLLOW, after, stream, step.name(), after);
        }
    }

    private void register(PostprocessStep step, String after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REGISTER)) {
            statement.setString(1, stream);
            statement.setString(2, step.name());
            statement.setString(3, after);
            statement.setBoolean(4, step instanceof PostprocessStep.Publish);
            statement.setString(5, stream);
            statement.setString(6, stream);
            statement.setString(7, step.name());
            statement.executeUpdate();
        }
    }

    private boolean isProgram(String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROGRAM)) {
            statement.setString(1, stream);
            statement.setString(2, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Whether there is any, so that changes must be recorded. Under the stream's lock. */
    public boolean any() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT EXISTS (SELECT FROM dbferry.consumers WHERE stream = ?)")) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Whether a step has not passed all that was applied, or has dead letters. */
    public boolean anyLeft(List<PostprocessStep> steps) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LEFT)) {
            statement.setString(1, stream);
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", steps.stream().map(PostprocessStep::name).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** All by name, with the rows that wait for each. */
    public List<ConsumerState> list(List<PostprocessStep> steps) throws SQLException {
        return list(steps, true);
    }

    /** The same without counting rows: their number is 0, and nothing waits for a program. */
    public List<ConsumerState> withoutRows(List<PostprocessStep> steps) throws SQLException {
        return list(steps, false);
    }

    private List<ConsumerState> list(List<PostprocessStep> steps, boolean rows) throws SQLException {
        Set<String> configured = steps.stream().map(PostprocessStep::name).collect(Collectors.toSet());
        List<ConsumerState> list = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setBoolean(1, rows);
            statement.setString(2, stream);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    list.add(state(row, configured));
                }
            }
        }
        return list;
    }

    private ConsumerState state(ResultSet row, Set<String> configured) throws SQLException {
        String name = row.getString("name");
        boolean step = row.getString("kind").equals("step");
        return new ConsumerState(
                name,
                step ? ConsumerState.Kind.STEP : ConsumerState.Kind.PROGRAM,
                !step || configured.contains(name),
                row.getLong("position"),
                sequence(row, "passed"),
                row.getLong("rows"),
                row.getLong(step ? "shipments" : "row_shipments"),
                time(row, step ? "since" : "row_since"),
                Objects.requireNonNull(time(row, "passed_at")),
                row.getInt("tries"),
                row.getString("failure"),
                sequence(row, "failing_sequence"),
                time(row, "next_try_at"),
                deadLetters(name));
    }

    private List<ConsumerState.DeadLetter> deadLetters(String consumer) throws SQLException {
        List<ConsumerState.DeadLetter> letters = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(DEAD)) {
            statement.setString(1, stream);
            statement.setString(2, consumer);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    letters.add(new ConsumerState.DeadLetter(
                            new Sequence(row.getLong("sequence")),
                            row.getLong("after_position"),
                            row.getLong("upto_position"),
                            row.getInt("tries"),
                            row.getString("failure"),
                            Objects.requireNonNull(time(row, "died_at")),
                            row.getBoolean("retry")));
                }
            }
        }
        return letters;
    }

    private static @Nullable Sequence sequence(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : new Sequence(number);
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /**
     * Deletes what all consumers have passed, no dead letter holds, and was applied longer ago than that. The connection
     * is in autocommit; {@link QueueCommands} that move a position back wait.
     */
    public void prune(Duration keep) throws SQLException {
        connection.setAutoCommit(false);
        try {
            lockPositions(connection, stream);
            try (PreparedStatement statement = connection.prepareStatement(PRUNE)) {
                statement.setString(1, stream);
                statement.setLong(2, keep.toSeconds());
                statement.executeUpdate();
            }
            connection.commit();
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** Until the transaction ends no position moves back, and nothing is pruned by others. */
    static void lockPositions(Connection connection, String stream) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_advisory_xact_lock(hashtextextended('dbferry queue ' || ?, 0))")) {
            statement.setString(1, stream);
            statement.execute();
        }
    }

    private void execute(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }
}
