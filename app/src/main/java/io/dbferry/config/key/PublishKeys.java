package io.dbferry.config.key;

import java.nio.file.Path;
import java.util.List;

/** The keys of a receiver that publishes changed rows. */
public final class PublishKeys {
    public static final Key<String> BOOTSTRAP = Key.receiver("publish.kafka.bootstrap", Forms.SERVERS)
            .needed()
            .example("kafka1.example.org:9092,kafka2.example.org:9092")
            .means("Kafka brokers to ask first, as `host:port`. Changed rows become topics there: [publish to"
                    + " Kafka](../how-to/publish-to-kafka.md)");

    public static final Key<String> PREFIX = Key.receiver("publish.kafka.prefix", Forms.NAME)
            .otherwise("the stream's name")
            .example("viz")
            .means("the topics are `PREFIX.SCHEMA.TABLE`, `PREFIX.transaction` and `PREFIX.position`. Only one receiver"
                    + " may publish to them");

    public static final Key<Path> PROPERTIES = Key.receiver("publish.kafka.properties-file", Forms.PATH)
            .example("/etc/dbferry/kafka.properties")
            .means("settings of Kafka's clients, such as TLS and SASL. Other users must not be able to read it");

    static final List<Key<?>> ALL = List.of(BOOTSTRAP, PREFIX, PROPERTIES);

    private PublishKeys() {}
}
