package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of the same name that could never be equal are refused by name; those that can be are made so. */
class UnequalColumnsIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}}");
    }

    @Test
    void columnThatOnlyTheSenderGeneratesIsRefused() throws Exception {
        servers.onSender("CREATE TABLE t (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED)");
        servers.onReceiver("CREATE TABLE t (id int PRIMARY KEY, twice int)");

        BadInputIT.assertFails(
                load("complete"),
                6,
                "cannot load complete 000001: column 'twice' of table 't' is generated at the sender and is not here",
                "Make it here what it is there, or drop it: ALTER TABLE \"public\".\"t\" DROP COLUMN \"twice\"");
    }

    private static Stream<Arguments> definitions() {
        return Stream.of(
                Arguments.of(
                        "CREATE TYPE p AS (x int, y int)",
                        "CREATE TYPE p AS (y int, x int)",
                        "p[]",
                        "(y integer, x integer) here and (x integer, y integer)"),
                Arguments.of(
                        "CREATE TYPE p AS ENUM ('a', 'b')",
                        "CREATE TYPE p AS ENUM ('b', 'c')",
                        "p",
                        "(b, c) here and (a, b)"),
                Arguments.of(
                        "CREATE DOMAIN p AS numeric(5,1)",
                        "CREATE DOMAIN p AS numeric(5,2)",
                        "p",
                        "(numeric(5,2)) here and (numeric(5,1))"),
                Arguments.of(
                        "CREATE TYPE p AS RANGE (subtype = int)",
                        "CREATE TYPE p AS RANGE (subtype = bigint)",
                        "p",
                        "(bigint) here and (integer)"));
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void typeOfTheSameNameAndAnotherDefinitionIsRefused(String there, String here, String type, String cause)
            throws Exception {
        servers.onSender(there);
        servers.onReceiver(here);
        servers.onBoth("CREATE TABLE t (id int PRIMARY KEY, v " + type + ")");

        TwoServers.Run load = load("complete");

        assertThat(load.err())
                .startsWith("cannot load complete 000001: type 'public.p' of table 't' is " + cause
                        + " at the sender\nHINT: ");
        assertThat(load.exit()).isEqualTo(6);
    }

    @Test
    void definitionsWithinOtherTypesAreComparedToo() throws Exception {
        String around = "CREATE DOMAIN d AS inner_type; CREATE TYPE outer_type AS (d d[], n int);"
                + " CREATE TABLE t (id int PRIMARY KEY, v outer_type)";
        servers.onSender("CREATE TYPE inner_type AS (x int, y int);" + around);
        servers.onReceiver("CREATE TYPE inner_type AS (y int, x int);" + around);

        assertThat(load("complete").err())
                .startsWith(
                        "cannot load complete 000001: type 'public.inner_type' of table 't' is (y integer, x integer)");
    }

    @Test
    void enumWithMoreValuesHereTakesAllOfTheSenders() throws Exception {
        servers.onSender("CREATE TYPE p AS ENUM ('a', 'b')");
        servers.onReceiver("CREATE TYPE p AS ENUM ('c', 'b', 'a')");
        servers.onBoth("CREATE TABLE t (id int PRIMARY KEY, v p)");
        servers.onSender("INSERT INTO t VALUES (1, 'a'), (2, 'b')");

        assertThat(load("complete").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "complete"})
    void identityThatIsAlwaysGeneratedHereTakesTheSendersValues(String kind) throws Exception {
        servers.onSender(
                "CREATE TABLE t (id int PRIMARY KEY, n int, v text); INSERT INTO t VALUES (1, 10, 'a'), (2, 20, 'b')");
        servers.onReceiver("CREATE TABLE t (id int PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, v text, mine text);"
                + " CREATE TABLE note (id int PRIMARY KEY, t int REFERENCES t ON DELETE CASCADE)");
        assertThat(load("complete").exit()).isZero();
        servers.onReceiver("UPDATE t SET mine = 'own'");
        servers.onSender(
                "UPDATE t SET n = 11 WHERE id = 1; UPDATE t SET v = 'bb' WHERE id = 2; INSERT INTO t VALUES (3, 30)");

        TwoServers.Run load = load(kind);

        assertThat(load.out())
                .isEqualTo("applied " + kind + " 000002: 1 row inserted, 2 updated, 0 deleted, 0 media files\n");
        assertThat(servers.receiverRowsOf("t", "id, n, v, mine"))
                .containsExactly("(1,11,a,own)", "(2,20,bb,own)", "(3,30,,)");

        servers.onReceiver("INSERT INTO note VALUES (1, 2)");
        servers.onSender("UPDATE t SET n = 21 WHERE id = 2");
        BadInputIT.assertFails(
                load(kind),
                6,
                "cannot update column 'n' of table 't': it is generated always as identity here",
                "Let it take values: ALTER TABLE \"public\".\"t\" ALTER COLUMN \"n\" SET GENERATED BY DEFAULT");
    }

    private TwoServers.Run load(String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        return servers.receiver("load");
    }
}
