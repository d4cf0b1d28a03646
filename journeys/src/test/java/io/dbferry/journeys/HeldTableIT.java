package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One table's trouble is its own: the others go on, and it catches up by itself once the cause is gone. */
class HeldTableIT {
    private static final List<String> TABLES = List.of("a", "b", "c", "d", "e");

    private static final String RAISES = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$BEGIN RAISE EXCEPTION 'not today'; END$$;"
            + "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON b FOR EACH ROW EXECUTE FUNCTION refuse();"
            + "ALTER TABLE b ENABLE ALWAYS TRIGGER refuse";

    private static final String CATCHES_UP =
            "When that is done, the table catches up by itself: the sender carries all its rows with a partial that this"
                    + " receiver asks for, or with its next complete";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void fiveTables() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        for (String table : TABLES) {
            servers.onBoth("CREATE TABLE " + table + " (id int PRIMARY KEY, v text)");
            servers.onSender("INSERT INTO " + table + " SELECT i, 'v' FROM generate_series(1, 50) i");
        }
    }

    @Test
    void triggerThatRaisesHoldsBackItsTableAndTheOthersAreLoaded() throws Exception {
        inStep();
        servers.onReceiver(RAISES);
        changeAll(1);

        TwoServers.Run load = partial();

        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.out()).contains("applied partial 000002");
        assertThat(load.err())
                .contains("cannot load partial 000002, table 'b': not today, in PL/pgSQL function"
                        + " refuse() line 1 at RAISE; table 'b' stands still since shipment 000002 (")
                .contains("; all else that was due is applied")
                .contains("HINT: Fix what the message names in this database, and the next load tries again. "
                        + CATCHES_UP);
        assertOnlyDiffer("b");
        assertThat(servers.receiver("load").exit()).as("nothing is due").isEqualTo(6);
        assertThat(receipt(2)).contains("\"held\":[{\"table\":\"b\",\"since\":2,\"time\":\"20");

        servers.onReceiver("DROP TRIGGER refuse ON b");
        changeAll(2);
        assertCatchesUp(partial(), "b", 2);
    }

    @Test
    void troubleThatLastsIsTriedAgainAtGrowingIntervals() throws Exception {
        inStep();
        servers.onReceiver(RAISES);
        changeAll(1);
        assertThat(partial().exit()).isEqualTo(6);
        assertThat(receipt(2)).contains("\"repairs\"");
        TwoServers.Run again = partial();
        assertThat(again.err())
                .contains("cannot load partial 000003, table 'b': not today")
                .contains("since shipment 000002");
        assertThat(receipt(3)).contains("\"held\"").doesNotContain("\"repairs\"");
        assertThat(servers.sender("dump", "partial").out()).startsWith("nothing");

        servers.onReceiver("UPDATE dbferry.held SET tried_at = tried_at - interval '20 minutes'");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertThat(receipt(3)).contains("\"repairs\"");
        servers.onReceiver("DROP TRIGGER refuse ON b");
        senderPausesNoMore();
        assertCatchesUp(partial(), "b", 2);
    }

    @Test
    void columnThatIsMissingHoldsBackItsTableUntilItIsThere() throws Exception {
        inStep();
        servers.onReceiver("ALTER TABLE c DROP COLUMN v");
        changeAll(1);

        TwoServers.Run load = partial();

        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err())
                .contains("cannot load partial 000002: column 'v' of table 'c' is missing here; table 'c' stands"
                        + " still since shipment 000002 (")
                .contains(
                        "HINT: Run the application's migrations here, or 'dbferry schema diff --apply', which runs: ALTER TABLE"
                                + " \"public\".\"c\" ADD COLUMN \"v\" text. "
                                + CATCHES_UP);
        assertThat(receipt(2)).contains("\"held\"").doesNotContain("\"repairs\"");
        TwoServers.Run check = servers.receiver("check", "--quiet");
        assertThat(check.out())
                .contains(
                        "fail  tables       table 'c' stands still since shipment 000002: cannot load partial 000002: column"
                                + " 'v' of table 'c' is missing here\n      HINT: Run the application's migrations here");
        assertThat(check.exit()).isEqualTo(6);
        assertOnlyDiffer("c");
        changeAll(2);
        assertThat(partial().exit()).isEqualTo(6);
        assertOnlyDiffer("c");

        servers.onReceiver("ALTER TABLE c ADD COLUMN v text");
        changeAll(3);
        assertThat(partial().exit())
                .as("a table is in step once a shipment carries it whole")
                .isEqualTo(6);
        assertOnlyDiffer("c");
        assertThat(receipt(4)).contains("\"repairs\"");
        assertCatchesUp(partial(), "c", 2);
    }

    @Test
    void tableThatIsMissingDoesNotKeepTheFirstCompleteFromTheOthers() throws Exception {
        servers.onReceiver("DROP TABLE a");

        assertThat(servers.sender("dump", "complete").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err())
                .contains("cannot load complete 000001: table 'a' is missing here; table 'a' stands still since");
        assertThat(servers.receiverRowsOf("e", "id")).hasSize(50);
        servers.onReceiver("CREATE TABLE a (id int PRIMARY KEY, v text)");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        assertCatchesUp(servers.receiver("load"), "a", 1);
    }

    @Test
    void rowsThatTheReceiversOwnConstraintRefusesHoldBackTheirTableInACompleteToo() throws Exception {
        inStep();
        servers.onReceiver("ALTER TABLE d ADD CONSTRAINT short CHECK (length(v) < 3)");
        changeAll(100);

        assertThat(servers.sender("dump", "complete").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err())
                .contains("cannot load complete 000002, table 'd': new row for relation \"d\" violates check constraint"
                        + " \"short\"; table 'd' stands still since shipment 000002");
        assertOnlyDiffer("d");
        servers.onReceiver("ALTER TABLE d DROP CONSTRAINT short");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertCatchesUp(partial(), "d", 2);
    }

    @Test
    void tableThatAnotherSessionLocksIsHeldBackForThatLoad() throws Exception {
        inStep();
        servers.onReceiver("CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;"
                + "CREATE TRIGGER own BEFORE INSERT ON e FOR EACH ROW EXECUTE FUNCTION nothing()");
        changeAll(1);
        TwoServers.Run load;
        try (Connection other = servers.connectReceiver();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE e IN SHARE MODE");
            load = partial();
        }

        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err())
                .contains("cannot load partial 000002, table 'e': canceling statement due to lock timeout");
        assertOnlyDiffer("e");
        assertCatchesUp(partial(), "e", 2);
    }

    @Test
    void childrenOfAHeldTableWaitWithItAndParentsDoNot() throws Exception {
        servers.onBoth("CREATE TABLE owner (id int PRIMARY KEY, v text);"
                + "CREATE TABLE house (id int PRIMARY KEY, owner int REFERENCES owner, v text);"
                + "CREATE TABLE room (id int PRIMARY KEY, house int REFERENCES house, v text)");
        servers.onSender("INSERT INTO owner SELECT i, 'v' FROM generate_series(1, 9) i;"
                + "INSERT INTO house SELECT i, i, 'v' FROM generate_series(1, 9) i;"
                + "INSERT INTO room SELECT i, i, 'v' FROM generate_series(1, 9) i");
        inStep();
        servers.onReceiver("ALTER TABLE house ADD CHECK (id < 10)");
        servers.onSender("INSERT INTO owner VALUES (10, 'v'); INSERT INTO house VALUES (10, 10, 'v');"
                + "INSERT INTO room VALUES (10, 10, 'v')");

        TwoServers.Run load = partial();

        assertThat(load.err()).contains("table 'house' stands still").contains(", and 1 more table");
        assertOnlyDiffer("house", "room");
        assertThat(servers.receiverRowsOf("dbferry.held", "table_name, tied_name"))
                .containsExactly("(house,)", "(room,house)");

        servers.onSender(
                "DELETE FROM room WHERE id = 1; DELETE FROM house WHERE id = 1; DELETE FROM owner WHERE id = 1");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        TwoServers.Run complete = servers.receiver("load");
        assertThat(complete.exit()).isEqualTo(6);
        assertOnlyDiffer("owner", "house", "room");
        servers.onReceiver("ALTER TABLE house DROP CONSTRAINT house_id_check");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertCatchesUp(partial(), "house", 2);
    }

    @Test
    void twoTablesAreHeldBackEachUntilItsOwnCauseIsGone() throws Exception {
        inStep();
        servers.onReceiver(RAISES);
        servers.onReceiver("ALTER TABLE c DROP COLUMN v");
        changeAll(1);
        TwoServers.Run load = partial();
        assertThat(load.err()).contains(", and 1 more table");
        assertOnlyDiffer("b", "c");

        servers.onReceiver("DROP TRIGGER refuse ON b");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        TwoServers.Run one = partial();
        assertThat(one.exit()).isEqualTo(6);
        assertThat(one.out()).contains("table 'b' is in step again");
        assertOnlyDiffer("c");
        servers.onReceiver("ALTER TABLE c ADD COLUMN v text");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        senderPausesNoMore();
        assertCatchesUp(partial(), "c", 2);
    }

    @Test
    void heldTableThatIsNotShippedAnyMoreIsForgotten() throws Exception {
        inStep();
        servers.onReceiver("ALTER TABLE c DROP COLUMN v");
        changeAll(1);
        assertThat(partial().exit()).isEqualTo(6);
        servers.senderConfig("partial: {minutes: 10}\nexclude: [c]");
        servers.onSender("UPDATE a SET v = 'w'");

        assertThat(partial().exit()).isZero();

        servers.senderConfig("partial: {minutes: 10}");
        servers.onReceiver("ALTER TABLE c ADD COLUMN v text");
        TwoServers.Run load = partial();
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void verifyNamesWhatStandsStillAndComparesTheRest() throws Exception {
        inStep();
        servers.onReceiver("DROP TABLE c");
        servers.onSender("UPDATE c SET v = 'w' WHERE id = 1");
        assertThat(partial().exit()).isEqualTo(6);

        TwoServers.Run verify = servers.receiver("verify");

        assertThat(verify.exit()).isEqualTo(6);
        assertThat(verify.out()).contains("equal       4 of 5 tables").contains("table 'c' since shipment 000002");
        assertThat(verify.err()).contains("table 'c' stands still since shipment 000002");
        servers.onReceiver("CREATE TABLE c (id int PRIMARY KEY, v text)");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertCatchesUp(partial(), "c", 2);
        assertThat(servers.receiver("verify").exit()).isZero();
    }

    @Test
    void sessionThatIsKilledInTheSecondAttemptLeavesAllAsItWas() throws Exception {
        inStep();
        servers.onReceiver(RAISES);
        servers.onReceiver("CREATE FUNCTION kill() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END$$;"
                + "CREATE TRIGGER kill BEFORE UPDATE ON d FOR EACH ROW EXECUTE FUNCTION kill();"
                + "ALTER TABLE d ENABLE ALWAYS TRIGGER kill");
        changeAll(1);

        TwoServers.Run load = partial();

        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err()).contains("terminating connection").doesNotContain("stands still");
        assertThat(servers.receiverRowsOf("dbferry.held", "table_name")).isEmpty();
        assertOnlyDiffer(TABLES.toArray(String[]::new));
        servers.onReceiver("DROP TRIGGER kill ON d");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertOnlyDiffer("b");
        servers.onReceiver("DROP TRIGGER refuse ON b");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertCatchesUp(partial(), "b", 2);
    }

    @Test
    void tableThatTheConfigLeavesAloneForAWhileStillStandsStillAfterwards() throws Exception {
        inStep();
        servers.onReceiver("ALTER TABLE c DROP COLUMN v");
        changeAll(1);
        assertThat(partial().exit()).isEqualTo(6);
        servers.receiverConfig("exclude: [c]");
        assertThat(servers.receiver("load").exit()).isZero();
        servers.receiverConfig("");

        assertThat(servers.receiver("load").err()).contains("table 'c' stands still since shipment 000002");
        servers.onReceiver("ALTER TABLE c ADD COLUMN v text");
        assertThat(servers.receiver("load").exit()).isEqualTo(6);
        assertCatchesUp(partial(), "c", 2);
    }

    @Test
    void completeBehindPartialsBringsAHeldTableAndThePartialsBehindIt() throws Exception {
        inStep();
        Path state = folder.resolve("sender/work/state.json");
        String before = Files.readString(state);
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        Path complete;
        try (Stream<Path> completes = Files.list(servers.depot().resolve("complete"))) {
            complete = completes
                    .filter(name -> name.toString().endsWith("-000002"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.move(complete, folder.resolve("held-back"));
        Files.writeString(state, before.replaceFirst("(\"drawn\"\\s*:\\s*)1", "$12"));
        servers.onReceiver(RAISES);
        changeAll(1);
        assertThat(partial().exit()).isEqualTo(6);
        servers.onReceiver("DROP TRIGGER refuse ON b");
        Files.move(folder.resolve("held-back"), complete);

        assertCatchesUp(servers.receiver("load"), "b", 3);
    }

    @Test
    void partialsOfTheLogGoOnForTheOthersToo() throws Exception {
        String strategies = "{a: {strategy: log}, b: {strategy: log}, c: {strategy: log}}";
        try (LogServers log = LogServers.in(folder.resolve("log"), 15, strategies)) {
            servers = log.servers;
            for (String table : List.of("a", "b", "c")) {
                servers.onBoth("CREATE TABLE " + table + " (id int PRIMARY KEY, v text)");
                servers.onSender("INSERT INTO " + table + " SELECT i, 'v' FROM generate_series(1, 9) i");
            }
            log.fix();
            inStep();
            servers.onReceiver("ALTER TABLE b ADD CONSTRAINT few CHECK (id < 10)");
            servers.onSender("INSERT INTO b VALUES (10, 'n'); DELETE FROM a WHERE id = 1; UPDATE c SET v = 'w'");
            assertThat(partial().exit()).isEqualTo(6);
            assertOnlyDiffer("b");
            servers.onSender("DELETE FROM b WHERE id < 4; UPDATE a SET v = 'x' WHERE id = 2");
            servers.onReceiver("ALTER TABLE b DROP CONSTRAINT few");
            assertCatchesUp(partial(), "b", 2);
            servers.onSender("DELETE FROM b WHERE id = 4");
            assertThat(partial().exit()).isZero();
            assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        }
    }

    @Test
    void withStopNothingOfTheShipmentIsApplied() throws Exception {
        servers.receiverConfig("on-trouble: stop");
        inStep();
        servers.onReceiver(RAISES);
        changeAll(1);

        TwoServers.Run load = partial();

        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err())
                .contains("cannot load partial 000002, table 'b': not today")
                .doesNotContain("stands still");
        assertOnlyDiffer(TABLES.toArray(String[]::new));
        assertThat(servers.receiverRowsOf("dbferry.held", "table_name")).isEmpty();
    }

    private void inStep() {
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
    }

    private void changeAll(int round) throws Exception {
        for (String table : TABLES) {
            servers.onSender("UPDATE " + table + " SET v = 'v" + round + "' WHERE id <= " + round + "; INSERT INTO "
                    + table + " VALUES (" + (1000 + round) + ", 'n')");
        }
    }

    /** It repairs again ten times as long after the last repair as that took. */
    private void senderPausesNoMore() throws Exception {
        Files.delete(folder.resolve("sender/work/repair.json"));
    }

    private TwoServers.Run partial() {
        TwoServers.Run dump = servers.sender("dump", "partial");
        assertThat(dump.exit()).as(dump.err()).isZero();
        assertThat(dump.out()).startsWith("shipped partial");
        return servers.receiver("load");
    }

    private void assertCatchesUp(TwoServers.Run load, String table, int since) throws Exception {
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.out())
                .contains("table '" + table + "' is in step again: it stood still since shipment 00000" + since);
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(servers.receiverRowsOf("dbferry.held", "table_name")).isEmpty();
        assertThat(servers.receiver("load").exit()).isZero();
    }

    private void assertOnlyDiffer(String... tables) throws Exception {
        List<String> differing = servers.senderRows().keySet().stream()
                .filter(table -> differs(table.substring("public.".length())))
                .map(table -> table.substring("public.".length()))
                .toList();
        assertThat(differing).containsExactlyInAnyOrder(tables);
    }

    private boolean differs(String table) {
        try (Connection sender = servers.connectSender();
                Connection receiver = servers.connectReceiver()) {
            return !rows(sender, table).equals(rows(receiver, table));
        } catch (Exception e) {
            return true;
        }
    }

    private static List<String> rows(Connection connection, String table) throws Exception {
        try (Statement statement = connection.createStatement();
                java.sql.ResultSet row = statement.executeQuery("SELECT t::text FROM " + table + " t ORDER BY 1")) {
            List<String> rows = new java.util.ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }

    private String receipt(int shipment) throws Exception {
        return Files.readString(servers.depot().resolve("receipts/viz/00000" + shipment + ".json"))
                .replaceAll("\\s", "");
    }
}
