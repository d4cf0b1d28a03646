package io.dbferry.receiver.publish;

import io.dbferry.config.PostprocessStep.Publish;
import io.dbferry.files.InstalledParts;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.publish.Topics.Topic;
import io.dbferry.receiver.queue.Batch;
import io.dbferry.stream.format.Sequence;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Publishes shipments of one stream, one after the other. The broker knows how far the stream is: messages and position
 * come in one transaction, so whoever was killed when, a shipment that is published already is passed. Where the queue
 * does not lead on from there, all rows are published. Keeps its connection to the broker until a failure. For use by one
 * thread.
 */
public final class ShipmentPublisher implements AutoCloseable {
    private final String stream;
    private final String receiver;
    private final Publish publish;
    private final Clock clock;
    private final TopicNames names;
    private @Nullable Topics topics;
    private @Nullable PublishedPosition last;

    /** @param receiver the name of its config */
    public ShipmentPublisher(String stream, String receiver, Publish publish, Clock clock) {
        this.stream = stream;
        this.receiver = receiver;
        this.publish = publish;
        this.clock = clock;
        this.names = new TopicNames(publish.prefix());
    }

    /** The part that the config's step needs. */
    public static PublishPart part(Publish publish) throws PublishFailedException {
        InstalledParts parts = InstalledParts.ofThis();
        String name = publish.name();
        return parts.find(PublishPart.class, name, part -> part.name().equals(name))
                .orElseThrow(() -> new PublishFailedException(
                        "the part of DbFerry for it is not installed: no jars in " + parts.places(name)
                                + "; install the package dbferry-" + name,
                        null));
    }

    /** How the broker is reached: one publisher for each prefix. */
    public static PublishAccount account(Publish publish) {
        return new PublishAccount(publish.bootstrap(), "dbferry." + publish.prefix(), publish.properties());
    }

    /** Publishes the shipment, unless it is. The connection is in autocommit, and is so again. */
    public void publish(Connection connection, Batch batch) throws SQLException, PublishFailedException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            Topics opened = open();
            PublishState state = PublishState.read(connection, stream, batch, last);
            if (state.way() != PublishState.Way.PUBLISHED) {
                requireOwn();
                publish(connection, batch, state, opened);
            }
        } catch (SQLException | PublishFailedException | RuntimeException e) {
            close();
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** A topic of positions that cannot be read is never taken for an empty one: all rows would be published again. */
    private Topics open() throws PublishFailedException {
        Topics opened = topics;
        if (opened == null) {
            opened = part(publish).open(account(publish));
            topics = opened;
            opened.ensure(List.of(names.position()));
            Optional<String> known = opened.last(names.position().name());
            last = known.isPresent() ? PublishedPosition.parse(known.get()) : null;
        }
        return opened;
    }

    /** Two receivers have positions of their own: each would publish all rows behind the other's shipments. */
    private void requireOwn() throws PublishFailedException {
        PublishedPosition known = last;
        if (known != null && !known.receiver().equals(receiver)) {
            throw new PublishFailedException(
                    "receiver '" + known.receiver() + "' publishes topics of '" + names.prefix()
                            + "' already; set publish.kafka.prefix to other ones, or, if that receiver is gone for good,"
                            + " delete the topic '" + names.position().name() + "'",
                    null);
        }
    }

    private void publish(Connection connection, Batch batch, PublishState state, Topics opened)
            throws SQLException, PublishFailedException {
        boolean whole = state.way() == PublishState.Way.ALL_ROWS;
        List<ChangedTables> tables = whole
                ? ChangedTables.all(
                        connection,
                        new Ledger(connection, stream).filledTables().loaded())
                : ChangedTables.of(connection, stream, batch);
        List<Topic> needed = new ArrayList<>(List.of(names.transactions()));
        tables.forEach(each -> needed.add(names.table(each.table().name())));
        opened.ensure(needed);
        PublishedPosition reached = whole
                ? state.newest(receiver)
                : new PublishedPosition(receiver, batch.sequence().number(), state.manifest(), batch.upto());
        Source source = source(connection, reached, state, whole);
        opened.begin();
        Envelopes envelopes = new Envelopes(opened, names, source, reached.position(), clock);
        TableMessages messages = new TableMessages(connection, stream, opened, names, envelopes);
        envelopes.begin();
        for (ChangedTables each : tables) {
            if (each.whole()) {
                messages.whole(each.table(), reached.position());
            } else {
                messages.changes(each.table(), batch);
            }
        }
        envelopes.end();
        opened.put(names.position().name(), names.prefix(), reached.json());
        opened.commit();
        last = reached;
    }

    private Source source(Connection connection, PublishedPosition reached, PublishState state, boolean snapshot)
            throws SQLException {
        LedgerEntry entry = new Ledger(connection, stream)
                .entry(new Sequence(reached.sequence()))
                .orElseThrow();
        return new Source(
                stream,
                connection.getCatalog(),
                reached.sequence(),
                entry.shipment(),
                entry.sourceTime(),
                Objects.requireNonNull(entry.position()).walNumber(),
                state.newestSequence(),
                snapshot);
    }

    /** Ends the connection to the broker; what is open there is never to be seen. Another call opens it again. */
    @Override
    public void close() {
        Topics opened = topics;
        topics = null;
        last = null;
        if (opened != null) {
            opened.close();
        }
    }
}
