package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Session;
import io.dbferry.progress.Progress;
import io.dbferry.sender.Dump;
import io.dbferry.sender.DumpListener;
import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.store.folder.FolderStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log tells arrives with the next partial, whatever kind of change, table or key it is. */
class LogStrategyIT {
    private static final String TABLES = """
            CREATE SCHEMA odd;
            CREATE TABLE item (id int PRIMARY KEY, note text);
            CREATE TABLE part (item int REFERENCES item, no int, note text, PRIMARY KEY (item, no));
            CREATE TABLE odd."Mixed ""Case" ("The Key" text PRIMARY KEY, "N" int);
            CREATE TABLE whole (id int PRIMARY KEY, note text);
            ALTER TABLE whole REPLICA IDENTITY FULL;
            CREATE TABLE indexed (note text, code int NOT NULL, id int PRIMARY KEY);
            CREATE UNIQUE INDEX by_code ON indexed (code, id);
            ALTER TABLE indexed REPLICA IDENTITY USING INDEX by_code;
            CREATE TABLE trip (note text, day int, id int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
            CREATE TABLE trip_1 PARTITION OF trip FOR VALUES FROM (0) TO (10);
            CREATE TABLE trip_2 (id int NOT NULL, day int NOT NULL, note text, PRIMARY KEY (id, day));
            ALTER TABLE trip ATTACH PARTITION trip_2 FOR VALUES FROM (10) TO (20)""";

    private static final String ALL =
            "{item: {strategy: log}, part: {strategy: log}, 'odd.Mixed \"Case': {strategy: log},"
                    + " whole: {strategy: log}, indexed: {strategy: log}, trip: {strategy: log}}";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void everyKindOfChangeOfEveryKindOfTableArrives(int major) throws Exception {
        try (LogServers log = LogServers.in(folder, major, ALL)) {
            TwoServers servers = log.servers;
            servers.onBoth(TABLES);
            log.fix();
            servers.onSender("""
                    INSERT INTO item SELECT i, repeat(md5(i::text), 3000) FROM generate_series(1, 9) i;
                    ALTER TABLE item ALTER note SET STORAGE EXTERNAL;
                    INSERT INTO item SELECT i, repeat(md5(i::text), 3000) FROM generate_series(11, 19) i;
                    INSERT INTO part SELECT i, j, 'p' FROM generate_series(1, 9) i, generate_series(1, 3) j;
                    INSERT INTO odd."Mixed ""Case" SELECT E'k\\t\\\\' || i, i FROM generate_series(1, 9) i;
                    INSERT INTO whole SELECT i, repeat(md5(i::text), 3000) FROM generate_series(1, 9) i;
                    INSERT INTO indexed SELECT 'x', i, i FROM generate_series(1, 9) i;
                    INSERT INTO trip SELECT 't', i, i FROM generate_series(1, 19) i""");
            log.ships("complete", "shipped complete 000001");
            log.ships("partial", "nothing changed since complete 000001");

            servers.onSender("""
                    INSERT INTO item VALUES (20, 'new'), (21, 'gone at once');
                    DELETE FROM item WHERE id IN (19, 21);
                    UPDATE part SET no = no + 10 WHERE item = 1;
                    DELETE FROM part WHERE item = 2;
                    DELETE FROM item WHERE id = 2;
                    UPDATE item SET id = id + 100 WHERE id = 13;
                    UPDATE odd."Mixed ""Case" SET "The Key" = "The Key" || E'\\n"ü' WHERE "N" < 3;
                    UPDATE odd."Mixed ""Case" SET "N" = NULL WHERE "N" = 5;
                    DELETE FROM odd."Mixed ""Case" WHERE "N" = 7;
                    UPDATE whole SET id = id + 100 WHERE id < 3;
                    DELETE FROM whole WHERE id = 5;
                    UPDATE indexed SET id = id + 100 WHERE id < 3;
                    UPDATE indexed SET note = 'y' WHERE id = 4;
                    DELETE FROM indexed WHERE id = 5;
                    UPDATE trip SET day = day + 10 WHERE day < 3;
                    DELETE FROM trip WHERE day = 5;
                    UPDATE trip SET note = 'u' WHERE day = 19""");
            log.ships("partial", "shipped partial 000002: 17 rows of 6 tables");
            log.ships("partial", "nothing changed since partial 000002");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void whatTheLogDoesNotTellMakesTheTableTravelAnew(int major) throws Exception {
        try (LogServers log = LogServers.in(folder, major, ALL)) {
            TwoServers servers = log.servers;
            servers.onBoth(TABLES);
            log.fix();
            servers.onSender("INSERT INTO item SELECT i, 'i' FROM generate_series(1, 9) i;"
                    + " INSERT INTO whole SELECT i, 'w' FROM generate_series(1, 9) i;"
                    + " INSERT INTO trip SELECT 't', i, i FROM generate_series(1, 19) i");
            log.ships("complete", "shipped complete 000001");

            servers.onSender("TRUNCATE whole; INSERT INTO whole VALUES (3, 'after')");
            log.ships("partial", "shipped partial 000002: 1 row of 1 table");
            servers.onSender("TRUNCATE item, part");
            log.ships("partial", "shipped partial 000003: 0 rows of 2 tables");
            servers.onSender("TRUNCATE trip_1");
            log.ships("partial", "shipped partial 000004: 10 rows of 1 table");
            servers.onSender("ALTER TABLE trip DETACH PARTITION trip_2; DROP TABLE trip_2");
            log.ships("partial", "shipped partial 000005: 0 rows of 1 table");
            servers.onBoth("ALTER TABLE whole ADD extra int DEFAULT 7");
            servers.onReceiver("UPDATE whole SET extra = NULL");
            log.ships("partial", "shipped partial 000006: 1 row of 1 table");
            log.ships("partial", "nothing changed since partial 000006");
        }
    }

    @Test
    void walThatTheSlotHoldsBackIsShown() throws Exception {
        try (LogServers log = LogServers.in(folder, 15, "{item: {strategy: log}}")) {
            TwoServers servers = log.servers;
            servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text)");
            log.fix();
            Path file = folder.resolve("sender.prom");
            log.config("{item: {strategy: log}}", "}\nmetrics: {file: " + file);
            log.ships("complete", "shipped complete 000001");
            servers.onSender("INSERT INTO item SELECT i, repeat('x', 100) FROM generate_series(1, 10000) i");

            assertThat(servers.sender("status").out()).containsPattern("\nslot +holds back [0-9.]+ MB of WAL\n");
            assertThat(Files.readString(file)).containsPattern("dbferry_retained_wal_bytes\\{[^}]*\\} [0-9.E]+\n");
        }
    }

    @Test
    void changesOfAnOpenTransactionTravelOnceItHasCommitted() throws Exception {
        try (LogServers log = LogServers.in(folder, 15, "{item: {strategy: log}}")) {
            TwoServers servers = log.servers;
            servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text)");
            log.fix();
            servers.onSender("INSERT INTO item SELECT i, 'i' FROM generate_series(1, 9) i");
            log.ships("complete", "shipped complete 000001");
            try (Connection writer = servers.connectSender();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.execute("DELETE FROM item WHERE id = 1; UPDATE item SET id = 20 WHERE id = 2");
                servers.onSender("DELETE FROM item WHERE id = 3");
                log.ships("partial", "shipped partial 000002: 0 rows of 1 table");
                log.ships("complete", "shipped complete 000003");
                log.ships("partial", "nothing changed since complete 000003");
                writer.commit();
            }
            log.ships("partial", "shipped partial 000004: 1 row of 1 table");
        }
    }

