package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partials carry digests of tables whose deletes travel with them, and a load compares at that very position. */
class PartialProofIT {
    private static final String DELETES = "partial: {minutes: 10, deletes: every 1 partials}\n";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoTables() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth("CREATE TABLE a (id int PRIMARY KEY, v text); CREATE TABLE b (id int PRIMARY KEY)");
        servers.onSender("INSERT INTO a SELECT i, 'v' FROM generate_series(1, 1000) i; INSERT INTO b VALUES (1)");
    }

    @Test
    void aDifferenceBehindACompleteIsFoundByTheNextPartialAndRepairedByTheOneAfter() throws Exception {
        servers.senderConfig(DELETES + "verify: {every: 0s}");
        ship("complete");
        servers.onReceiver("UPDATE a SET v = 'w' WHERE id = 5; DELETE FROM a WHERE id = 6");
        servers.onSender("INSERT INTO a VALUES (1001, 'v'); DELETE FROM a WHERE id = 7");
        assertThat(servers.sender("dump", "partial").exit()).isZero();

        TwoServers.Run found = servers.receiver("load");

        assertThat(found.exit()).isEqualTo(6);
        assertThat(found.out()).contains("applied partial 000002: 1 row inserted, 0 updated, 1 deleted");
        assertThat(found.err()).startsWith("cannot call the receiver equal to shipment 000002: table 'a' differs in ");
        assertThat(servers.receiver("status").out())
                .contains("proof     1 of 2 tables equal")
                .contains("differs   table 'a' in ");
        ship("partial");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(servers.receiver("verify").out()).contains("equal       2 of 2 tables, 1,001 rows");
        assertThat(servers.receiver("status").out()).contains("proof     2 of 2 tables equal");
    }

    @Test
    void tablesTakeTurnsWhereTheTimeOfOnePartialIsUp() throws Exception {
        servers.senderConfig(DELETES + "verify: {every: 0s, at-most: 0s}");
        ship("complete");
        List<String> carried = new ArrayList<>();
        for (int i = 10; i < 14; i++) {
            servers.onSender("INSERT INTO b VALUES (" + i + ")");
            ship("partial");
            carried.addAll(digests());
        }
        assertThat(carried).hasSize(4).startsWith("a", "b", "a", "b");
    }

    @Test
    void whereDeletesDoNotTravelOrNothingIsDuePartialsCarryNoDigest() throws Exception {
        servers.senderConfig("partial: {minutes: 10}\nverify: {every: 0s}");
        ship("complete");
        servers.onSender("INSERT INTO b VALUES (2); DELETE FROM a WHERE id = 1");
        ship("partial");
        assertThat(digests()).isEmpty();

        servers.senderConfig(DELETES);
        ship("complete");
        servers.onSender("INSERT INTO b VALUES (3)");
        ship("partial");
        assertThat(digests()).isEmpty();
    }

    @Test
    void aReceiverWithoutVerifyDoesNotCompare() throws Exception {
        servers.senderConfig(DELETES + "verify: {every: 0s}");
        servers.receiverConfig("verify: false");
        ship("complete");
        servers.onReceiver("UPDATE a SET v = 'w' WHERE id = 5");
        servers.onSender("INSERT INTO b VALUES (2)");
        ship("partial");
    }

    private void ship(String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
    }

    /** The tables whose digests the newest partial carries. */
    private List<String> digests() throws IOException {
        try (Stream<Path> all = Files.list(servers.depot().resolve("partial"))) {
            Path manifest = all.max(Comparator.naturalOrder()).orElseThrow().resolve("manifest.json");
            List<String> tables = new ArrayList<>();
            for (JsonNode digest :
                    new ObjectMapper().readTree(manifest.toFile()).path("digests")) {
                tables.add(digest.at("/name/name").asText());
            }
            return tables;
        }
    }
}
