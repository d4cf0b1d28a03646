package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
    private static final String SECRET = "SECRET";
    private static final String SAMPLE = "sample 60% by id";
    /** As PostgreSQL itself chooses partitions by hash. */
    private static final String SAMPLED = "(hashtextextended(id::text COLLATE \"C\", 0) & 1048575) < 1048576 * 0.6";

    private static final String WITH_TIES = """
            WITH RECURSIVE grown AS (SELECT * FROM node WHERE parent IS NULL AND %s
              UNION ALL SELECT n.* FROM (SELECT * FROM node WHERE %s) n JOIN grown ON n.parent = grown.id) """;

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String TABLES = """
            CREATE TABLE person (id bigint PRIMARY KEY, name text UNIQUE, mail text, phone varchar(60), code uuid,
              bytes bytea, n int, open boolean, at timestamptz DEFAULT now());
            CREATE TABLE visit (id int PRIMARY KEY, person bigint REFERENCES person ON DELETE CASCADE, note text, open boolean,
              at timestamptz DEFAULT now());
            CREATE TABLE tag (name varchar(50) PRIMARY KEY, note text, at timestamptz DEFAULT now());
            CREATE TABLE tagged (tag varchar(50) REFERENCES tag ON DELETE CASCADE, id int, note text, open boolean,
              at timestamptz DEFAULT now(), PRIMARY KEY (tag, id));
            CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node ON DELETE CASCADE, note text, open boolean,
              at timestamptz DEFAULT now())""";

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("dbferry.seed", System.nanoTime());

    @Test
    void nothingLeavesButWhatThePolicyLeaves() throws Exception {
        for (int i = 0; i < POLICIES; i++) {
            Path place = Files.createDirectories(folder.resolve("policy" + i));
            new Round(place, new Random(seed + i)).run("seed " + (seed + i));
        }
    }

    /** One policy, and an application that works under it. */
    private static final class Round {
        private final Path folder;
        private final Random random;
        private final Map<String, Map<String, String>> rules = new TreeMap<>();
        private final Map<String, String> rows = new TreeMap<>();
        private final String strategy;
        private final TwoServers servers;
        private final Messages messages;
        private final String config;
        private int next = 1;

        Round(Path folder, Random random) throws Exception {
            this.folder = folder;
            this.random = random;
            this.servers = TwoServers.in(folder, 15, 18);
            this.strategy = List.of("scan", "window, changed: at", "log").get(random.nextInt(3));
            choose();
            Path key = folder.resolve("key");
            Files.writeString(key, KEY);
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            this.messages = Messages.take();
            this.config = config(key) + messages.config() + "metrics: {file: "
                    + folder.resolve("sender/work/metrics/all.prom") + "}\n";
            servers.senderConfig(config);
            servers.receiverConfig(messages.config());
        }

        private void choose() {
            String id = one("keep", "hash");
            String tag = one("keep", "hash");
            rule("person", "id", id);
            rule("person", "name", one("keep", "hash", "omit"));
            rule("person", "mail", text());
            rule("person", "phone", one("keep", "hash", "omit", "null", "mask phone"));
            rule("person", "code", one("keep", "hash", "omit", "null"));
            rule("person", "bytes", one("keep", "hash", "omit", "null"));
            rule("person", "n", one("keep", "omit", "null", "constant 7", "expression n / 10"));
            rule("visit", "person", one(id, id, id, "omit", "null"));
            rule("visit", "note", text());
            rule("tag", "name", tag);
            rule("tag", "note", text());
            rule("tagged", "tag", tag);
            rule("tagged", "note", text());
            rule("node", "id", "keep");
            rule("node", "parent", one("keep", "keep", "null"));
            rule("node", "note", text());
            if (random.nextBoolean()) {
                rows.put("person", one("open", SAMPLE, SAMPLE + " where open"));
            }
            if (random.nextBoolean()) {
                rows.put("node", one("open", SAMPLE));
            }
            if (random.nextBoolean()) {
                rows.put("visit", "open");
            }
            if (tag.equals("hash") && random.nextBoolean()) {
                rows.put("tagged", "open");
            }
        }

        private String text() {
            return one(
                    "keep",
                    "keep",
                    "hash",
                    "omit",
                    "null",
                    "constant it''s",
                    "mask email",
                    "expression left(" + "@, 2)");
        }

        private String one(String... words) {
            return words[random.nextInt(words.length)];
        }

        private void rule(String table, String column, String rule) {
            rules.computeIfAbsent(table, t -> new TreeMap<>()).put(column, rule.replace("@", column));
        }

        private String config(Path key) {
            String columns = rules.entrySet().stream()
                    .map(table -> "    " + table.getKey() + ":\n"
                            + table.getValue().entrySet().stream()
                                    .map(rule -> "      " + rule.getKey() + ": '"
                                            + rule.getValue().replace("'", "''") + "'\n")
                                    .collect(Collectors.joining()))
                    .collect(Collectors.joining());
            String log = strategy.equals("log") ? "log: {slot: policy_property, publication: policy_property}\n" : "";
            return "partial:\n  deletes: every 1 partials\n  tables: {\"*\": {strategy: " + strategy + "}}\n" + log
                    + "verify: {every: 1s}\npolicy:\n  key-file: " + key + "\n  columns:\n" + columns
                    + (rows.isEmpty() ? "" : "  rows: " + rows.toString().replace("=", ": ") + "\n");
        }

        void run(String which) throws Exception {
            servers.onBoth(TABLES);
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
                requireNoSecret(which + " elsewhere", elsewhere());
            } finally {
                messages.close();
                servers.onSender(
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name ="
                                + " 'policy_property'");
            }
        }

        private void ship(String kind, String which) throws Exception {
            TwoServers.Run dump = servers.sender("dump", kind);
            TwoServers.Run load = servers.receiver("load");
            String about = which + ", " + Files.readString(folder.resolve("sender.yaml"));
            assertThat(dump.err()).as(about).isEmpty();
            assertThat(load.err()).as(about).isEmpty();
            for (String table : rules.keySet()) {
                assertThat(received(table)).as("%s of %s", table, about).isEqualTo(left(table));
            }
            assertThat(servers.receiver("verify").exit()).as(about).isZero();
            assertThat(PlantedSecrets.in(folder, SECRET)).as(about).isEmpty();
            requireNoSecret(about, dump.out() + load.out());
        }

        private static void requireNoSecret(String about, String text) {
            int at = text.toUpperCase(Locale.ROOT).indexOf(SECRET);
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

        /** What has left by other ways than the depot: messages, what commands print, and all that the receiver's database holds. */
        private String elsewhere() throws Exception {
            StringBuilder text = new StringBuilder(messages.text());
            for (String command :
                    List.of("status", "status --json", "policy", "policy --json", "policy --html", "log")) {
                TwoServers.Run sender = servers.sender(command.split(" "));
                text.append(sender.out()).append(sender.err());
                if (!command.startsWith("policy")) {
                    TwoServers.Run receiver = servers.receiver(command.split(" "));
                    text.append(receiver.out()).append(receiver.err());
                }
            }
            try (Connection receiver = servers.connectReceiver()) {
                for (String table : PsqlRestore.lines(
                        receiver,
                        "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace,"
                                + " 'dbferry'::regnamespace)")) {
                    PsqlRestore.lines(receiver, "SELECT t::text FROM " + table + " t")
                            .forEach(row -> text.append(table).append(row).append('\n'));
                }
            }
            return text.toString();
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
                    "INSERT INTO person VALUES (" + next + ", " + value("person", "name", true, next) + ", "
                            + sampled("person", "mail", in, "" + next) + ", " + value("person", "phone", in, next)
                            + ", md5('" + next + "')::uuid, '" + next + "', " + next++ + ", " + in + ")";
                case 2 ->
                    "INSERT INTO visit SELECT " + next++ + ", max(id), " + value("visit", "note", in, id) + ", " + in
                            + " FROM person";
                case 3 ->
                    "INSERT INTO tag VALUES (" + value("tag", "name", true, next++) + ", "
                            + value("tag", "note", true, id) + ")";
                case 4 ->
                    "INSERT INTO tagged SELECT max(name), " + next++ + ", " + value("tagged", "note", in, id) + ", "
                            + in + " FROM tag HAVING count(*) > 0";
                case 5 ->
                    "UPDATE person SET mail = " + sampled("person", "mail", in, "id") + ", phone = "
                            + value("person", "phone", in, id) + ", open = " + in + at + " WHERE id = " + id;
                case 6 ->
                    "UPDATE visit SET note = " + value("visit", "note", in, id) + ", open = " + in + at
                            + " WHERE id % 3 = " + id % 3;
                case 7 ->
                    "UPDATE tagged SET note = " + value("tagged", "note", in, id) + ", open = " + in + at
                            + " WHERE id % 3 = " + id % 3;
                case 8 ->
                    "INSERT INTO node SELECT " + next++ + ", (SELECT max(id) FROM node WHERE id < " + id + "), "
                            + sampled("node", "note", in, String.valueOf(next - 1)) + ", " + in;
                case 9 ->
                    "UPDATE node SET note = " + sampled("node", "note", in, "id") + ", open = " + in + at
                            + " WHERE id % 5 = " + id % 5;
                case 10 -> "UPDATE node SET parent = NULL" + at + " WHERE id = " + id;
                case 11 -> "DELETE FROM " + one("person", "visit", "tagged", "node") + " WHERE id = " + id;
                default -> "DELETE FROM tag WHERE name = " + value("tag", "name", true, id);
            };
        }

        /** A text that is a secret where the policy lets it never travel. */
        private String value(String table, String column, boolean in, int number) {
            boolean condition = rows.getOrDefault(table, "").endsWith("open");
            boolean stays = !rules.get(table).get(column).equals("keep") || !in && condition;
            return "'" + (stays ? SECRET : "plain") + number + "@x.org'";
        }

        /** The same of a row whose number chooses it for a sample, or not. */
        private String sampled(String table, String column, boolean in, String id) {
            boolean sample = rows.getOrDefault(table, "").startsWith(SAMPLE);
            String text = value(table, column, in, next);
            return sample
                    ? "CASE WHEN " + SAMPLED.replace("id::", id + "::") + " THEN " + text + " ELSE '" + SECRET + "' END"
                    : text;
        }

        private List<String> received(String table) throws SQLException {
            try (Connection receiver = servers.connectReceiver()) {
                return PsqlRestore.lines(
                                receiver, "SELECT " + line(rules.get(table).keySet()) + " FROM " + table)
                        .stream()
                        .sorted()
                        .toList();
            }
        }

        private static String line(Collection<String> values) {
            return values.stream()
                    .map(value -> "coalesce((" + value + ")::text, 'null')")
                    .collect(Collectors.joining(" || '|' || "));
        }

        /** What the policy leaves of the table; hashes by the functions of another library. */
        private List<String> left(String table) throws Exception {
            List<String> values = rules.get(table).entrySet().stream()
                    .map(rule -> expected(rule.getKey(), rule.getValue()))
                    .toList();
            return PolicyOracle.rows(
                    servers,
                    WITH_TIES.formatted(meets("node"), meets("node")) + "SELECT " + line(values) + " FROM " + table
                            + " WHERE " + meets(table) + tied(table),
                    KEY);
        }

        private String meets(String table) {
            return rows.getOrDefault(table, "true")
                    .replace(SAMPLE + " where", SAMPLED + " AND")
                    .replace(SAMPLE, SAMPLED);
        }

        /** Rows that refer to rows that stay, stay too; from the root down, where the sender asks from the leaf up. */
        private String tied(String table) {
            boolean person = table.equals("visit") && !cut("visit", "person");
            boolean node = table.equals("node") && !cut("node", "parent");
            return person
                    ? " AND (person IS NULL OR person IN (SELECT id FROM person WHERE " + meets("person") + "))"
                    : node ? " AND id IN (SELECT id FROM grown)" : "";
        }

        private boolean cut(String table, String column) {
            return List.of("omit", "null").contains(rules.get(table).get(column));
        }

        private static String expected(String column, String rule) {
            if (rule.startsWith("expression")) {
                return rule.substring("expression ".length());
            }
            if (rule.startsWith("constant")) {
                return "'" + rule.substring("constant ".length()).replace("'", "''") + "'";
            }
            return switch (rule) {
                case "keep" -> column;
                case "hash" -> PolicyOracle.hash(column);
                case "mask email" -> "regexp_replace(" + column + ", '[A-Za-z0-9]', 'x', 'g')";
                case "mask phone" -> "regexp_replace(" + column + ", '[A-Za-z0-9@]', '0', 'g')";
                default -> "NULL";
            };
        }
    }
}
