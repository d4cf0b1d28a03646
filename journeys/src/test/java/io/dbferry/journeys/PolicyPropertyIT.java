package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.files.FolderTree;
import io.dbferry.testing.kafka.KafkaServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the policy, the strategy and the work of the application: the receiver has what the policy leaves of the sender's rows,
 * computed here by other means, and no byte that has left the sender holds a text that must stay. More policies by
 * {@code -Ddbferry.policies=1000}.
 */
class PolicyPropertyIT {
    private static final int POLICIES = Integer.getInteger("dbferry.policies", 1);
    private static final int STEPS = 40;
    /** Of so many policies one publishes to Kafka, and one is looked at by commands and on pages. */
    private static final int PUBLISHED = 5;

    private static final int SHOWN = 10;
    private static final int TOLD = 20;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("dbferry.seed", System.nanoTime());

    @Test
    void nothingLeavesButWhatThePolicyLeaves(@TempDir Path logs) throws Exception {
        try (KafkaServer broker = KafkaServer.start(logs.resolve("kafka"))) {
            for (int i = 0; i < POLICIES; i++) {
                Path place = Files.createDirectories(folder.resolve("policy" + i));
                Round round = new Round(place, new Random(seed + i), i % PUBLISHED == 0 ? broker.bootstrap() : null);
                round.run("seed " + (seed + i), i % SHOWN == 0);
                FolderTree.delete(place);
                if ((i + 1) % TOLD == 0) {
                    System.out.println((i + 1) + " of " + POLICIES + " policies, from seed " + seed);
                }
            }
        }
    }

    /** One policy, and an application that works under it. */
    private static final class Round {
        private final Path folder;
        private final Random random;
        private final RandomPolicy policy;
        private final TwoServers servers;
        private final OtherWaysOut ways;
        private final @Nullable PublishedTopics topics;
        private final String config;
        private int next = 1;

        Round(Path folder, Random random, @Nullable String broker) throws Exception {
            this.folder = folder;
            this.random = random;
            this.servers = TwoServers.in(folder, 15, 18);
            this.policy = new RandomPolicy(random);
            Path key = folder.resolve("key");
            Files.writeString(key, RandomPolicy.KEY);
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            this.ways = OtherWaysOut.of(servers);
            this.topics = broker == null ? null : new PublishedTopics(broker);
            this.config = partial(List.of("scan", "window, changed: at", "log").get(random.nextInt(3)))
                    + policy.config(key)
                    + ways.senderConfig();
            servers.senderConfig(config);
            servers.receiverConfig(ways.receiverConfig()
                    + (broker == null
                            ? ""
                            : "publish: {kafka: {bootstrap: \"" + broker + "\", prefix: " + prefix() + "}}\n"));
        }

        private String prefix() {
            return folder.getFileName().toString();
        }

        private static String partial(String strategy) {
            return "partial:\n  deletes: every 1 partials\n  tables: {\"*\": {strategy: " + strategy + "}}\n"
                    + (strategy.equals("log") ? "log: {slot: policy_property, publication: policy_property}\n" : "")
                    + "verify: {every: 1s}\n";
        }

        void run(String which, boolean shown) throws Exception {
            servers.onBoth(RandomPolicy.TABLES);
            servers.onSender("CREATE PUBLICATION policy_property FOR ALL TABLES");
            try {
                work();
                ship("complete", which);
                servers.onReceiver("SELECT dbferry.subscribe('test', 'keeper')");
                for (int i = 0; i < 3; i++) {
                    work();
                    ship(random.nextInt(6) == 0 ? "complete" : "partial", which);
                }
                fail();
                requireNoSecret(which + " elsewhere", ways.text());
                if (topics != null) {
                    published(which, topics);
                }
                if (shown) {
                    requireNoSecret(which + " shown", ways.shown());
                }
            } finally {
                ways.close();
                if (topics != null) {
                    topics.close();
                }
                servers.onSender(
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name ="
                                + " 'policy_property'");
                servers.drop();
            }
        }

        private void published(String which, PublishedTopics published) throws Exception {
            for (String table : List.of("person", "visit", "node")) {
                published.assertHasRowsOf(servers, prefix(), table);
            }
            for (String table : policy.tables()) {
                requireNoSecret(
                        which + " topics",
                        published.messages(prefix() + ".public." + table).toString());
            }
        }

