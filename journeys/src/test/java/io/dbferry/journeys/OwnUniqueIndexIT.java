package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unique indexes that only the receiver has never displace rows of the sender's. */
class OwnUniqueIndexIT {
    private static final String HINT =
            "Drop the index here, or replace it with one that is not unique: the sender has none like it";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServersInStep() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}}");
        servers.onBoth("CREATE TABLE cust (id int PRIMARY KEY, code text, mail text UNIQUE, seat int)");
        servers.onSender("INSERT INTO cust VALUES (1, 'A', 'a@x', 1), (2, 'B', 'b@x', 2)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "complete"})
    void rowThatContradictsOneIsRefusedByNameAndNothingIsDeleted(String kind) throws Exception {
        servers.onReceiver("CREATE UNIQUE INDEX my_own ON cust (code)");
        assertThat(load("complete").exit()).isZero();
        servers.onSender("INSERT INTO cust VALUES (3, 'A', 'c@x', 3)");

        TwoServers.Run load = load(kind);

        BadInputIT.assertFails(
                load,
                6,
                "cannot load " + kind + " 000002: unique index 'my_own' of table 'cust' is only here, and rows of the"
                        + " sender contradict it: key (code)=(A) already exists",
                HINT);
        assertThat(servers.receiverRowsOf("cust", "id")).containsExactly("(1)", "(2)");
        servers.onReceiver("DROP INDEX my_own");
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE UNIQUE INDEX my_own ON cust (lower(code))",
                "CREATE UNIQUE INDEX my_own ON cust (code) WHERE seat > 0",
                "ALTER TABLE cust ADD CONSTRAINT my_own UNIQUE (code) DEFERRABLE INITIALLY DEFERRED",
                "ALTER TABLE cust ADD CONSTRAINT my_own EXCLUDE USING btree (code WITH =)"
            })
    void everyKindOfUniquenessIsRefusedByName(String own) throws Exception {
        servers.onReceiver(own);
        servers.onSender("INSERT INTO cust VALUES (3, 'A', 'c@x', 3)");

        TwoServers.Run load = load("complete");

        assertThat(load.err())
                .startsWith("cannot load complete 000001: unique index 'my_own' of table 'cust' is only here,")
                .endsWith("\nHINT: " + HINT + "\n");
        assertThat(load.exit()).isEqualTo(6);
        assertThat(servers.sender("dump", "partial").out())
                .as("a complete would not help")
                .contains("nothing");
    }

    @Test
    void uniqueIndexOfTheSenderStillTakesRowsOutOfTheWayThatTheSenderHasNoMore() throws Exception {
        servers.onReceiver("CREATE UNIQUE INDEX my_wider ON cust (seat, mail)");
        assertThat(load("complete").exit()).isZero();
        servers.onSender("DELETE FROM cust WHERE id = 1; INSERT INTO cust VALUES (3, 'C', 'a@x', 1)");

        assertThat(load("partial").out())
                .isEqualTo("applied partial 000002: 1 row inserted, 0 updated, 1 deleted, 0 media files\n");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void tablesThatMatchNothingOfAShipmentDoNotPassForApplied() throws Exception {
        servers.receiverConfig("tables: [custt]");
        String nothing = "tables and exclude in the config let none of the sender's tables be loaded; it ships 1 table";
        String hint =
                "Fix tables and exclude in the config; patterns are as of pg_dump --table, and the schema is public"
                        + " unless named";
        BadInputIT.assertFails(load("complete"), 6, "cannot load complete 000001: " + nothing, hint);
        servers.receiverConfig("tables: [cust]");
        assertThat(servers.receiver("load").exit()).isZero();
        servers.onSender("UPDATE cust SET seat = 9");
        servers.receiverConfig("tables: [custt]");
        BadInputIT.assertFails(load("partial"), 6, "cannot load partial 000002: " + nothing, hint);
        servers.receiverConfig("");
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private TwoServers.Run load(String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        return servers.receiver("load");
    }
}
