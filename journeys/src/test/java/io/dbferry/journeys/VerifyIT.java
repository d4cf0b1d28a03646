package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} finds what is not as it was shipped, and nothing else. */
class VerifyIT {
    /** Keys of each kind, a table without one, partitions, inheritance, and every byte that COPY escapes. */
    private static final String SCHEMA = """
            CREATE TABLE number_key (id int PRIMARY KEY, t text);
            CREATE TABLE text_key (k text PRIMARY KEY, n numeric);
            CREATE TABLE two_keys (v text, b text, a int, PRIMARY KEY (a, b));
            CREATE TABLE no_key (a int, t text);
            CREATE TABLE parted (id int, region text, t text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
            CREATE TABLE parted_a PARTITION OF parted FOR VALUES IN ('a');
            CREATE TABLE parted_b PARTITION OF parted FOR VALUES IN ('b');
            CREATE TABLE parent (id int PRIMARY KEY, t text);
            CREATE TABLE child (more text, PRIMARY KEY (id)) INHERITS (parent)""";

    private static final String ROWS = """
            INSERT INTO number_key SELECT i, 'row ' || i FROM generate_series(1, 5000) i;
            INSERT INTO text_key SELECT E'tab\\t back\\\\slash \\n \\r \\b é' || i, i / 3.0 FROM generate_series(1, 300) i;
            INSERT INTO two_keys SELECT 'v' || i, E'b\\t' || i, i % 7 FROM generate_series(1, 300) i;
            INSERT INTO no_key SELECT i % 3, CASE WHEN i % 2 = 0 THEN NULL ELSE '\\N' END FROM generate_series(1, 300) i;
            INSERT INTO parted SELECT i, CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END, 'ü' FROM generate_series(1, 300) i;
            INSERT INTO parent SELECT i, 'p' FROM generate_series(1, 300) i;
            INSERT INTO child SELECT i, 'c', 'm' FROM generate_series(1, 300) i""";

    @TempDir
    private Path folder;

    @Test
    void everyTypeAndKeyIsEqualOverVersions() throws Exception {
        TwoServers servers = TwoServers.in(folder, 14, 18);
        servers.onBoth(OddTables.schema());
        servers.onSender(OddTables.rows());
        ship(servers);

        JsonNode report = verify(servers, 0);

        assertThat(report.get("tables").size()).isGreaterThan(3);
        assertThat(report.get("tables"))
                .allSatisfy(table -> assertThat(table.get("equal").asBoolean())
                        .as(table.toString())
                        .isTrue());
        assertThat(report.get("notProven")).isEmpty();
    }

    @Test
    void anyRowThatDiffersIsFoundAndNamed() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.onBoth(SCHEMA);
        servers.onSender(ROWS);
        ship(servers);
        assertThat(verify(servers, 0).get("tables")).hasSize(7);

