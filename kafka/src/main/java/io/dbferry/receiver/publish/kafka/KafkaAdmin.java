package io.dbferry.receiver.publish.kafka;

import io.dbferry.receiver.publish.PublishFailedException;
import io.dbferry.receiver.publish.Topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks for topics and creates those that are missing. */
final class KafkaAdmin implements AutoCloseable {
    private static final long PAUSE_MILLIS = 50;

    private final Admin admin;

    private KafkaAdmin(Admin admin) {
        this.admin = admin;
    }

    static KafkaAdmin open(KafkaSettings settings) {
        return new KafkaAdmin(Admin.create(settings.admin()));
    }

    int brokers() throws ExecutionException, InterruptedException {
        return admin.describeCluster().nodes().get().size();
    }

    /** With the brokers' own number of partitions and copies. */
    void ensure(Collection<Topic> topics) throws PublishFailedException, ExecutionException, InterruptedException {
        List<Topic> missing = new ArrayList<>();
        for (Topic topic : topics) {
            Optional<Integer> partitions = partitions(topic.name());
            if (partitions.isPresent()) {
                requireOrder(topic, partitions.get());
            } else {
                missing.add(topic);
            }
        }
        Map<String, KafkaFuture<Void>> created = admin.createTopics(
                        missing.stream().map(KafkaAdmin::plan).collect(Collectors.toList()))
                .values();
        for (Topic topic : missing) {
            try {
                Objects.requireNonNull(created.get(topic.name())).get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new PublishFailedException(
                            "topic '" + topic.name() + "' is missing and cannot be created: "
                                    + KafkaCalls.failed(e.getCause()).getMessage(),
                            e);
                }
            }
        }
    }

    private static void requireOrder(Topic topic, int partitions) throws PublishFailedException {
        if (topic.ordered() && partitions != 1) {
            throw new PublishFailedException(
                    "topic '" + topic.name() + "' has " + partitions
                            + " partitions and needs one, so that its messages have one order; create it again",
                    null);
        }
    }

    /** Empty if there is no such topic. */
    Optional<Integer> partitions(String topic) throws ExecutionException, InterruptedException {
        try {
            TopicDescription description = Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic))
                    .get();
            return Optional.of(description.partitions().size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Of a topic that exists: a broker that has just started, or has not heard of a new topic yet, may not know it at first. */
    int awaitPartitions(String topic, long patienceMillis)
            throws PublishFailedException, ExecutionException, InterruptedException {
        long begin = System.nanoTime();
        Optional<Integer> partitions = partitions(topic);
        while (partitions.isEmpty()) {
            if (System.nanoTime() - begin > patienceMillis * 1_000_000) {
                throw new PublishFailedException(
                        "no answer: the broker does not know topic '" + topic + "', which exists", null);
            }
            Thread.sleep(PAUSE_MILLIS);
            partitions = partitions(topic);
        }
        return partitions.get();
    }

    private static NewTopic plan(Topic topic) {
        Optional<Integer> partitions = topic.ordered() ? Optional.of(1) : Optional.empty();
        NewTopic plan = new NewTopic(topic.name(), partitions, Optional.empty());
        return topic.compacted()
                ? plan.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT))
                : plan;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
