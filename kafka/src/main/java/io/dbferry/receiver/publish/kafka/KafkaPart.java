package io.dbferry.receiver.publish.kafka;

import io.dbferry.receiver.publish.PublishAccount;
import io.dbferry.receiver.publish.PublishFailedException;
import io.dbferry.receiver.publish.PublishPart;
import io.dbferry.receiver.publish.Topics;

/** The part {@code kafka}. */
public final class KafkaPart implements PublishPart {
    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Topics open(PublishAccount account) throws PublishFailedException {
        KafkaSettings settings = KafkaSettings.of(account);
        return KafkaCalls.call(() -> KafkaTopics.open(settings));
    }

    @Override
    public int look(PublishAccount account) throws PublishFailedException {
        KafkaSettings settings = KafkaSettings.of(account);
        return KafkaCalls.call(() -> {
            try (KafkaAdmin admin = KafkaAdmin.open(settings)) {
                return admin.brokers();
            }
        });
    }
}
