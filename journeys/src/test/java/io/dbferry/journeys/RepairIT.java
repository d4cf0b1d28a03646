package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What differs travels again, and nothing else. */
class RepairIT {
    private static final String TABLE =
            "CREATE TABLE t (id int PRIMARY KEY, v text, at timestamptz NOT NULL DEFAULT '2026-01-01')";

    @TempDir
    private Path folder;

    @Test
    void tenRowsOfManyAreFoundAndRepairedWithLessThanAHundredth() throws Exception {
        TwoServers servers = servers(TABLE);
        servers.onSender("INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 200000) i; ANALYZE t");
        ship(servers, "complete");
        servers.onReceiver("UPDATE t SET v = 'altered' WHERE id IN (5, 70000, 70001, 199999);"
                + "DELETE FROM t WHERE id IN (1, 100, 150000);"
                + "INSERT INTO t SELECT i, 'added' FROM generate_series(200001, 200003) i");

        TwoServers.Run verify = servers.receiver("verify");
        assertThat(verify.exit()).isEqualTo(6);
        assertThat(verify.out()).contains("differs     table 't' in ").contains(" of 1,024 buckets of its keys");
        assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial 000002");
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.out())
                .contains("applied partial 000002: 3 rows inserted, 4 updated, 3 deleted")
                .contains("repaired 10 rows of table 't'");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        long table = 200_000L * (32 + 8 + 29 + 3);
        assertThat(bytes(newest(servers, "partial"))).isLessThan(table / 100);
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.sender("dump", "partial").out()).startsWith("nothing");
    }

    @Test
    void keysOfAnyTextAndOfSeveralColumnsAreRepaired() throws Exception {
        TwoServers servers = servers("CREATE TABLE t (v text, b text, a numeric, PRIMARY KEY (a, b));"
                + "CREATE TABLE p (id int, r text, v text, PRIMARY KEY (r, id)) PARTITION BY LIST (r);"
                + "CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a'); CREATE TABLE p_b PARTITION OF p DEFAULT");
        servers.onSender(
                "INSERT INTO t SELECT 'v', E'tab\\t \\\\ \\n é ' || i, i / 8.0 FROM generate_series(1, 2000) i;"
                        + "INSERT INTO p SELECT i, CASE WHEN i % 2 = 0 THEN 'a' ELSE E'\\t' END, 'v' FROM generate_series(1, 900) i");
        ship(servers, "complete");
        servers.onReceiver(
                "UPDATE t SET v = NULL WHERE a = 1; DELETE FROM t WHERE a = 2;"
                        + "INSERT INTO t VALUES ('v', E'more\\t\\\\', 2); UPDATE p SET v = '' WHERE id < 3; DELETE FROM p WHERE id = 9");

        repair(servers);

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void aTableThatDiffersWhollyTravelsWhole() throws Exception {
        TwoServers servers = servers(TABLE);
        servers.onSender("INSERT INTO t SELECT i, 'v' FROM generate_series(1, 300000) i; ANALYZE t;"
                + "CREATE TABLE big (id int PRIMARY KEY, v text); INSERT INTO big SELECT i, repeat(md5(i::text), 30)"
                + " FROM generate_series(1, 100000) i");
        servers.onReceiver("CREATE TABLE big (id int PRIMARY KEY, v text)");
        ship(servers, "complete");
        servers.onReceiver("UPDATE t SET v = 'w'; INSERT INTO t VALUES (0, 'w')");

        TwoServers.Run load = repair(servers);

        assertThat(load.out()).contains("repaired 300,001 rows of table 't'");
        assertThat(servers.receiverRowsOf("t", "v")).doesNotContain("(w)");
    }

    @Test
    void rowsThatDifferAgainAreReportedAndNotRepairedForEver() throws Exception {
        TwoServers servers = servers(TABLE);
        servers.onSender("INSERT INTO t SELECT i, 'v' FROM generate_series(1, 100) i");
        ship(servers, "complete");
        servers.onReceiver("UPDATE t SET v = 'w' WHERE id = 5");
        assertThat(servers.receiver("verify").exit()).isEqualTo(6);
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        // As if something here had changed what was written.
        Path manifest = newest(servers, "partial").resolve("manifest.json");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replaceFirst("(\"sums\"\\s*:\\s*\\[\\s*\")[0-9a-f]{16}", "$10123456789abcdef"));

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).as(load.out() + load.err()).isEqualTo(6);
        assertThat(load.out()).contains("repaired table 't', and 1 bucket differs again");
        assertThat(load.err()).contains("The rows were repaired and differ again");
        assertThat(Files.readString(servers.depot().resolve("receipts/viz/000002.json")))
                .doesNotContain("repairs");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
    }

    @Test
    void aRequestIsObeyedOnceUntilItsRepairIsApplied() throws Exception {
        TwoServers servers = servers(TABLE);
        servers.onSender("INSERT INTO t SELECT i, 'v' FROM generate_series(1, 100) i");
        ship(servers, "complete");
        servers.onReceiver("UPDATE t SET v = 'w' WHERE id = 5");
        assertThat(servers.receiver("verify").exit()).isEqualTo(6);

        assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial 000002");
        assertThat(servers.sender("dump", "partial").out()).startsWith("nothing");
        servers.onSender("INSERT INTO t VALUES (101, 'v')");
        assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial 000003: 1 row");

        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void receiptsThatAskForNonsenseAreIgnored() throws Exception {
        TwoServers servers = servers(TABLE);
        servers.onSender("INSERT INTO t SELECT i, 'v' FROM generate_series(1, 100) i");
        ship(servers, "complete");
        Path receipt = servers.depot().resolve("receipts/viz/000001.json");
        String hash =
                io.dbferry.stream.format.RepairRequest.hash(new io.dbferry.postgres.catalog.TableName("public", "t"));
        String good = "1, \"wanted\": [0]";
        for (String wanted :
                new String[] {"3, \"wanted\": [1]", "4, \"wanted\": [4]", "4, \"wanted\": [-1]", "0", good}) {
            String asking = Files.readString(receipt)
                    .replaceFirst("\\{", "{\"repairs\": [{\"table\": \"" + hash + "\", \"buckets\": " + wanted + "}],");
            Files.writeString(receipt, asking);
            TwoServers.Run dump = servers.sender("dump", "partial");
            assertThat(dump.out()).as(wanted + dump.err()).startsWith(wanted.equals(good) ? "shipped" : "nothing");
            Files.writeString(receipt, asking.replaceFirst("\"repairs\": .*?}],", ""));
        }
    }

    @Test
    void resyncCarriesRowsByHand() throws Exception {
        TwoServers servers = servers(TABLE);
        servers.onSender("INSERT INTO t SELECT i, 'v' FROM generate_series(1, 1000) i");
        ship(servers, "complete");
        servers.onReceiver("UPDATE t SET v = 'w' WHERE id IN (5, 6)");

        TwoServers.Run resync = servers.sender("resync", "t", "--where", "id = 5");
        assertThat(resync.out()).contains("the next 'dump partial' carries these rows of table 't': about 1");
        ship(servers, "partial");
        assertThat(servers.receiverRowsOf("t", "id, v")).contains("(5,v)", "(6,w)");

        assertThat(servers.sender("resync", "t").exit()).isZero();
        servers.onReceiver("INSERT INTO t VALUES (2000, 'more')");
        ship(servers, "partial");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());

        assertThat(servers.sender("dump", "partial").out()).startsWith("nothing");
        assertThat(servers.sender("resync", "nope").exit()).isEqualTo(2);
        assertThat(servers.sender("resync", "t", "--where", "nonsense").exit()).isEqualTo(3);
        assertThat(servers.sender("dump", "partial").out()).startsWith("nothing");
    }

    private TwoServers servers(String schema) throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 15);
        servers.onBoth(schema);
        return servers;
    }

    private static void ship(TwoServers servers, String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
    }

    private static TwoServers.Run repair(TwoServers servers) {
        TwoServers.Run verify = servers.receiver("verify");
        assertThat(verify.exit()).as(verify.out()).isEqualTo(6);
        TwoServers.Run dump = servers.sender("dump", "partial");
        assertThat(dump.out()).as(dump.err()).startsWith("shipped partial");
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        return load;
    }

    private static Path newest(TwoServers servers, String kind) throws IOException {
        try (Stream<Path> all = Files.list(servers.depot().resolve(kind))) {
            return all.max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long sum = 0;
            for (Path file : files.toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }
}
