package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that cannot be carried is skipped with its reason, and tables that the receiver has otherwise are filled. */
class OddTablesBesideOthersIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.senderConfig("partial: {deletes: every 1 partials}");
        servers.onBoth("CREATE TABLE plain (id int PRIMARY KEY, v text)");
        servers.onSender("INSERT INTO plain VALUES (1, 'a')");
    }

    @Test
    void whatCannotBeCarriedIsSkippedAndSaid() throws Exception {
        servers.onSender("""
                CREATE EXTENSION pg_trgm;
                CREATE TABLE of_extension (id int PRIMARY KEY);
                ALTER EXTENSION pg_trgm ADD TABLE of_extension;
                CREATE TABLE tree (id int PRIMARY KEY, v pg_node_tree);
                CREATE EXTENSION file_fdw;
                CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
                CREATE TABLE split (id int) PARTITION BY RANGE (id);
                CREATE FOREIGN TABLE far PARTITION OF split FOR VALUES FROM (0) TO (9) SERVER files OPTIONS (filename '/dev/null');
                INSERT INTO of_extension VALUES (1);
                INSERT INTO tree SELECT 1, adbin FROM pg_attrdef LIMIT 1""");

        String all = "table 'of_extension' is not shipped: it belongs to extension pg_trgm, which brings it\n"
                + "table 'split' is not shipped: it has partition public.far, which is a foreign table\n"
                + "table 'tree' is not shipped: it has column v, whose values PostgreSQL does not read back\n";
        assertThat(servers.sender("check").out().lines().filter(line -> line.contains("is not shipped: ")))
                .containsExactlyElementsOf(
                        all.lines().map(line -> "warn  tables       " + line).toList());
        TwoServers.Run dump = servers.sender("dump", "complete");
        assertThat(dump.err().lines())
                .containsExactlyElementsOf(
                        all.lines().map(line -> "warning: " + line).toList());
        assertThat(dump.out()).startsWith("shipped complete 000001: 1 row of 1 table");
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRowsOf("plain", "id, v")).containsExactly("(1,a)");

        servers.onSender("UPDATE plain SET v = 'b'; ALTER EXTENSION pg_trgm DROP TABLE of_extension");
        servers.onReceiver("CREATE TABLE of_extension (id int PRIMARY KEY)");
        assertThat(servers.sender("dump", "partial").err()).isEmpty();
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRowsOf("of_extension", "id")).containsExactly("(1)");
    }

    @Test
    void columnsOfTheReceiversOwnAreKeptBesideTheShippedOnesAndBesideNone() throws Exception {
        servers.onSender("CREATE TABLE nothing (); INSERT INTO nothing SELECT FROM generate_series(1, 3);"
                + " CREATE TABLE s (a int, k int GENERATED ALWAYS AS (a + 1) STORED PRIMARY KEY);"
                + " INSERT INTO s VALUES (1), (2)");
        servers.onReceiver(
                "CREATE TABLE nothing (mine text DEFAULT 'x');"
                        + " CREATE TABLE s (mine text DEFAULT 'x', k int GENERATED ALWAYS AS (a + 1) STORED PRIMARY KEY, a int)");

        ship("complete");
        servers.onReceiver("UPDATE s SET mine = 'y'; UPDATE nothing SET mine = 'y'");
        servers.onSender("INSERT INTO nothing SELECT FROM generate_series(1, 2); INSERT INTO s VALUES (3);"
                + " DELETE FROM s WHERE a = 1");
        ship("partial");
        ship("complete");

        assertThat(servers.receiverRowsOf("nothing", "mine")).containsExactly("(x)", "(x)", "(y)", "(y)", "(y)");
        assertThat(servers.receiverRowsOf("s", "a, k, mine")).containsExactly("(2,3,y)", "(3,4,x)");
    }

    @Test
    void keyThatIsComputedOtherwiseHereIsRefused() throws Exception {
        servers.receiverConfig("on-trouble: stop");
        servers.onSender("CREATE TABLE s (a int, k int GENERATED ALWAYS AS (a + 1) STORED PRIMARY KEY)");
        servers.onReceiver("CREATE TABLE s (a int, k int GENERATED ALWAYS AS (a + 2) STORED PRIMARY KEY)");
        servers.sender("dump", "complete");

        BadInputIT.assertFails(
                servers.receiver("load"),
                6,
                "cannot load complete 000001: column 'k' of table 's', a part of the key, is generated as (a + 2) (integer)"
                        + " here and as (a + 1) (integer) at the sender",
                "Run the application's migrations here: the column must be generated as at the sender");
    }

    @Test
    void partitionsMayBeOfAnotherLayoutHere() throws Exception {
        servers.onSender("CREATE TABLE s (id int, v text, PRIMARY KEY (id)) PARTITION BY HASH (id);"
                + " CREATE TABLE s0 PARTITION OF s FOR VALUES WITH (MODULUS 2, REMAINDER 0);"
                + " CREATE TABLE s1 PARTITION OF s FOR VALUES WITH (MODULUS 2, REMAINDER 1);"
                + " CREATE TABLE whole (v text, id int PRIMARY KEY); CREATE TABLE cut (id int PRIMARY KEY) PARTITION BY LIST (id);"
                + " CREATE TABLE cut_rest PARTITION OF cut DEFAULT;"
                + " INSERT INTO s SELECT n, 'a' FROM generate_series(1, 20) n; INSERT INTO whole VALUES ('a', 1), ('b', 2);"
                + " INSERT INTO cut VALUES (1), (2)");
        servers.onReceiver("CREATE TABLE s (v text, id int, PRIMARY KEY (id)) PARTITION BY RANGE (id);"
                + " CREATE TABLE low PARTITION OF s FOR VALUES FROM (0) TO (10) PARTITION BY LIST (id);"
                + " CREATE TABLE low_rest (id int NOT NULL, gone int, v text); ALTER TABLE low_rest DROP gone;"
                + " ALTER TABLE low ATTACH PARTITION low_rest DEFAULT; CREATE TABLE high PARTITION OF s DEFAULT;"
                + " CREATE TABLE whole (id int PRIMARY KEY, v text) PARTITION BY LIST (id);"
                + " CREATE TABLE whole_rest PARTITION OF whole DEFAULT; CREATE TABLE cut (id int PRIMARY KEY)");

        ship("complete");
        servers.onSender(
                "UPDATE s SET v = 'b' WHERE id % 5 = 0; UPDATE s SET id = 30 WHERE id = 3; DELETE FROM s WHERE id = 12;"
                        + " UPDATE whole SET v = 'c'; INSERT INTO cut VALUES (3)");
        ship("partial");
        assertThat(ship("complete")).contains(": 0 rows inserted, 0 updated, 0 deleted");
    }

    @Test
    void withALogTablesWhoseKeyItDoesNotNameAreScanned() throws Exception {
        try (LogServers log = LogServers.in(folder.resolve("log"), 15, "{'*': {strategy: log}}")) {
            log.servers.onBoth("""
                    CREATE TABLE computed (a int, v text, k int GENERATED ALWAYS AS (a + 1) STORED PRIMARY KEY);
                    CREATE TABLE u (a int NOT NULL UNIQUE, v text);
                    CREATE TABLE named (a int NOT NULL, v text); CREATE UNIQUE INDEX named_a ON named (a);
                    ALTER TABLE named REPLICA IDENTITY USING INDEX named_a;
                    CREATE TABLE f (a int NOT NULL UNIQUE, v text); ALTER TABLE f REPLICA IDENTITY FULL;
                    CREATE TABLE waits (a int PRIMARY KEY DEFERRABLE, v text);
                    CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY, v text);
                    CREATE TABLE leaf (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
                    CREATE UNLOGGED TABLE leaf_rest PARTITION OF leaf DEFAULT;
                    CREATE TABLE plain (id int PRIMARY KEY, v text)""");
            log.fix();
            log.servers.onSender("INSERT INTO computed VALUES (1, 'a'), (2, 'a'); INSERT INTO u VALUES (1, 'a');"
                    + " INSERT INTO named VALUES (1, 'a'), (2, 'a'); INSERT INTO f VALUES (1, 'a'), (2, 'a');"
                    + " INSERT INTO unlogged VALUES (1, 'a'), (2, 'a'); INSERT INTO leaf VALUES (1, 'a'), (2, 'a');"
                    + " INSERT INTO plain VALUES (1, 'a'); INSERT INTO waits VALUES (1, 'a')");
            assertThat(log.servers.sender("check").out())
                    .contains("computed  scan (the log does not name rows by its key)")
                    .contains("u         scan (the log does not name rows by its key)")
                    .contains("waits     scan (the log does not name rows by its key)")
                    .contains("unlogged  scan (it is unlogged: the log has none of its changes)")
                    .contains("leaf      scan (it is unlogged: the log has none of its changes)")
                    .contains("named     log")
                    .contains("f         log");
            log.ships("complete", "shipped complete");

            log.servers.onSender(
                    "UPDATE computed SET v = 'b' WHERE a = 1; UPDATE u SET v = 'b'; INSERT INTO u VALUES (2);"
                            + " UPDATE named SET a = 7 WHERE a = 1; DELETE FROM named WHERE a = 2; UPDATE f SET v = 'b' WHERE a = 1;"
                            + " DELETE FROM f WHERE a = 2; UPDATE plain SET v = 'b';"
                            + " UPDATE waits SET v = 'b';"
                            + " UPDATE unlogged SET v = 'b' WHERE id = 1; INSERT INTO leaf VALUES (3)");
            log.ships("partial", "shipped partial");
        }
    }

    private String ship(String kind) throws Exception {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEmpty();
        assertThat(load.out()).startsWith("applied " + kind);
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        return load.out();
    }
}
