package io.dbferry.receiver.queue;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.stream.format.Sequence;
import io.dbferry.text.Count;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What an operator does to one consumer, each in one transaction under the consumer's lock, which wakes it. */
public final class QueueCommands {
    private static final String LISTED = "'dbferry queue' lists the consumers";

    private final Connection connection;
    private final String stream;
    private final String name;

    /** @param connection in autocommit */
    public QueueCommands(Connection connection, String stream, String name) {
        this.connection = connection;
        this.stream = stream;
        this.name = name;
    }

    private interface Change {
        String make() throws SQLException;
    }

    /** Makes the batch that fails, and all dead letters, due at once. Each returns what was done. */
    public String retry() throws SQLException {
        return change("retry", () -> {
            int dead = update("UPDATE dbferry.dead_letters SET retry = true WHERE stream = ? AND consumer = ?");
            int failing = update("UPDATE dbferry.consumers SET next_try_at = NULL"
                    + " WHERE stream = ? AND name = ? AND failure IS NOT NULL");
            if (dead + failing == 0) {
                throw refused("retry", "nothing of it has failed", "'dbferry queue' shows what fails");
            }
            List<String> what = new ArrayList<>();
            if (dead > 0) {
                what.add(letters(dead));
            }
            if (failing > 0) {
                what.add("the batch that fails");
            }
            return "consumer '" + name + "' tries " + String.join(" and ", what)
                    + " again: with the next load, or at once where 'dbferry run' runs";
        });
    }

    /** Throws away the dead letters; without any, passes over the batch that fails. */
    public String skip() throws SQLException {
        return change("skip", () -> {
            int dead = update("DELETE FROM dbferry.dead_letters WHERE stream = ? AND consumer = ?");
            if (dead > 0) {
                return "consumer '" + name + "' skips " + letters(dead);
            }
            int failing = update("UPDATE dbferry.consumers SET position = failing_upto, passed_at = clock_timestamp(),"
                    + " tries = 0, failure = NULL, failing_upto = NULL, failing_sequence = NULL, next_try_at = NULL"
                    + " WHERE stream = ? AND name = ? AND failing_upto IS NOT NULL");
            if (failing == 0) {
                throw refused("skip", "nothing of it has failed", "'dbferry queue' shows what fails");
            }
            return "consumer '" + name + "' skips the batch that failed";
        });
    }

    private static String letters(int count) {
        return Count.of(count, "dead letter");
    }

    /** Makes the consumer go on with the first change of that shipment. */
    public String reset(Sequence to) throws SQLException {
        return change("reset", () -> {
            Consumers.lockPositions(connection, stream);
            long end = number("SELECT changes_end FROM dbferry.ledger WHERE stream = ? AND sequence = ?", to.number());
            if (end < 0) {
                throw refused(
                        "reset", "shipment " + to + " is not applied here", "'dbferry status' lists what is applied");
            }
            long after = Math.max(
                    0, number("SELECT max(changes_end) FROM dbferry.ledger WHERE stream = ? AND changes_end < ?", end));
            long kept = number("SELECT max(kept_after) FROM dbferry.queues WHERE stream = ? AND kept_after > ?", after);
            if (kept >= 0) {
                throw refused(
                        "reset", "the changes of shipment " + to + " are not all kept any more", oldestKept(kept));
            }
            try (PreparedStatement statement = connection.prepareStatement("UPDATE dbferry.consumers SET position = ?,"
                    + " tries = 0, failure = NULL, failing_upto = NULL, failing_sequence = NULL, next_try_at = NULL"
                    + " WHERE stream = ? AND name = ?")) {
                statement.setLong(1, after);
                statement.setString(2, stream);
                statement.setString(3, name);
                statement.executeUpdate();
            }
            update("DELETE FROM dbferry.dead_letters WHERE stream = ? AND consumer = ? AND after_position >= " + after);
            return "consumer '" + name + "' continues with the first change of shipment " + to;
        });
    }

    private String oldestKept(long kept) throws SQLException {
        long oldest = number(
                "SELECT sequence FROM (SELECT sequence, changes_end, lag(changes_end) OVER (ORDER BY changes_end) AS before"
                        + " FROM dbferry.ledger WHERE stream = ?) l WHERE before >= ? ORDER BY changes_end LIMIT 1",
                kept);
        String says = "keep.changes in the config says how long changes are kept";
        return oldest < 0 ? says : "The oldest that is whole is of shipment " + new Sequence(oldest) + "; " + says;
    }

    /** Forgets the consumer with its dead letters. A step that the config names comes back with the next load. */
    public String remove() throws SQLException {
        return change("remove", () -> {
            update("DELETE FROM dbferry.consumers WHERE stream = ? AND name = ?");
            return "removed consumer '" + name + "'";
        });
    }

    private String change(String verb, Change change) throws SQLException {
        connection.setAutoCommit(false);
        try {
            if (!ConsumerLock.inTransaction(connection, stream, name)) {
                throw new DbferryException(
                        Failure.LOCKED,
                        "cannot " + verb + " consumer '" + name + "': it runs now",
                        "Wait for its run to end, then try again");
            }
            if (number(
                            "SELECT count(*) FROM dbferry.consumers WHERE stream = ? AND position >= ? AND name = "
                                    + Sql.literal(name),
                            0)
                    < 1) {
                throw refused(verb, "stream '" + stream + "' has no such consumer", LISTED);
            }
            String done = change.make();
            update("SELECT pg_notify('" + Ledger.CHANGES_CHANNEL + "', ?) WHERE ? <> ''");
            connection.commit();
            return done;
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private DbferryException refused(String verb, String why, String hint) {
        return new DbferryException(Failure.CONFIG, "cannot " + verb + " consumer '" + name + "': " + why, hint);
    }

    /** @param sql of which the first two parameters are stream and consumer; returns changed rows */
    private int update(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, stream);
            statement.setString(2, name);
            return statement.execute() ? 0 : statement.getUpdateCount();
        }
    }

    /** One number, of a query about the stream and another number; -1 if there is none. */
    private long number(String query, long parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, stream);
            statement.setLong(2, parameter);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return -1;
                }
                long number = row.getLong(1);
                return row.wasNull() ? -1 : number;
            }
        }
    }
}
