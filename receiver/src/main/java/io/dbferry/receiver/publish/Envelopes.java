package io.dbferry.receiver.publish;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.publish.Topics.Topic;
import io.dbferry.text.Json;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of one shipment in the form of Debezium's, as JSON without schemas (<a
 * href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-events">its
 * documentation</a>): rows, and BEGIN and END around them.
 */
final class Envelopes {
    private final Topics topics;
    private final TopicNames names;
    private final Source source;
    private final String transaction;
    private final Clock clock;
    private final Map<TableName, Long> counts = new LinkedHashMap<>();
    private long total;

    /** @param position of the queue that this reaches: with the shipment's number, it names the transaction */
    Envelopes(Topics topics, TopicNames names, Source source, long position, Clock clock) {
        this.topics = topics;
        this.names = names;
        this.source = source;
        this.transaction = source.sequence() + ":" + position;
        this.clock = clock;
    }

    void begin() throws PublishFailedException {
        transaction("BEGIN", "null", "null");
    }

    /** A row of a table that is published whole. */
    void read(TableName table, String key, String after, long position) throws PublishFailedException {
        put(table, key, null, after, 'r', position, true);
    }

    void created(TableName table, String key, String after, long position) throws PublishFailedException {
        put(table, key, null, after, 'c', position, false);
    }

    void updated(TableName table, String key, String after, long position) throws PublishFailedException {
        put(table, key, null, after, 'u', position, false);
    }

    /** The message, and a tombstone behind it, by which the broker forgets the key. */
    void deleted(TableName table, String key, long position) throws PublishFailedException {
        put(table, key, key, null, 'd', position, false);
        topics.put(names.table(table).name(), key, null);
    }

    void end() throws PublishFailedException {
        StringBuilder collections = new StringBuilder("[");
        counts.forEach((table, count) -> collections
                .append(collections.length() > 1 ? "," : "")
                .append("{\"data_collection\":")
                .append(Json.line(table.schema() + "." + table.name()))
                .append(",\"event_count\":")
                .append(count)
                .append('}'));
        transaction("END", String.valueOf(total), collections.append(']').toString());
    }

    private void put(
            TableName table,
            String key,
            @Nullable String before,
            @Nullable String after,
            char operation,
            long position,
            boolean wholeTable)
            throws PublishFailedException {
        Topic topic = names.table(table);
        long ofTable = counts.merge(table, 1L, Long::sum);
        total++;
        topics.put(
                topic.name(),
                key,
                "{\"before\":" + before + ",\"after\":" + after
                        + ",\"source\":" + source.json(table, position, wholeTable)
                        + ",\"transaction\":{\"id\":\"" + transaction + "\",\"total_order\":" + total
                        + ",\"data_collection_order\":" + ofTable
                        + "},\"op\":\"" + operation + "\",\"ts_ms\":" + clock.millis() + "}");
    }

    private void transaction(String status, String count, String collections) throws PublishFailedException {
        topics.put(
                names.transactions().name(),
                "{\"id\":\"" + transaction + "\"}",
                "{\"status\":\"" + status + "\",\"id\":\"" + transaction + "\",\"ts_ms\":" + clock.millis()
                        + ",\"event_count\":" + count + ",\"data_collections\":" + collections + "}");
    }
}
