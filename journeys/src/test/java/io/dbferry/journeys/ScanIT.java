package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partials by {@code scan}, and the comparison of keys that tells deleted rows. */
class ScanIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void ship() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}}");
        servers.onBoth("CREATE TABLE part (id int, n int, PRIMARY KEY (id, n)) PARTITION BY LIST (n);"
                + " CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);"
                + " CREATE TABLE item (id int PRIMARY KEY, n int);"
                + " CREATE TABLE child (id int PRIMARY KEY, item int REFERENCES item)");
        servers.onSender("INSERT INTO part SELECT i, 1 FROM generate_series(1, 5) i; INSERT INTO item SELECT i, 0 FROM"
                + " generate_series(1, 5) i; INSERT INTO child VALUES (1, 1), (2, 2)");
        run("dump", "complete");
    }

    @Test
    void whatDoesNotChangeRowsShipsNothing() throws Exception {
        try (Connection other = servers.connectSender();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM item FOR SHARE");
            servers.onSender("SELECT FROM item FOR SHARE");
            other.commit();
        }
        servers.onSender("SELECT FROM item FOR UPDATE; SELECT FROM item WHERE id = 1 FOR NO KEY UPDATE");
        servers.onSender("VACUUM (FREEZE) item");
        servers.onSender("VACUUM FULL item");
        servers.onSender("CLUSTER item USING item_pkey");
        servers.onSender("CREATE INDEX ON item (n)");

        assertThat(run("dump", "partial")).contains("nothing changed since complete 000001");
    }

    @Test
    void aLongTransactionDoesNotMakeOthersRowsTravelAgain() throws Exception {
        try (Connection open = servers.connectSender();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("UPDATE item SET n = 7 WHERE id = 5");
            servers.onSender("UPDATE item SET n = 1 WHERE id = 1");
            assertThat(run("dump", "partial")).contains("1 row of");
            assertThat(run("dump", "partial")).contains("nothing changed since partial 000002");
            servers.onSender("UPDATE item SET n = 1 WHERE id = 2");
            assertThat(run("dump", "partial")).contains("1 row of");
            statement.execute("SAVEPOINT s");
            statement.execute("UPDATE item SET n = 7 WHERE id = 4");
            statement.execute("RELEASE s");
            assertThat(run("dump", "partial")).contains("nothing changed since partial 000003");
            open.commit();
        }
        assertThat(run("dump", "partial")).contains("2 rows of");
        assertEqualRows();
    }

    @Test
    void rowsThatChangeWithoutBeingWrittenTravel() throws Exception {
        servers.onSender("CREATE TABLE other (id int PRIMARY KEY, n int); INSERT INTO other VALUES (1, 11), (6, 66);"
                + " CREATE TABLE part_2 (id int NOT NULL, n int NOT NULL, PRIMARY KEY (id, n));"
                + " INSERT INTO part_2 VALUES (1, 2), (2, 2)");
        servers.onReceiver("CREATE TABLE other (id int PRIMARY KEY, n int);"
                + " CREATE TABLE part_2 (id int NOT NULL, n int NOT NULL, PRIMARY KEY (id, n))");
        run("dump", "partial");

        servers.onBoth("ALTER TABLE child DROP CONSTRAINT child_item_fkey"); // deletes of child do not travel yet
        servers.onSender("DELETE FROM child; ALTER TABLE item RENAME TO was; ALTER TABLE other RENAME TO item;"
                + " ALTER TABLE was RENAME TO other;"
                + " ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES IN (2)");
        servers.onReceiver("TRUNCATE part_2; ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES IN (2)");
        assertThat(servers.sender("dump", "partial").err())
                .isEqualTo(
                        "warning: table 'part_2' is not shipped by itself any more; receivers keep the rows that they"
                                + " have\n");
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRowsOf("item", "id, n")).contains("(1,11)", "(6,66)");
        assertThat(servers.receiverRowsOf("part", "id, n")).hasSize(7);

        servers.onBoth("ALTER TABLE item ADD COLUMN more int");
        servers.onSender("ALTER TABLE item ALTER COLUMN more SET DEFAULT 3; ALTER TABLE item DROP COLUMN more;"
                + " ALTER TABLE item ADD COLUMN more int DEFAULT 3");
        run("dump", "partial");
        assertThat(servers.receiverRowsOf("item", "id, n, more")).contains("(1,11,3)", "(6,66,3)");
    }

    @Test
    void deletedRowsTravelWithTheNextComparisonOfKeys() throws Exception {
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}, deletes: every 2 partials}");
        servers.onSender("INSERT INTO item SELECT i, 0 FROM generate_series(1001, 31000) i");
        run("dump", "complete");
        servers.onSender("INSERT INTO item VALUES (6, 0), (7, 0)");
        run("dump", "partial");
        servers.onSender(
                "UPDATE child SET item = 3 WHERE id = 1; DELETE FROM item WHERE id IN (1, 6) OR id > 6000; UPDATE item"
                        + " SET id = 70 WHERE id = 7; DELETE FROM part WHERE id < 3; INSERT INTO item VALUES (8, 0)");

        assertThat(run("dump", "partial")).contains("4 rows of");
        assertEqualRows();
        assertThat(run("dump", "partial")).contains("nothing changed since partial 000004");
        servers.onSender("DELETE FROM item WHERE id IN (8, 70)");
        assertThat(run("dump", "partial")).contains("0 rows of");
        assertEqualRows();
    }

    @Test
    void deletedRowsOfATableWithAnotherKeyTravelToo() throws Exception {
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}, deletes: every 1 partial}");
        servers.onBoth("CREATE TABLE place (a int PRIMARY KEY, b int NOT NULL)");
        servers.onSender("INSERT INTO place SELECT i, i FROM generate_series(1, 4) i");
        run("dump", "complete");
        servers.onBoth("ALTER TABLE place DROP CONSTRAINT place_pkey; ALTER TABLE place ADD PRIMARY KEY (b, a)");
        servers.onSender("DELETE FROM place WHERE a = 1; UPDATE place SET b = 9 WHERE a = 2");

        run("dump", "partial");
        assertEqualRows();
    }

    @Test
    void lostListsOfKeysHealWithTheNextComplete() throws Exception {
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}, deletes: every 1 partial}");
        run("dump", "complete");
        Path known = folder.resolve("sender/work/keys");
        assertThat(known).isNotEmptyDirectory();
        try (Stream<Path> lists = Files.walk(known)) {
            for (Path list : lists.filter(Files::isRegularFile).toList()) {
                Files.write(list, Arrays.copyOf(Files.readAllBytes(list), 20));
            }
        }
        servers.onSender("DELETE FROM item WHERE id = 5");
        TwoServers.Run partial = servers.sender("dump", "partial");
        assertThat(partial.err()).contains("/child.json.zst' is damaged, as a crash can leave it; it was moved to ");
        assertThat(partial.exit()).isZero();

        run("dump", "complete");
        servers.onSender("DELETE FROM item WHERE id = 4");
        run("dump", "partial");
        assertEqualRows();
    }

    private String run(String... command) throws IOException {
        TwoServers.Run run = servers.sender(command);
        assertThat(run.err()).isEmpty();
        assertThat(servers.receiver("load").err()).isEmpty();
        return run.out();
    }

    private void assertEqualRows() throws SQLException {
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }
}
