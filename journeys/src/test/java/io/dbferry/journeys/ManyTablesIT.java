package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.PostgresServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many tables on servers with room for few locks: what is only read keeps none, and what cannot be done is known before. */
class ManyTablesIT {
    private static final int TABLES = 600;

    /** Room for 16 * 41 = 656 locks. */
    private static final Map<String, String> FEW_LOCKS =
            Map.of("max_locks_per_transaction", "16", "max_connections", "20");

    @TempDir
    private Path folder;

    @Test
    void rowsOfSomeOfManyTablesTravelAndThoseOfAllAreRefusedBeforehand() throws Exception {
        try (PostgresServer server = PostgresServer.start(15, FEW_LOCKS)) {
            TwoServers servers = TwoServers.in(folder, server, server);
            // pg_dump locks all tables once more, for which 16 a session are too few.
            servers.senderConfig("partial: {deletes: every 1 partials}\nschema: tables");
            servers.onSender(each("CREATE TABLE t%1$s (id serial PRIMARY KEY, v text)"));
            servers.onReceiver(each("CREATE TABLE t%1$s (id serial PRIMARY KEY, v text)"));
            servers.onSender(each("INSERT INTO t%1$s (v) SELECT ''a'' FROM generate_series(1, 3) WHERE %1$s %% 6 = 0"));

            assertThat(ship(servers, "complete")).contains(": 300 rows inserted, 0 updated, 0 deleted");
            servers.onSender("UPDATE t6 SET v = 'b'; INSERT INTO t7 (v) VALUES ('new'); DELETE FROM t12 WHERE id = 2");
            assertThat(ship(servers, "partial")).contains(": 1 row inserted, 3 updated, 1 deleted");
            servers.onSender("UPDATE t18 SET v = 'c' WHERE id = 1; DELETE FROM t24");
            assertThat(ship(servers, "complete")).contains(": 0 rows inserted, 1 updated, 3 deleted");
            assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());

            servers.onSender(each("INSERT INTO t%1$s (v) VALUES (''d'')"));
            assertThat(servers.sender("dump", "complete").err()).isEmpty();
            TwoServers.Run load = servers.receiver("load");
            assertThat(load.exit()).isEqualTo(6);
            assertThat(load.err())
                    .startsWith(
                            "cannot load complete 000004 in one transaction: its 500 tables to write, with their indexes and"
                                    + " stages, need 1000 locks, and the server has room for about 656, ")
                    .contains("\nHINT: Set max_locks_per_transaction = ");
            assertThat(servers.receiver("check").out())
                    .contains(
                            "fail  locks        cannot hold the locks: a first load of 600 tables with their partitions and"
                                    + " indexes needs 1200 locks, and the server has room for about 656, ");
        }
    }

    private static String each(String statement) {
        return "DO $$ BEGIN FOR i IN 1.." + TABLES + " LOOP EXECUTE format('" + statement
                + "', i); IF i % 50 = 0 THEN COMMIT; END IF; END LOOP; END $$";
    }

    private static String ship(TwoServers servers, String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEmpty();
        assertThat(load.out()).startsWith("applied " + kind);
        return load.out();
    }
}
