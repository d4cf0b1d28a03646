package io.dbferry.journeys;

import static io.dbferry.journeys.BadInputIT.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The receiver's own steps after a load, and what becomes of those that fail. */
@Timeout(60)
class PostprocessIT {
    private static final String HINT =
            "The rows are loaded; fix the step, then run 'dbferry queue retry %s'. Its output is in the log";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE bus (id serial PRIMARY KEY, plate text, updated_at timestamptz DEFAULT now())");
        servers.onSender("INSERT INTO bus (plate) VALUES ('AA'), ('BB')");
        servers.sender("dump", "complete");
    }

    @Test
    void failedCommandIsReportedAndRunAgainByALaterLoad() throws Exception {
        servers.receiverConfig("postprocess: [{name: first, command: [sh, -c, \"echo one >> first\"]}, {name: second,"
                + " back-off: 0s, command: [sh, -c, \"echo no such transform; test -e fixed\"]}]");
        String cause = "ended with exit code 1: no such transform";
        for (int run = 0; run < 2; run++) {
            assertFails(
                    servers.receiver("load"),
                    run > 0 ? "" : "applied complete 000001: 2 rows inserted, 0 updated, 0 deleted, 0 media files\n",
                    9,
                    "cannot postprocess complete 000001: 'sh -c echo no such transform; test -e fixed' " + cause,
                    HINT.formatted("second"));
            assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
            assertThat(servers.receiverRowsOf("dbferry.consumers", "name, tries, failure"))
                    .containsExactly("(first,0,)", "(second," + (run + 1) + ",\"" + cause + "\")");
        }
        Files.createFile(folder.resolve("fixed"));

        assertThat(servers.receiver("load").exit()).isZero();

        assertThat(servers.receiverRowsOf("dbferry.consumers", "name, tries, failure"))
                .containsExactly("(first,0,)", "(second,0,)");
        assertThat(servers.receiverRowsOf("dbferry.changed_rows", "sequence")).isEmpty();
        assertThat(folder.resolve("first")).as("steps that were done").hasContent("one");
    }

    @Test
    void shipmentsAreLoadedOnWhileAStepFailsAndEachGetsItsStepsInTheEnd() throws Exception {
        servers.receiverConfig(
                "postprocess: [{back-off: 0s, command: [sh, -c, \"test -e fixed && echo $DBFERRY_SEQUENCE >> done\"]}]");
        servers.receiver("load");
        servers.onSender("INSERT INTO bus (plate) VALUES ('CC')");
        servers.sender("dump", "partial");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(9);
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        Files.createFile(folder.resolve("fixed"));
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(folder.resolve("done")).hasContent("1\n2");
    }

    @Test
    void commandThatIsNotThereIsTold() throws Exception {
        servers.receiverConfig("postprocess: [{command: [no-such-program, x]}]");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(9);
        assertThat(load.err())
                .startsWith("cannot postprocess complete 000001: 'no-such-program x' does not run: ")
                .endsWith("\nHINT: " + HINT.formatted("no-such-program") + "\n");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void sqlFileIsOneTransactionAndSeesTheChangedRows() throws Exception {
        Path sql = folder.resolve("after.sql");
        servers.receiverConfig("postprocess: [{after: partial, sql: after.sql, back-off: 0s}]");
        servers.receiver("load");
        servers.onReceiver("CREATE TABLE seen (what text)");
        servers.onSender("UPDATE bus SET plate = 'CC', updated_at = now() WHERE id = 2");
        servers.sender("dump", "partial");
        assertFails(
                servers.receiver("load"),
                "applied partial 000002: 0 rows inserted, 1 updated, 0 deleted, 0 media files\n",
                9,
                "cannot postprocess partial 000002: '" + sql + "' is missing",
                HINT.formatted("after.sql"));
        String insert = "INSERT INTO seen SELECT operation || ' ' || key FROM dbferry.changes;";
        Files.writeString(sql, insert + " SELECT 1/0");
        assertFails(
                servers.receiver("load"),
                9,
                "cannot postprocess partial 000002: '" + sql + "' failed: ERROR: division by zero",
                HINT.formatted("after.sql"));
        assertThat(servers.receiverRowsOf("seen", "what")).isEmpty();
        Files.writeString(sql, insert);

        assertThat(servers.receiver("load").exit()).isZero();

        assertThat(servers.receiverRowsOf("seen", "what")).containsExactly("(\"update {\"\"id\"\": 2}\")");
    }

    @Test
    void sqlFileThatPsqlTakesIsTaken() throws Exception {
        servers.onReceiver("CREATE TABLE seen (what text)");
        servers.receiverConfig("postprocess: [{sql: after.sql}]");
        Files.writeString(folder.resolve("after.sql"), "\uFEFF" + """
                CREATE FUNCTION twice(i int) RETURNS int LANGUAGE sql
                BEGIN ATOMIC SELECT CASE WHEN i > 0 THEN i * 2 END; END;
                /* a comment /* in a comment; */ with a ' */
                DO $do$ BEGIN EXECUTE $$INSERT INTO seen VALUES ('do; {fn now()}')$$; END $do$;
                INSERT INTO seen VALUES (E'it\\'s; ?'), (twice(2)::text), ('{ts x}') -- no ; at the end
                """);

        assertThat(servers.receiver("load").err()).isEmpty();

        assertThat(servers.receiverRowsOf("seen", "what"))
                .containsExactlyInAnyOrder("(\"do; {fn now()}\")", "(\"it's; ?\")", "(4)", "(\"{ts x}\")");
    }

    @Test
    void sqlFileThatWouldCommitHalfOfItselfIsRefusedWithTheLine() throws Exception {
        servers.onReceiver("CREATE TABLE seen (what text)");
        servers.receiverConfig("postprocess: [{sql: after.sql}]");
        Path sql = folder.resolve("after.sql");
        Files.writeString(sql, "INSERT INTO seen VALUES ('half');\n-- COMMIT;\nCOMMIT;\nSELECT 1/0;");

        assertFails(
                servers.receiver("load"),
                "applied complete 000001: 2 rows inserted, 0 updated, 0 deleted, 0 media files\n",
                9,
                "cannot postprocess complete 000001: '" + sql
                        + "' has COMMIT on line 3; the whole file is one transaction already",
                HINT.formatted("after.sql"));
        assertThat(servers.receiverRowsOf("seen", "what")).isEmpty();
    }

    @Test
    void commandKnowsItsShipment() throws Exception {
        servers.receiverConfig(
                "postprocess: [{after: complete, command: [sh, -c, \"env | grep ^DBFERRY_ | sort > env\"]}]");

        assertThat(servers.receiver("load").err()).isEmpty();

        String shipment = Files.list(servers.depot().resolve("complete"))
                .findFirst()
                .orElseThrow()
                .getFileName()
                .toString();
        String url = Files.readString(folder.resolve("receiver.yaml")).replaceAll("(?s).*url: \"([^\"]*)\".*", "$1");
        assertThat(Files.readAllLines(folder.resolve("env")))
                .containsExactly(
                        "DBFERRY_CHANGES=1",
                        "DBFERRY_CONSUMER=sh",
                        "DBFERRY_DATABASE_URL=" + url,
                        "DBFERRY_KIND=complete",
                        "DBFERRY_SEQUENCE=1",
                        "DBFERRY_SHIPMENT=" + shipment,
                        "DBFERRY_STREAM=test");
    }
}
