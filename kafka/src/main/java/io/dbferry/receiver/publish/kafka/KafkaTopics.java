package io.dbferry.receiver.publish.kafka;

import io.dbferry.receiver.publish.PublishFailedException;
import io.dbferry.receiver.publish.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Topics by Kafka's transactions: {@code initTransactions} fences whoever had the id before. */
final class KafkaTopics implements Topics {
    private final KafkaSettings settings;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Set<String> known = new HashSet<>();

    /** Of the first message that was refused; the calls behind it only say that there was one. */
    private volatile @Nullable PublishFailedException refused;

    private KafkaTopics(KafkaSettings settings, KafkaProducer<byte[], byte[]> producer) {
        this.settings = settings;
        this.producer = producer;
    }

    static KafkaTopics open(KafkaSettings settings) {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings.producer(), new ByteArraySerializer(), new ByteArraySerializer());
        KafkaTopics topics = new KafkaTopics(settings, producer);
        try {
            producer.initTransactions();
            return topics;
        } catch (RuntimeException e) {
            topics.close();
            throw e;
        }
    }

    @Override
    public void ensure(Collection<Topic> topics) throws PublishFailedException {
        Collection<Topic> unknown =
                topics.stream().filter(topic -> !known.contains(topic.name())).toList();
        if (unknown.isEmpty()) {
            return;
        }
        KafkaCalls.call(() -> {
            try (KafkaAdmin admin = KafkaAdmin.open(settings)) {
                admin.ensure(unknown);
                return settings;
            }
        });
        unknown.forEach(topic -> known.add(topic.name()));
    }

    @Override
    public Optional<String> last(String topic) throws PublishFailedException {
        return KafkaCalls.call(() -> {
            try (KafkaReading reading = KafkaReading.open(settings, topic)) {
                return reading.last();
            }
        });
    }

    @Override
    public void read(String topic, Reader reader) throws PublishFailedException {
        KafkaCalls.call(() -> {
            try (KafkaReading reading = KafkaReading.open(settings, topic)) {
                reading.all(reader);
                return topic;
            }
        });
    }

    @Override
    public void begin() throws PublishFailedException {
        call(producer::beginTransaction);
    }

    @Override
    public void put(String topic, String key, @Nullable String value) throws PublishFailedException {
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), bytes);
        call(() -> {
            Future<?> unused = producer.send(message, (metadata, failure) -> {
                if (failure != null && refused == null) {
                    refused = new PublishFailedException(
                            "message " + key + " of topic '" + topic + "', " + (bytes == null ? 0 : bytes.length)
                                    + " bytes: " + KafkaCalls.failed(failure).getMessage(),
                            failure);
                }
            });
        });
    }

    @Override
    public void commit() throws PublishFailedException {
        call(producer::commitTransaction);
    }

    private void call(Runnable call) throws PublishFailedException {
        try {
            KafkaCalls.call(() -> {
                call.run();
                return settings;
            });
        } catch (PublishFailedException e) {
            PublishFailedException first = refused;
            throw first == null ? e : first;
        }
    }

    /** Without waiting: an open transaction is aborted by whoever takes over, or by the broker in its time. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
