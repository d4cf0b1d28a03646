package io.dbferry.receiver.publish.kafka;

import io.dbferry.receiver.publish.PublishFailedException;
import io.dbferry.receiver.publish.Topics.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the committed messages of one topic, up to its end as it is when the reading begins. */
final class KafkaReading implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** Nearly always the last message is among so many; else all are read. */
    private static final long TAIL = 50;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> ends;
    private final Map<TopicPartition, Long> starts;
    private final long patienceMillis;

    private KafkaReading(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, long patienceMillis) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.patienceMillis = patienceMillis;
        Duration patience = Duration.ofMillis(patienceMillis);
        consumer.assign(partitions);
        this.starts = consumer.beginningOffsets(partitions, patience);
        this.ends = consumer.endOffsets(partitions, patience);
    }

    /** The topic must exist. */
    static KafkaReading open(KafkaSettings settings, String topic)
            throws PublishFailedException, ExecutionException, InterruptedException {
        int number;
        try (KafkaAdmin admin = KafkaAdmin.open(settings)) {
            number = admin.awaitPartitions(topic, settings.answerMillis());
        }
        List<TopicPartition> partitions = IntStream.range(0, number)
                .mapToObj(i -> new TopicPartition(topic, i))
                .toList();
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            return new KafkaReading(consumer, partitions, settings.answerMillis());
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static final class Last implements Messages {
        private @Nullable String value;

        @Override
        public void take(ConsumerRecord<byte[], byte[]> message) {
            value = message.value() == null ? null : new String(message.value(), StandardCharsets.UTF_8);
        }
    }

    private interface Messages {
        void take(ConsumerRecord<byte[], byte[]> message) throws PublishFailedException;
    }

    Optional<String> last() throws PublishFailedException {
        Last last = new Last();
        partitions.forEach(p -> consumer.seek(p, Math.max(start(p), end(p) - TAIL)));
        read(last);
        if (last.value == null) {
            partitions.forEach(p -> consumer.seek(p, start(p)));
            read(last);
        }
        return Optional.ofNullable(last.value);
    }

    void all(Reader reader) throws PublishFailedException {
        partitions.forEach(p -> consumer.seek(p, start(p)));
        read(message -> reader.take(new String(message.key(), StandardCharsets.UTF_8), message.value() == null));
    }

    private void read(Messages reader) throws PublishFailedException {
        long progress = System.nanoTime();
        while (!atEnd()) {
            ConsumerRecords<byte[], byte[]> messages = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> message : messages) {
                reader.take(message);
            }
            if (!messages.isEmpty()) {
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > patienceMillis * 1_000_000) {
                throw new PublishFailedException("no answer: the broker gives no messages of " + partitions, null);
            }
        }
    }

    private boolean atEnd() {
        return partitions.stream().allMatch(p -> consumer.position(p, Duration.ofMillis(patienceMillis)) >= end(p));
    }

    private long start(TopicPartition partition) {
        return starts.getOrDefault(partition, 0L);
    }

    private long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