        assertFound(servers, "UPDATE number_key SET t = 'x' WHERE id = 77", "number_key", 1, 32);
        assertFound(servers, "UPDATE number_key SET t = 'row 77' WHERE id = 77");
        assertFound(servers, "DELETE FROM text_key WHERE n < 1", "text_key", 1, 2);
        servers.onReceiver("INSERT INTO text_key VALUES (E'tab\\t back\\\\slash \\n \\r \\b é1', 1 / 3.0), "
                + "(E'tab\\t back\\\\slash \\n \\r \\b é2', 2 / 3.0)");
        assertFound(servers, "UPDATE two_keys SET v = '' WHERE v = 'v8'", "two_keys", 1, 2);
        assertFound(servers, "UPDATE two_keys SET v = 'v8' WHERE v = ''");
        assertFound(servers, "INSERT INTO no_key VALUES (1, NULL)", "no_key", 1, 2);
        servers.onReceiver("DELETE FROM no_key WHERE ctid = (SELECT max(ctid) FROM no_key)");
        assertFound(servers, "UPDATE parted SET t = 'u' WHERE id = 8", "parted", 1, 2);
        servers.onReceiver("UPDATE parted SET t = 'ü' WHERE id = 8");
        assertFound(servers, "UPDATE child SET more = 'n' WHERE id = 9", "child", 1, 2);
        assertFound(servers, "UPDATE child SET more = 'm' WHERE id = 9");
    }

    @Test
    void aDifferenceIsNotForgottenByTheNextLoads() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 15);
        servers.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
        servers.onSender("INSERT INTO t SELECT i, 'v' FROM generate_series(1, 100) i");
        ship(servers);
        servers.onReceiver("UPDATE t SET v = 'w' WHERE id = 5");

        TwoServers.Run verify = servers.receiver("verify");
        TwoServers.Run load = servers.receiver("load");

        assertThat(verify.exit()).isEqualTo(6);
        assertThat(verify.out())
                .contains("differs     table 't' in 1 of 1 bucket of its keys (at most about 100 rows); it has 100 rows"
                        + " and should have 100; the sender is asked for these rows");
        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err())
                .startsWith("cannot call the receiver equal to shipment 000001: table 't' differs in 1 of 1 bucket");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        TwoServers.Run status = servers.receiver("status");
        assertThat(status.exit()).isEqualTo(6);
        assertThat(status.out())
                .startsWith("load fails since ")
                .contains("table 't' differs in 1 of 1 bucket of its keys", "proof     0 of 1 table equal");
        assertThat(Files.readString(servers.depot().resolve("receipts/viz/000001.json")))
                .contains("\"repairs\"")
                .doesNotContain("\"t\"");

        servers.onReceiver("UPDATE t SET v = 'v' WHERE id = 5");
        assertThat(servers.receiver("verify").exit()).isZero();
        assertThat(servers.receiver("load").exit()).isZero();
    }

    @Test
    void aTableThatAPartialChangedIsNotProvenAndTheOthersAre() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 15);
        servers.onBoth("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY)");
        servers.onSender("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)");
        ship(servers);
        servers.onSender("INSERT INTO a VALUES (2)");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        assertThat(servers.receiver("load").exit()).isZero();

        TwoServers.Run verify = servers.receiver("verify");

        assertThat(verify.exit()).isZero();
        assertThat(verify.out())
                .contains("equal       1 of 2 tables, 1 row, as of shipment 000002")
                .contains("not proven  1 table, changed by partials since their last digests: a (000002)");
        assertThat(servers.receiver("verify", "a").out()).contains("equal       0 of 1 table");
        assertThat(servers.receiver("verify", "nope").exit()).isEqualTo(2);
    }

    @Test
    void mediaFilesThatDifferAreFoundAndRepairedByTheNextPartial() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 15);
        servers.senderConfig("media: [{folder: " + folder.resolve("sender/media") + "}]");
        servers.receiverConfig("media: [{folder: " + folder.resolve("receiver/media") + "}]");
        servers.onBoth("CREATE TABLE a (id int PRIMARY KEY)");
        for (String name : List.of("1.jpg", "2.jpg", "3.jpg", "4.jpg")) {
            Files.writeString(folder.resolve("sender/media").resolve(name), "content of " + name);
        }
        ship(servers);
        assertThat(servers.receiver("verify").out()).contains("media       4 files equal");

        Files.writeString(folder.resolve("receiver/media/2.jpg"), "CONTENT of 2.jpg");
        Files.delete(folder.resolve("receiver/media/3.jpg"));
        Files.delete(folder.resolve("receiver/media/4.jpg"));
        Files.delete(folder.resolve("sender/media/4.jpg"));

        TwoServers.Run verify = servers.receiver("verify");
        assertThat(verify.exit()).isEqualTo(6);
        assertThat(verify.out())
                .contains(
                        "differs     media file '2.jpg'; the sender is asked for it",
                        "differs     media file '3.jpg'; the sender is asked for it");
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err()).contains("'dbferry verify' found 3 media files that differ");
        assertThat(servers.receiver("status").out()).contains("differs   3 media files; the sender is asked for them");

        assertThat(servers.sender("dump", "partial").out()).contains("2 media files");
        assertThat(servers.receiver("load").err()).contains("found 1 media file that differ");
        assertThat(Files.readString(folder.resolve("receiver/media/2.jpg"))).isEqualTo("content of 2.jpg");
        assertThat(Files.readString(folder.resolve("receiver/media/3.jpg"))).isEqualTo("content of 3.jpg");
        assertThat(servers.sender("dump", "partial").out()).contains("nothing changed");
        assertThat(servers.sender("dump", "complete").exit()).isZero(); // which does not list what the sender has lost
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiver("verify").out()).contains("media       3 files equal");
    }

    @Test
    void aLatin1DatabaseIsEqualToOneInUtf8() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 15);
        servers.onSender("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        Path config = folder.resolve("sender.yaml");
        Files.writeString(config, Files.readString(config).replaceFirst("(url: \"[^\"]*/)[^/\"]*\"", "$1latin\""));
        String table = "CREATE TABLE t (k text PRIMARY KEY, v text)";
        servers.onReceiver(table);
        try (var sender = java.sql.DriverManager.getConnection(latin(servers));
                var statement = sender.createStatement()) {
            statement.execute(table);
            statement.execute("INSERT INTO t SELECT 'ñandú ' || i, 'ÿß' FROM generate_series(1, 500) i");
        }
        ship(servers);

        JsonNode report = verify(servers, 0);

        assertThat(report.at("/tables/0/rows").asLong()).isEqualTo(500);
        servers.onSender("DROP DATABASE latin WITH (FORCE)");
    }

    private static String latin(TwoServers servers) throws Exception {
        try (var sender = servers.connectSender()) {
            return sender.getMetaData().getURL().replaceFirst("/sender[^?]*", "/latin") + "&user="
                    + sender.getMetaData().getUserName();
        }
    }

    private static void ship(TwoServers servers) {
        TwoServers.Run dump = servers.sender("dump", "complete");
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
    }

    private static JsonNode verify(TwoServers servers, int exit) throws Exception {
        TwoServers.Run run = servers.receiver("verify", "--json");
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(exit);
        return new ObjectMapper().readTree(run.out());
    }

    /** After the change, that table alone differs. */
    private static void assertFound(TwoServers servers, String change, String table, int differing, int buckets)
            throws Exception {
        servers.onReceiver(change);
        List<String> different = new ArrayList<>();
        for (JsonNode each : verify(servers, 6).get("tables")) {
            if (!each.get("equal").asBoolean()) {
                different.add(each.get("table").asText() + " "
                        + each.at("/difference/differing").asInt() + " of "
                        + each.at("/difference/buckets").asInt());
            }
        }
        assertThat(different).containsExactly(table + " " + differing + " of " + buckets);
    }

    /** After the change, all is equal again. */
    private static void assertFound(TwoServers servers, String change) throws Exception {
        servers.onReceiver(change);
        verify(servers, 0);
    }
}
