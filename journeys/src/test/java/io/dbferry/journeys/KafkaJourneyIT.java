package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.journeys.PublishedTopics.Message;
import io.dbferry.testing.kafka.KafkaServer;
import io.dbferry.testing.mail.TlsKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed rows as topics of one broker. */
class KafkaJourneyIT {
    private static final String PASSWORD = "geheim-42";

    private static KafkaServer broker;
    private static TlsKey key;

    @TempDir
    private Path folder;

    private TwoServers servers;
    private PublishedTopics topics;

    @BeforeAll
    static void startBroker(@TempDir Path logs) throws Exception {
        key = TlsKey.make(logs, "ip:127.0.0.1");
        broker = KafkaServer.start(
                logs.resolve("kafka"), new KafkaServer.Login(key, "dbferry", PASSWORD), "message.max.bytes=20000");
    }

    @AfterAll
    static void endBroker() {
        broker.close();
    }

    @BeforeEach
    void servers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE bus (id serial PRIMARY KEY, plate text, seen timestamptz DEFAULT now(),"
                + " price numeric, raw bytea, doc jsonb, updated_at timestamptz DEFAULT now());"
                + " CREATE TABLE stop (id serial PRIMARY KEY, name text, updated_at timestamptz DEFAULT now())");
        servers.onSender("INSERT INTO bus (plate, price, raw, doc) VALUES ('AA', 1.50, '\\x00ff', '{\"a\": [1]}'),"
                + " ('BB', 'NaN', NULL, NULL); INSERT INTO stop (name) VALUES ('ñ \"quoted\"')");
        topics = new PublishedTopics(broker.bootstrap());
    }

    private void publish(String prefix) throws Exception {
        publish(prefix, "");
    }

    private void publish(String prefix, String more) throws Exception {
        publish(broker.bootstrap(), prefix, more);
    }

    private void publish(String bootstrap, String prefix, String more) throws Exception {
        Path properties = folder.resolve("kafka.properties");
        if (Files.notExists(properties)) {
            Files.createFile(
                    properties, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(properties, "max.block.ms=15000\n" + more);
        servers.receiverConfig("publish: {kafka: {bootstrap: \"%s\", prefix: %s, properties-file: %s}}"
                .formatted(bootstrap, prefix, properties));
    }

    private String login(String password, Path trusted) {
        return "security.protocol=SASL_SSL\nssl.truststore.type=PEM\nssl.truststore.location=" + trusted
                + "\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=org.apache.kafka.common.security.scram."
                + "ScramLoginModule required username=\"dbferry\" password=\"" + password + "\";\n";
    }

    private TwoServers.Run shipAndLoad(String kind) {
        assertThat(servers.sender("dump", kind).exit()).isZero();
        return servers.receiver("load");
    }

    private void assertEqual(String prefix) throws Exception {
        topics.assertHasRowsOf(servers, prefix, "bus");
        topics.assertHasRowsOf(servers, prefix, "stop");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private List<String> operations(String topic) throws Exception {
        return topics.messages(topic).stream()
                .map(message -> message.tombstone() ? "-" : message.op())
                .toList();
    }

    @Test
    void changedRowsOfShipmentsBecomeTopics() throws Exception {
        publish("a");
        TwoServers.Run first = shipAndLoad("complete");
        assertThat(first.err()).isEmpty();
        assertThat(first.exit()).isZero();
        assertThat(operations("a.public.bus")).containsExactly("r", "r");
        servers.onSender("UPDATE bus SET plate = 'CC', updated_at = now() WHERE id = 1;"
                + " INSERT INTO bus (plate) VALUES ('DD')");
        assertThat(shipAndLoad("partial").exit()).isZero();
        assertEqual("a");
        servers.onSender("DELETE FROM bus WHERE id = 2");
        assertThat(shipAndLoad("complete").exit()).isZero();
        assertEqual("a");
        assertThat(operations("a.public.bus")).containsExactlyInAnyOrder("r", "r", "u", "c", "d", "-");
        // As after a kill between Kafka's commit and PostgreSQL's.
        servers.onReceiver("UPDATE dbferry.consumers SET position = position - 1");
        Files.deleteIfExists(folder.resolve("receiver/work/idle.json"));
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(operations("a.public.bus")).hasSize(6);

        Message deleted = topics.messages("a.public.bus").stream()
                .filter(m -> m.op().equals("d"))
                .findFirst()
                .orElseThrow();
        assertThat(deleted.value().get("before")).hasToString("{\"id\":2}");
        assertThat(deleted.value().get("after").isNull()).isTrue();
        assertThat(deleted.value().at("/source/connector").asText()).isEqualTo("dbferry");
        assertThat(deleted.value().at("/source/table").asText()).isEqualTo("bus");
        assertThat(deleted.value().at("/source/sequence").asText()).isEqualTo("3");
        assertThat(deleted.value().at("/source/lsn").asLong()).isPositive();
        List<Message> transactions = topics.messages("a.transaction");
        assertThat(transactions.stream().map(m -> m.value().get("status").asText()))
                .containsExactly("BEGIN", "END", "BEGIN", "END", "BEGIN", "END");
        assertThat(transactions.get(1).value().at("/event_count").asInt()).isEqualTo(3);
        assertThat(transactions.get(5).value().at("/data_collections"))
                .hasToString("[{\"data_collection\":\"public.bus\",\"event_count\":1}]");
        assertThat(servers.receiver("queue").out()).contains("kafka");
        assertThat(servers.receiver("check").out()).contains("ok    kafka        " + broker.bootstrap() + ", 1 broker");
    }

    @Test
    void aReceiverThatHasRowsAlreadyBeginsWithAllOfThem() throws Exception {
        assertThat(shipAndLoad("complete").exit()).isZero();
        servers.onSender("INSERT INTO bus (plate) VALUES ('DD')");
        assertThat(shipAndLoad("partial").exit()).isZero();
        publish("begin");
        servers.receiver("load");
        Files.deleteIfExists(folder.resolve("receiver/work/idle.json"));
        assertThat(servers.receiver("load").exit()).isZero();
        assertEqual("begin");
        assertThat(operations("begin.public.bus")).containsExactly("r", "r", "r");
    }

    @Test
    void whatIsPublishedAndNotInTheTablesIsDeletedWhereChangesDoNotLeadOn() throws Exception {
        publish("stale");
        assertThat(shipAndLoad("complete").exit()).isZero();
        servers.onBoth("DELETE FROM bus WHERE id = 2");
        servers.onReceiver("UPDATE dbferry.queues SET kept_after = 1000000");
        servers.onSender("INSERT INTO bus (plate) VALUES ('DD')");
        assertThat(shipAndLoad("partial").exit()).isZero();
        assertEqual("stale");
        assertThat(operations("stale.public.bus")).containsExactlyInAnyOrder("r", "r", "d", "-", "r", "r");
    }

    @Test
    void rowThatIsTooLargeIsNamedAndNothingOfItsShipmentIsSeenUntilItFits() throws Exception {
        publish("large");
        assertThat(shipAndLoad("complete").exit()).isZero();
        // Compression would make a message fit that is not random.
        servers.onSender("INSERT INTO stop (name) VALUES ('small'); INSERT INTO bus (plate)"
                + " SELECT string_agg(md5(i::text), '') FROM generate_series(1, 2000) i");
        TwoServers.Run run = shipAndLoad("partial");
        assertThat(run.exit()).isEqualTo(9);
        assertThat(run.err())
                .contains("cannot publish partial 000002 to Kafka at '" + broker.bootstrap()
                        + "': message {\"id\": 3} of" + " topic 'large.public.bus', ")
                .contains("a message is larger than the broker takes");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(topics.rows("large.public.stop")).hasSize(1);
        assertThat(servers.receiver("queue").out()).contains("fails");

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "large.public.bus");
            AlterConfigOp larger =
                    new AlterConfigOp(new ConfigEntry("max.message.bytes", "1000000"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(larger))).all().get();
        }
        assertThat(servers.receiver("queue", "retry", "kafka").exit()).isZero();
        TwoServers.Run again = servers.receiver("load");
        assertThat(again.err()).isEmpty();
        assertEqual("large");
    }

    @Test
    void whoTakesOverFencesTheOtherAndAnotherReceiverIsRefused() throws Exception {
        publish("taken");
        assertThat(shipAndLoad("complete").exit()).isZero();
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace("name: viz", "name: other"));
        servers.onSender("INSERT INTO stop (name) VALUES ('x')");
        TwoServers.Run refused = shipAndLoad("partial");
        assertThat(refused.exit()).isEqualTo(9);
        assertThat(refused.err()).contains("receiver 'viz' publishes topics of 'taken' already");
        assertThat(topics.rows("taken.public.stop")).hasSize(1);
        Files.writeString(config, Files.readString(config).replace("name: other", "name: viz"));
        servers.receiver("queue", "retry", "kafka");
        assertThat(servers.receiver("load").exit()).isZero();
        assertEqual("taken");
    }

    @Test
    void loadsGoOnWithoutTheBrokerAndCatchUpInOrder() throws Exception {
        publish("gone");
        assertThat(shipAndLoad("complete").exit()).isZero();
        publish("gone", "max.block.ms=1000");
        broker.kill();
        servers.onSender("INSERT INTO stop (name) VALUES ('x')");
        TwoServers.Run run = shipAndLoad("partial");
        assertThat(run.exit()).isEqualTo(9);
        assertThat(run.err())
                .contains("cannot publish partial 000002 to Kafka at '" + broker.bootstrap() + "': no answer")
                .contains("The rows are loaded, and loads continue");
        servers.onSender("UPDATE stop SET name = 'y', updated_at = now() WHERE id = 2");
        assertThat(shipAndLoad("partial").exit()).isEqualTo(9);
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(servers.receiver("status").out()).contains("kafka");
        assertThat(servers.receiver("check").out()).contains("cannot reach Kafka at '" + broker.bootstrap() + "'");
        broker.startAgain();
        publish("gone");
        servers.receiver("queue", "retry", "kafka");
        assertThat(servers.receiver("load").exit()).isZero();
        assertEqual("gone");
        assertThat(operations("gone.public.stop")).containsExactlyInAnyOrder("r", "c", "u");
        assertThat(topics.messages("gone.transaction")).hasSize(6);
    }

    @Test
    void topicOfMoreThanOneOrderAndSettingsThatBreakPromisesAreRefused() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("odd.position", Optional.of(2), Optional.empty())))
                    .all()
                    .get();
        }
        publish("odd");
        TwoServers.Run run = shipAndLoad("complete");
        assertThat(run.exit()).isEqualTo(9);
        assertThat(run.err()).contains("topic 'odd.position' has 2 partitions and needs one");

        publish("odd", "transactional.id=mine");
        TwoServers.Run check = servers.receiver("check");
        assertThat(check.exit()).isEqualTo(9);
        assertThat(check.out()).contains("sets transactional.id, which is DbFerry's to set");
    }

    @Test
    void loginOverTlsIsByThePropertiesFileAndItsSecretIsNeverSeen() throws Exception {
        Path trusted = folder.resolve("ca.pem");
        key.writeCertificate(trusted);
        publish(broker.loginBootstrap(), "tls", login("wrong-secret", trusted));
        TwoServers.Run refused = shipAndLoad("complete");
        assertThat(refused.exit()).isEqualTo(9);
        assertThat(refused.err())
                .contains("cannot publish complete 000001 to Kafka at '" + broker.loginBootstrap()
                        + "': the login is refused: ")
                .doesNotContain("wrong-secret");
        Path other = folder.resolve("other.pem");
        TlsKey.make(folder, "ip:127.0.0.2").writeCertificate(other);
        publish(broker.loginBootstrap(), "tls", login(PASSWORD, other));
        TwoServers.Run check = servers.receiver("check");
        assertThat(check.exit()).isEqualTo(9);
        assertThat(check.out()).contains("no TLS connection: ").doesNotContain(PASSWORD);

        publish(broker.loginBootstrap(), "tls", login(PASSWORD, trusted));
        servers.receiver("queue", "retry", "kafka");
        TwoServers.Run run = servers.receiver("load");
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertEqual("tls");
        assertThat(servers.receiver("check").out())
                .contains("ok    kafka        " + broker.loginBootstrap() + ", 1 broker");
        assertThat(Files.readString(folder.resolve("receiver/work/log/dbferry.log")))
                .contains("the login is refused")
                .doesNotContain(PASSWORD, "wrong-secret");
        Files.setPosixFilePermissions(folder.resolve("kafka.properties"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(servers.receiver("load").exit()).isEqualTo(2);
    }
}