    @Test
    void tableThatComesIntoThePublicationLaterTravelsAnewUntilAllThatWasOpenThenHasEnded() throws Exception {
        try (LogServers log = LogServers.in(folder, 15, "{item: {strategy: log}}")) {
            TwoServers servers = log.servers;
            servers.onBoth("CREATE TABLE item (id int PRIMARY KEY); CREATE TABLE late (id int PRIMARY KEY)");
            log.fix();
            servers.onSender("INSERT INTO late SELECT generate_series(1, 9)");
            log.ships("complete", "shipped complete 000001");
            try (Connection writer = servers.connectSender();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.execute("INSERT INTO late VALUES (100)");
                log.config("{item: {strategy: log}, late: {strategy: log}}", "");
                log.fix();
                log.ships("partial", "shipped partial 000002: 9 rows of 1 table");
                log.ships("partial", "nothing changed since partial 000002");
                statement.execute("INSERT INTO late VALUES (101)");
                writer.commit();
            }
            log.ships("partial", "shipped partial 000003: 11 rows of 1 table");
            servers.onSender("DELETE FROM late WHERE id = 101");
            log.ships("partial", "shipped partial 000004: 0 rows of 1 table");
        }
    }

    @Test
    void tableWhoseChangesTheLogDoesNotTellIsScannedAndTheOthersGoOn() throws Exception {
        try (LogServers log = LogServers.in(folder, 15, "{'*': {strategy: log}}")) {
            TwoServers servers = log.servers;
            servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, text text); CREATE TABLE told (id int PRIMARY KEY)");
            log.fix();
            log.ships("complete", "shipped complete 000001");
            servers.onBoth("CREATE TABLE late (id int PRIMARY KEY)");
            servers.onSender("INSERT INTO late VALUES (1), (2); INSERT INTO item VALUES (1, 'a')");
            String notTold =
                    "cannot read changes from the log: publication 'Ferry' does not have table 'late'; until that"
                            + " is fixed they are found by scan, and deleted rows only with completes";
            shipsAllBut(log, notTold, "shipped partial 000002: 3 rows of 2 tables");

            servers.onSender(
                    "INSERT INTO late VALUES (3); DELETE FROM item; ALTER TABLE item REPLICA IDENTITY NOTHING");
            shipsAllBut(
                    log,
                    "the replica identity of table 'item' does not have its primary key, and 1 more",
                    "shipped partial");
            TwoServers.Run json = log.servers.sender("dump", "partial", "--json");
            assertThat(json.out()).contains("\"result\" : \"failed\"").contains("\"exitCode\" : 3");

            servers.onSender("ALTER TABLE item REPLICA IDENTITY DEFAULT; DELETE FROM late WHERE id < 3");
            log.fix();
            log.ships("partial", "shipped partial 000004: 1 row of 2 tables");
            servers.onSender("DELETE FROM late; INSERT INTO item VALUES (2, 'b')");
            log.ships("partial", "shipped partial 000005: 1 row of 2 tables");
        }
    }

    private static void shipsAllBut(LogServers log, String notTold, String saying) {
        TwoServers.Run dump = log.servers.sender("dump", "partial");
        assertThat(dump.err()).contains(notTold);
        assertThat(dump.exit()).isEqualTo(3);
        assertThat(dump.out()).contains(saying);
        assertThat(log.servers.receiver("load").err()).isEmpty();
    }

    @Test
    void runThatEndsBetweenDeliveryAndMovingTheSlotRepeatsNothing() throws Exception {
        try (LogServers log = LogServers.in(folder, 15, "{item: {strategy: log}}")) {
            TwoServers servers = log.servers;
            servers.onBoth("CREATE TABLE item (id int PRIMARY KEY)");
            log.fix();
            servers.onSender("INSERT INTO item SELECT generate_series(1, 9)");
            log.ships("complete", "shipped complete 000001");
            servers.onSender("DELETE FROM item WHERE id = 1");
            String before = confirmed(log);
            Components wiring = new Components(Map.of(), folder, Clock.systemUTC(), warning -> {}, new Session());
            SenderConfig config = wiring.sender(folder.resolve("sender.yaml"));
            Depot endsOnceItHasTheShipment =
                    new Depot(FaultyStore.endingAfterRename(FolderStore.open(servers.depot())), config.stream());
            assertThatThrownBy(() -> new Dump(
                                    config,
                                    wiring.database(config, "test"),
                                    endsOnceItHasTheShipment,
                                    ManifestSigner.NONE,
                                    Progress.SILENT,
                                    DumpListener.SILENT,
                                    Clock.systemUTC())
                            .run(Kind.PARTIAL))
                    .hasMessage("the end");
            assertThat(confirmed(log)).isEqualTo(before);

            log.ships("partial", "nothing changed since partial 000002");
            assertThat(confirmed(log)).isNotEqualTo(before);
        }
    }

    /** Its commit is in the log, before those of others that are seen; it is not seen itself. */
    @Test
    void commitThatWaitsForAStandbyIsNotLost() throws Exception {
        try (LogServers log = LogServers.in(folder, 15, "{item: {strategy: log}}")) {
            TwoServers servers = log.servers;
            servers.onBoth("CREATE TABLE item (id int PRIMARY KEY)");
            log.fix();
            servers.onSender("INSERT INTO item SELECT generate_series(1, 9)");
            log.ships("complete", "shipped complete 000001");
            servers.onSender("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
            servers.onSender("SELECT pg_reload_conf()");
            AtomicBoolean wait = new AtomicBoolean();
            Thread clock = new Thread(() -> tickUntil(wait, servers));
            Thread writer = new Thread(() -> deleteAndWait(servers));
            try {
                clock.start(); // no commit waits before the server has read its settings
                await().until(() -> waiting(log).equals("1"));
                wait.set(true);
                writer.start();
                await().until(() -> waiting(log).equals("2"));
                servers.onSender("DELETE FROM item WHERE id = 2");
                log.ships("partial", "shipped partial 000002");
                log.ships("partial", "nothing changed since partial 000002");
                log.ships("complete", "shipped complete 000003");
            } finally {
                servers.onSender("ALTER SYSTEM RESET synchronous_standby_names");
                servers.onSender("SELECT pg_reload_conf()");
                wait.set(true);
                clock.join();
                writer.join();
            }
            log.ships("partial", "shipped partial 000004: 0 rows of 1 table");
        }
    }

    private static String waiting(LogServers log) throws SQLException {
        return log.one("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }

    private static void tickUntil(AtomicBoolean end, TwoServers servers) {
        try (Connection connection = servers.connectSender();
                Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = on");
            while (!end.get()) {
                statement.execute("SELECT pg_logical_emit_message(true, 'tick', '')");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void deleteAndWait(TwoServers servers) {
        try (Connection connection = servers.connectSender();
                Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = on");
            statement.execute("DELETE FROM item WHERE id = 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void slotMovesOnWhenNothingChanged() throws Exception {
        try (LogServers log = LogServers.in(folder, 15, "{item: {strategy: log}}")) {
            log.servers.onBoth("CREATE TABLE item (id int PRIMARY KEY)");
            log.fix();
            log.ships("complete", "shipped complete 000001");
            String before = confirmed(log);
            log.servers.onSender(
                    "CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.noise AS SELECT generate_series(1, 1000)");

            assertThat(log.servers.sender("dump", "partial").out()).contains("nothing changed");

            assertThat(confirmed(log)).isNotEqualTo(before);
        }
    }

    private static String confirmed(LogServers log) throws Exception {
        return log.one("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + log.slot + "'");
    }
}
