package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Configs, databases and surroundings that are not as they should be: what is said, and that nothing is lost. */
@Timeout(60)
class BadInputIT {
    private static final int SENDER = 15;

    private static final String FIX =
            "Run the application's migrations here, or 'dbferry schema diff --apply', which runs: ";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServersInStep() throws Exception {
        servers = TwoServers.in(folder, SENDER, 18);
        servers.onBoth("""
                CREATE TABLE bus (id serial PRIMARY KEY, plate text NOT NULL, image text,
                    updated_at timestamptz NOT NULL DEFAULT now())""");
        servers.onSender("INSERT INTO bus (plate) VALUES ('AA'), ('BB')");
        servers.sender("dump", "complete");
        servers.receiver("load");
    }

    @Test
    void unknownKeyIsToldWithItsLineAndTheKeyMeant() throws Exception {
        servers.senderConfig("tabels: [bus]");

        assertFails(
                servers.sender("dump", "complete"),
                2,
                "cannot read config '" + folder.resolve("sender.yaml")
                        + "': 1 problem\n  line 7: tabels: unknown key; did you mean 'tables'?",
                "Correct the lines above; docs/reference/config.md describes every key");

        servers.senderConfig("tables: [bus]");
        assertNextShipmentMakesBothSidesEqual("complete");
    }

    @Test
    void wrongPasswordAndMissingRightAreOfTheSourceDatabase() throws Exception {
        PostgresServer.of(SENDER).createRole("bad_input", "right");
        servers.onSender("GRANT SELECT ON ALL TABLES IN SCHEMA public TO bad_input");
        Path password = Files.writeString(folder.resolve("password"), "wrong\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Path config = folder.resolve("sender.yaml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("postgres@", "bad_input@")
                        .replace("\"}", "\", password-file: password}"));
        String url = Files.readString(config).replaceAll("(?s).*url: \"([^\"]*)\".*", "$1");

        assertFails(
                servers.sender("dump", "complete"),
                3,
                "cannot connect to database '" + url + "': password authentication failed for user \"bad_input\"",
                "Put the password into ~/.pgpass, PGPASSWORD or database.password-file");

        Files.writeString(password, "right\n");
        assertFails(
                servers.sender("dump", "complete"),
                3,
                "cannot dump complete: permission denied for sequence bus_id_seq",
                "As the sequences' owner: GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO \"bad_input\"");

        servers.onSender("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO \"bad_input\"");
        assertNextShipmentMakesBothSidesEqual("complete");
    }

    @Test
    void patternThatMatchesNoTableIsTold() throws Exception {
        servers.senderConfig("tables: [bus, bsu]");

        assertFails(
                servers.sender("dump", "complete"),
                2,
                "cannot choose tables: no table matches 'bsu'",
                "Correct tables in the config; patterns are as of pg_dump --table, and the schema is public unless named");

        servers.senderConfig("");
        assertNextShipmentMakesBothSidesEqual("complete");
    }

    @Test
    void missingMediaFolderShipsNothing() throws Exception {
        Path media = folder.resolve("sender/nowhere");
        servers.senderConfig("media: [{folder: " + media + "}]");
        for (String kind : new String[] {"complete", "partial"}) {
            assertFails(
                    servers.sender("dump", kind),
                    2,
                    "cannot read media folder '" + media + "': the folder does not exist",
                    "Create the folder, or correct media in the config");
        }
        assertThat(Files.list(servers.depot().resolve("complete"))).hasSize(1);

        servers.senderConfig("");
        assertNextShipmentMakesBothSidesEqual("partial");
    }

    @Test
    void tableThatTheReceiverLacksIsAskedFor() throws Exception {
        servers.receiverConfig("on-trouble: stop");
        servers.onSender("CREATE TABLE stop (id int PRIMARY KEY, name text); INSERT INTO stop VALUES (1, 'a')");
        servers.sender("dump", "complete");

        assertLoadFails(
                6,
                "cannot load complete 000002: table 'stop' is missing here",
                FIX + "CREATE TABLE \"public\".\"stop\" ( \"id\" integer, \"name\" text, PRIMARY KEY (\"id\") )");
        assertThat(receipt(2)).contains("\"state\" : \"failed\"");

        servers.onReceiver("CREATE TABLE stop (id int PRIMARY KEY, name text)");
        assertLoadMakesBothSidesEqual();
    }

    @Test
    void columnThatTheReceiverLacksIsAskedForAndTheHintMendsIt() throws Exception {
        servers.onSender("ALTER TABLE bus ADD COLUMN \"Seats\" int; UPDATE bus SET \"Seats\" = 7, updated_at = now()");
        servers.sender("dump", "partial");
        String mend = "ALTER TABLE \"public\".\"bus\" ADD COLUMN \"Seats\" integer";

        assertLoadFails(6, "cannot load partial 000002: column 'Seats' of table 'bus' is missing here", FIX + mend);

        servers.onReceiver(mend);
        assertLoadMakesBothSidesEqual();
    }

