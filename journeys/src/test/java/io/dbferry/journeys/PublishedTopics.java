package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.debezium.serde.DebeziumSerdes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;

/** A consumer that reads all committed messages of a topic from its beginning. */
final class PublishedTopics implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaConsumer<byte[], byte[]> consumer;

    PublishedTopics(String bootstrap) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** A message; a tombstone has no value. */
    record Message(String key, JsonNode value) {
        boolean tombstone() {
            return value.isMissingNode();
        }

        String op() {
            return value.path("op").asText();
        }

        long position() {
            return value.path("source").path("position").asLong();
        }
    }

    List<Message> messages(String topic) throws IOException {
        List<Message> messages = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
            JsonNode value = record.value() == null ? JSON.missingNode() : JSON.readTree(record.value());
            messages.add(new Message(new String(record.key(), StandardCharsets.UTF_8), value));
        }
        return messages;
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<PartitionInfo> partitions = consumer.listTopics().getOrDefault(topic, List.of());
        List<TopicPartition> all = partitions.stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }

    /** What a consumer that upserts and deletes by key ends with; Debezium's own library reads the messages for it. */
    Map<JsonNode, JsonNode> rows(String topic) {
        Map<JsonNode, JsonNode> rows = new HashMap<>();
        try (Deserializer<JsonNode> keys = debezium(true);
                Deserializer<JsonNode> values = debezium(false)) {
            for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
                JsonNode key = keys.deserialize(topic, record.key());
                JsonNode row = values.deserialize(topic, record.value());
                if (row == null || row.isNull()) {
                    rows.remove(key);
                } else {
                    rows.put(key, row);
                }
            }
        }
        return rows;
    }

    private static Deserializer<JsonNode> debezium(boolean key) {
        Serde<JsonNode> serde = DebeziumSerdes.payloadJson(JsonNode.class);
        serde.configure(key ? Map.of() : Map.of("from.field", "after"), key);
        return serde.deserializer();
    }

    /** Asserts that a consumer ends with exactly the rows of a table whose key is {@code id}. */
    void assertHasRowsOf(TwoServers servers, String prefix, String table) throws IOException, SQLException {
        Map<JsonNode, JsonNode> rows = new HashMap<>();
        try (Connection connection = servers.connectReceiver();
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'");
            ResultSet row = statement.executeQuery(
                    "SELECT to_json(id)::text, row_to_json(t.*)::text FROM public." + table + " t");
            while (row.next()) {
                rows.put(JSON.readTree(row.getString(1)), JSON.readTree(row.getString(2)));
            }
        }
        assertThat(rows(prefix + ".public." + table)).isEqualTo(rows);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
