package io.dbferry.status.queue;

import io.dbferry.config.PostprocessStep;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.queue.ConsumerState;
import io.dbferry.receiver.queue.Consumers;
import io.dbferry.text.Count;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * The consumers of a stream's changed rows.
 *
 * @param time when this was read
 * @param unregistered steps of the config that the next load makes consumers
 */
public record QueueReport(
        String stream, String database, Instant time, List<ConsumerState> consumers, List<String> unregistered) {
    public QueueReport {
        consumers = List.copyOf(consumers);
        unregistered = List.copyOf(unregistered);
    }

    /** @throws DbferryException if the database cannot be reached or read */
    public static QueueReport read(ReceiverConfig config, Database database, Instant now) {
        List<ConsumerState> consumers = states(database, config, true);
        List<String> known = consumers.stream().map(ConsumerState::name).toList();
        List<String> unregistered = config.postprocess().stream()
                .map(PostprocessStep::name)
                .filter(name -> !known.contains(name))
                .toList();
        return new QueueReport(config.stream(), database.describe(), now, consumers, unregistered);
    }

    private static List<ConsumerState> states(Database database, ReceiverConfig config, boolean rows) {
        try (Connection connection = database.connect()) {
            if (!new Ledger(connection, config.stream()).exists()) {
                return List.of();
            }
            Consumers consumers = new Consumers(connection, config.stream());
            return rows ? consumers.list(config.postprocess()) : consumers.withoutRows(config.postprocess());
        } catch (SQLException e) {
            throw database.refused("read the queue", e);
        }
    }

    /** @throws DbferryException if no load has made the queue yet */
    public static void requireQueue(ReceiverConfig config, Connection connection) throws SQLException {
        if (!new Ledger(connection, config.stream()).exists()) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot change the queue of stream '" + config.stream() + "': there is none",
                    "The first 'dbferry load' creates it");
        }
    }

    /** What keeps consumers from what was applied, a line for each. */
    public static List<String> warnings(ReceiverConfig config, Database database) {
        return states(database, config, false).stream()
                .filter(c -> c.inTrouble() || !c.configured())
                .map(c -> "consumer '" + c.name() + "' "
                        + (!c.configured() ? "is not a step of the config any more" : trouble(c))
                        + ": see 'dbferry queue'")
                .toList();
    }

    private static String trouble(ConsumerState consumer) {
        String dead = consumer.deadLetters().isEmpty()
                ? ""
                : "has " + Count.of(consumer.deadLetters().size(), "dead letter");
        String failing = consumer.failure() == null ? "" : "fails on shipment " + consumer.failingSequence();
        return dead.isEmpty() || failing.isEmpty() ? dead + failing : failing + " and " + dead;
    }
}