        private void ship(String kind, String which) throws Exception {
            TwoServers.Run dump = servers.sender("dump", kind);
            TwoServers.Run load = servers.receiver("load");
            String about = which + ", " + Files.readString(folder.resolve("sender.yaml"));
            assertThat(dump.err()).as(about).isEmpty();
            assertThat(load.err()).as(about).isEmpty();
            for (String table : policy.tables()) {
                assertThat(received(table)).as("%s of %s", table, about).isEqualTo(policy.leaves(servers, table));
            }
            assertThat(servers.receiver("verify").exit()).as(about).isZero();
            assertThat(PlantedSecrets.in(folder, RandomPolicy.SECRET)).as(about).isEmpty();
            requireNoSecret(about, dump.out() + load.out());
        }

        private static void requireNoSecret(String about, String text) {
            int at = text.toUpperCase(Locale.ROOT).indexOf(RandomPolicy.SECRET);
            assertThat(at < 0 ? "" : text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100)))
                    .as(about)
                    .isEmpty();
        }

        /** A run that PostgreSQL ends with a message that quotes a value. */
        private void fail() throws Exception {
            servers.senderConfig(config.replaceFirst("(?m)^      mail: .*$", "      mail: expression mail::int::text"));
            servers.sender("dump", "partial");
            servers.sender("dump", "complete");
        }

        private void work() throws SQLException {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                all.add(step(1 + random.nextInt(next), random.nextBoolean()));
            }
            servers.onSender(String.join(";\n", all));
        }

        /** @param in whether the row may travel by a condition */
        private String step(int id, boolean in) {
            String at = ", at = clock_timestamp()";
            return switch (random.nextInt(13)) {
                case 0, 1 ->
                    "INSERT INTO person VALUES (" + next + ", " + policy.value("person", "name", true, next) + ", "
                            + policy.sampled("person", "mail", in, next, "" + next) + ", "
                            + policy.value("person", "phone", in, next)
                            + ", md5('" + next + "')::uuid, '" + next + "', " + next++ + ", " + in + ")";
                case 2 ->
                    "INSERT INTO visit SELECT " + next++ + ", max(id), " + policy.value("visit", "note", in, id) + ", "
                            + in + " FROM person";
                case 3 ->
                    "INSERT INTO tag VALUES (" + policy.value("tag", "name", true, next++) + ", "
                            + policy.value("tag", "note", true, id) + ")";
                case 4 ->
                    "INSERT INTO tagged SELECT max(name), " + next++ + ", " + policy.value("tagged", "note", in, id)
                            + ", " + in + " FROM tag HAVING count(*) > 0";
                case 5 ->
                    "UPDATE person SET mail = " + policy.sampled("person", "mail", in, next, "id") + ", phone = "
                            + policy.value("person", "phone", in, id) + ", open = " + in + at + " WHERE id = " + id;
                case 6 ->
                    "UPDATE visit SET note = " + policy.value("visit", "note", in, id) + ", open = " + in + at
                            + " WHERE id % 3 = " + id % 3;
                case 7 ->
                    "UPDATE tagged SET note = " + policy.value("tagged", "note", in, id) + ", open = " + in + at
                            + " WHERE id % 3 = " + id % 3;
                case 8 ->
                    "INSERT INTO node SELECT " + next++ + ", (SELECT max(id) FROM node WHERE id < " + id + "), "
                            + policy.sampled("node", "note", in, next, String.valueOf(next - 1)) + ", " + in;
                case 9 ->
                    "UPDATE node SET note = " + policy.sampled("node", "note", in, next, "id") + ", open = " + in + at
                            + " WHERE id % 5 = " + id % 5;
                case 10 -> "UPDATE node SET parent = NULL" + at + " WHERE id = " + id;
                case 11 -> "DELETE FROM " + policy.one("person", "visit", "tagged", "node") + " WHERE id = " + id;
                default -> "DELETE FROM tag WHERE name = " + policy.value("tag", "name", true, id);
            };
        }

        private List<String> received(String table) throws SQLException {
            try (Connection receiver = servers.connectReceiver()) {
                return PsqlRestore.lines(receiver, policy.receivedSql(table)).stream()
                        .sorted()
                        .toList();
            }
        }
    }
}
