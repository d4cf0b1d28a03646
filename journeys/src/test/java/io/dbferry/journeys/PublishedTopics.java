package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

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
        List<PartitionInfo> partitions = consumer.listTopics().getOrDefault(topic, List.of());
        List<TopicPartition> all = partitions.stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        List<Message> messages = new ArrayList<>();
        while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                JsonNode value = record.value() == null ? JSON.missingNode() : JSON.readTree(record.value());
                messages.add(new Message(new String(record.key(), StandardCharsets.UTF_8), value));
            }
        }
        return messages;
    }

    /** What a consumer that upserts and deletes by key ends with. */
    Map<String, JsonNode> rows(String topic) throws IOException {
        Map<String, JsonNode> rows = new TreeMap<>();
        for (Message message : messages(topic)) {
            if (message.tombstone() || message.op().equals("d")) {
                rows.remove(message.key());
            } else {
                rows.put(message.key(), message.value().get("after"));
            }
        }
        return rows;
    }

    /** Asserts that a consumer ends with exactly the rows of a table whose key is {@code id}. */
    void assertHasRowsOf(TwoServers servers, String prefix, String table) throws IOException, SQLException {
        Map<String, JsonNode> rows = new TreeMap<>();
        try (Connection connection = servers.connectReceiver();
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'");
            ResultSet row = statement.executeQuery(
                    "SELECT jsonb_build_object('id', id)::text, row_to_json(t.*)::text FROM public." + table + " t");
            while (row.next()) {
                rows.put(row.getString(1), JSON.readTree(row.getString(2)));
            }
        }
        assertThat(rows(prefix + ".public." + table)).isEqualTo(rows);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
