package io.dbferry.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A consumer of the demo's topics, as any other program would be one: it reads committed messages. */
final class DemoTopics implements Arrivals {
    private static final int LONGEST = 140;
    private static final String PREFIX = "transapp.public.AndroidRequests_";

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> read =
            new TreeMap<>(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));

    DemoTopics(String bootstrap) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** How many messages, and one of them. */
    @Override
    public List<String> arrived() {
        consumer.listTopics().forEach((topic, partitions) -> {
            if (topic.startsWith(PREFIX)) {
                partitions.forEach(p -> read.putIfAbsent(new TopicPartition(topic, p.partition()), 0L));
            }
        });
        consumer.assign(read.keySet());
        read.forEach(consumer::seek);
        Map<TopicPartition, Long> ends = consumer.endOffsets(read.keySet());
        Set<String> topics = new HashSet<>();
        int messages = 0;
        String last = "";
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                messages++;
                topics.add(message.topic());
                last = message.topic().substring(PREFIX.length()) + " " + text(message.key()) + " "
                        + text(message.value());
            }
        }
        read.replaceAll((partition, before) -> consumer.position(partition));
        return messages == 0
                ? List.of("a consumer of the topics got nothing")
                : List.of(
                        String.format(
                                Locale.ROOT,
                                "a consumer got %,d messages of %d topics, the last:",
                                messages,
                                topics.size()),
                        last.length() > LONGEST ? last.substring(0, LONGEST) + "…" : last);
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "deleted" : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
