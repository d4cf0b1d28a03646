package io.dbferry.receiver.publish.kafka;

import io.dbferry.receiver.publish.PublishAccount;
import io.dbferry.receiver.publish.PublishFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The settings of clients: those of the properties file over our defaults, and over both what the promises need.
 *
 * @param file the settings of the properties file
 */
record KafkaSettings(PublishAccount account, Map<String, Object> file) {
    /** The longest that brokers allow unless they are told otherwise: a shipment's messages are one transaction. */
    private static final int TRANSACTION_MILLIS = 900_000;

    private static final int ANSWER_MILLIS = 20_000;
    private static final int DELIVERY_MILLIS = 60_000;

    /** Rows may be larger than a megabyte: the topic's own limit is what counts. */
    private static final int LARGEST_REQUEST = 64 << 20;

    private static final int BUFFER = 16 << 20;
    private static final int BATCH = 128 << 10;

    /** On these stands that each shipment is published exactly once, and where. */
    private static final Set<String> OURS = Set.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG);

    static KafkaSettings of(PublishAccount account) throws PublishFailedException {
        Map<String, Object> file = new HashMap<>();
        Optional<Path> path = account.properties();
        if (path.isPresent()) {
            Properties properties = new Properties();
            try (InputStream in = Files.newInputStream(path.get())) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw new PublishFailedException("cannot read the properties file '" + path.get() + "'", e);
            }
            for (String name : properties.stringPropertyNames()) {
                if (OURS.contains(name)) {
                    throw new PublishFailedException(
                            "the properties file '" + path.get() + "' sets " + name + ", which is DbFerry's to set",
                            null);
                }
                file.put(name, properties.getProperty(name));
            }
        }
        return new KafkaSettings(account, file);
    }

    /** How long a call may take. */
    long answerMillis() {
        return Long.parseLong(String.valueOf(file.getOrDefault(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MILLIS)));
    }

    Map<String, Object> producer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MILLIS);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        settings.putAll(common());
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, account.publisher());
        return settings;
    }

    Map<String, Object> consumer() {
        Map<String, Object> settings = common();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Where the place to read from is gone, the reading fails, and does not continue at the end.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    Map<String, Object> admin() {
        Map<String, Object> settings = common();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) answerMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(answerMillis(), ANSWER_MILLIS));
        return settings;
    }

    private Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, account.publisher());
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.putAll(file);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, account.bootstrap());
        return settings;
    }

    /** Nothing secret is to be seen. */
    @Override
    public String toString() {
        return account.bootstrap();
    }
}