    @Test
    void columnOfAnotherTypeIsToldAndTheHintMendsIt() throws Exception {
        servers.onReceiver("ALTER TABLE bus ALTER COLUMN plate TYPE varchar(2)");
        servers.onSender("UPDATE bus SET plate = 'CCC', updated_at = now() WHERE id = 1");
        servers.sender("dump", "partial");
        String mend = "ALTER TABLE \"public\".\"bus\" ALTER COLUMN \"plate\" TYPE text";

        assertLoadFails(
                6,
                "cannot load partial 000002: column 'plate' of table 'bus' is of type character varying(2) here"
                        + " and text at the sender",
                FIX + mend);

        servers.onReceiver(mend);
        assertLoadMakesBothSidesEqual();
    }

    @Test
    void rowsThatTheReceiversOwnConstraintRefusesAreOfTheTargetDatabase() throws Exception {
        servers.receiverConfig("on-trouble: stop");
        servers.onSender("CREATE TABLE ride (id int PRIMARY KEY, note text);"
                + " INSERT INTO ride SELECT i, repeat('x', 100) FROM generate_series(1, 50000) i");
        servers.onReceiver("CREATE TABLE ride (id int PRIMARY KEY, note text, CONSTRAINT late CHECK (id > 1))");
        servers.sender("dump", "complete");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err())
                .isEqualTo(
                        "cannot load complete 000002, table 'ride': new row for relation \"ride\" violates check constraint"
                                + " \"late\", in COPY ride, line 1\n"
                                + "HINT: Fix what the message names in this database, and the next load tries again\n");
        assertThat(load.exit()).isEqualTo(6);
        servers.onReceiver("ALTER TABLE ride DROP CONSTRAINT late");
        assertLoadMakesBothSidesEqual();
    }

    @Test
    void valueThatTheReceiverDoesNotKnowNamesItsTable() throws Exception {
        servers.receiverConfig("on-trouble: stop");
        servers.onBoth("CREATE TABLE noted (id int PRIMARY KEY, relation regclass)");
        servers.onSender("CREATE SCHEMA own; CREATE TABLE own.secret (id int); INSERT INTO noted VALUES (1, 'bus')");
        servers.sender("dump", "partial");
        servers.receiver("load");
        servers.onSender("UPDATE noted SET relation = 'own.secret'");
        servers.sender("dump", "partial");

        assertFails(
                servers.receiver("load"),
                6,
                "cannot load partial 000003: this database refuses values of table 'noted': relation \"own.secret\" does not exist",
                "Fix here what the message names, or skip the table with exclude in the config, and load again");

        servers.onReceiver("CREATE SCHEMA own; CREATE TABLE own.secret (id int)");
        assertLoadMakesBothSidesEqual();
    }

    @Test
    void secondLoadAtOnceNamesTheFirstAndLeavesTheWorkToIt() throws Exception {
        servers.onSender("INSERT INTO bus (plate) VALUES ('CC')");
        servers.sender("dump", "partial");
        CompletableFuture<TwoServers.Run> first;
        try (Connection other = servers.connectReceiver();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN; LOCK TABLE bus IN SHARE MODE");
            first = CompletableFuture.supplyAsync(() -> servers.receiver("load"));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !servers.receiverRowsOf(
                            "(SELECT FROM pg_locks WHERE NOT granted) l", "1")
                    .isEmpty());
            assertSecondLoadIsKeptOut();
        }
        assertThat(first.get().exit()).isZero();
        assertThat(servers.receiver("load").out()).isEqualTo("nothing is due\n");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private void assertSecondLoadIsKeptOut() {
        TwoServers.Run second = servers.receiver("load");

        assertThat(second.exit()).isEqualTo(7);
        assertThat(second.err())
                .matches("cannot run load: dbferry load, process "
                        + ProcessHandle.current().pid()
                        + " on .+, running since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ, holds stream 'test'\n"
                        + "HINT: Wait for it to end; the next run catches up\n");
    }

    @RepeatedTest(3)
    void firstLoadsAtOnceDoNotHinderEachOther() throws Exception {
        servers.onReceiver("DROP SCHEMA dbferry CASCADE");
        CompletableFuture<TwoServers.Run> other = CompletableFuture.supplyAsync(() -> servers.receiver("load"));

        TwoServers.Run one = servers.receiver("load");

        assertThat(one.exit()).as(one.err()).isIn(0, 7);
        assertThat(other.get().exit()).as(other.get().err()).isIn(0, 7);
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void secondDumpAtOnceNamesTheHolderAndTheNextOneCatchesUp() throws Exception {
        for (String kind : new String[] {"complete", "partial"}) {
            Path lock = folder.resolve("sender/work/" + kind + ".lock");
            try (LockHolder holder = LockHolder.of(lock)) {
                assertFails(
                        servers.sender("dump", kind),
                        7,
                        "cannot run dump " + kind + ": process 4711, running since noon, holds '" + lock + "'",
                        "Wait for it to end; the next run catches up");
            }
            assertNextShipmentMakesBothSidesEqual(kind);
        }
    }

    @Test
    void tableWithoutPrimaryKeyConvergesWithCompletes() throws Exception {
        servers.onBoth("CREATE TABLE log (line text, number numeric)");
        servers.onSender("INSERT INTO log VALUES ('a', 1), ('a', 1), ('b', 1.0), (NULL, NULL), ('gone', 9)");
        assertNextShipmentMakesBothSidesEqual("complete");
        servers.onSender("DELETE FROM log WHERE line = 'gone'; UPDATE log SET number = 1.00 WHERE line = 'b';"
                + " INSERT INTO log VALUES ('a', 1), (NULL, NULL)");

        assertNextShipmentMakesBothSidesEqual("complete");
    }

    @Test
    void tableWithoutPrimaryKeyIsNoneForPartials() throws Exception {
        servers.onBoth("CREATE TABLE log (line text, at timestamptz)");
        servers.onSender("INSERT INTO log VALUES ('a', now())");
        servers.senderConfig("partial: {tables: {log: {changed: at}}}");

        assertFails(
                servers.sender("dump", "partial"),
                2,
                "cannot ship changes of 'log': it has no key",
                "Give the table a primary key, or take it out of partial.tables: completes carry it all the same");

        assertNextShipmentMakesBothSidesEqual("complete");
    }

    @Test
    void tableWithoutPrimaryKeyThatOnlyAPatternTakesStopsNoPartials() throws Exception {
        servers.onBoth("CREATE TABLE log (line text)");
        servers.onSender("INSERT INTO log VALUES ('a'); INSERT INTO bus (plate) VALUES ('next')");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        String left = "changes of 'log' travel with completes only: it has no key\n";
        for (String tables : List.of("{\"*\": {strategy: scan}}", "auto")) {
            servers.senderConfig("partial: {tables: " + tables + "}");
            servers.onSender("INSERT INTO bus (plate) VALUES ('another')");

            TwoServers.Run dump = servers.sender("dump", "partial");

            assertThat(dump.exit()).as(dump.err()).isZero();
            assertThat(dump.err()).isEmpty();
            assertThat(dump.out()).startsWith("shipped partial ").endsWith(left);
            servers.onSender("INSERT INTO bus (plate) VALUES ('quiet')");
            TwoServers.Run asUnderCron = servers.sender("--quiet", "dump", "partial", "--if-free");
            assertThat(asUnderCron.out() + asUnderCron.err()).isEmpty();
            assertThat(servers.sender("check").out())
                    .contains(
                            "log  completes only: it has no key\n",
                            "warn  tables       log has no key: its changes travel with completes only\n"
                                    + "      HINT: Give each a key: ALTER TABLE \"public\".\"log\" ADD PRIMARY KEY (...)\n");
        }
        assertThat(servers.receiver("load").exit()).isZero();

        assertNextShipmentMakesBothSidesEqual("complete");
    }

    static void assertFails(TwoServers.Run run, int exit, String message, String hint) {
        assertFails(run, "", exit, message, hint);
    }

    /** The run fails after it has said what it did. */
    static void assertFails(TwoServers.Run run, String done, int exit, String message, String hint) {
        assertThat(run.err()).isEqualTo(message + "\nHINT: " + hint + "\n");
        assertThat(run.exit()).isEqualTo(exit);
        assertThat(run.out()).isEqualTo(done);
    }

    private void assertLoadFails(int exit, String message, String hint) throws SQLException {
        var before = servers.receiverRowsOf("bus", "id, updated_at");
        assertFails(servers.receiver("load"), exit, message, hint);
        assertThat(servers.receiverRowsOf("bus", "id, updated_at")).isEqualTo(before);
    }

    private void assertLoadMakesBothSidesEqual() throws SQLException {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private void assertNextShipmentMakesBothSidesEqual(String kind) throws SQLException {
        servers.onSender("INSERT INTO bus (plate) VALUES ('next')");
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        assertThat(dump.out()).startsWith("shipped " + kind);
        assertLoadMakesBothSidesEqual();
    }

    private String receipt(int sequence) throws Exception {
        return Files.readString(servers.depot().resolve("receipts/viz/00000" + sequence + ".json"));
    }
}
