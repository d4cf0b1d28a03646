package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table that the sender's role cannot read stands still, is told of on both sides, and catches up by itself. */
class UnreadableTableIT {
    private static final String ROLE = "reads_little";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void tablesAndRole() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth(
                "CREATE TABLE bus (id serial PRIMARY KEY, v text); CREATE TABLE stop (id int PRIMARY KEY, v text);"
                        + "CREATE SCHEMA far; CREATE TABLE far.seat (id int PRIMARY KEY, v text, image text)");
        servers.onSender("INSERT INTO bus (v) VALUES ('a'), ('b'); INSERT INTO stop VALUES (1, 'a');"
                + "INSERT INTO far.seat VALUES (1, 'a', 'a.jpg')");
        servers.onSender("CREATE ROLE " + ROLE + " LOGIN;"
                + "GRANT USAGE ON SCHEMA far TO " + ROLE + ";"
                + "GRANT SELECT ON ALL TABLES IN SCHEMA public, far TO " + ROLE + ";"
                + "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO " + ROLE);
        Path media = Files.createDirectories(folder.resolve("sender/media"));
        Files.writeString(media.resolve("a.jpg"), "a");
        Files.writeString(media.resolve("b.jpg"), "b");
        servers.senderConfig("tables: [public.*, far.*]\n"
                + "media: [{folder: " + media + ", named-by: [far.seat.image]}]\n"
                + "partial: {tables: {'*': {strategy: scan}, far.seat: {strategy: scan}}, deletes: every 1 partials}");
        servers.receiverConfig("media: [{folder: " + folder.resolve("receiver/media") + "}]");
        Path config = folder.resolve("sender.yaml");
        Files.writeString(config, Files.readString(config).replace("postgres@", ROLE + "@"));
        assertThat(servers.sender("dump", "complete").err()).isEmpty();
        assertThat(servers.receiver("load").err()).isEmpty();
    }

    @AfterEach
    void dropRole() throws Exception {
        servers.onSender("DROP OWNED BY " + ROLE + "; DROP ROLE " + ROLE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            REVOKE SELECT ON far.seat FROM reads_little    | GRANT SELECT ON far.seat TO reads_little
            REVOKE USAGE ON SCHEMA far FROM reads_little   | GRANT USAGE ON SCHEMA far TO reads_little
            ALTER TABLE far.seat ENABLE ROW LEVEL SECURITY | ALTER TABLE far.seat DISABLE ROW LEVEL SECURITY
            """)
    void tableIsLeftOutUntilItCanBeRead(String takes, String gives) throws Exception {
        servers.onSender(takes + "; INSERT INTO far.seat VALUES (2, 'b', 'b.jpg'); DELETE FROM far.seat WHERE id = 1;"
                + "INSERT INTO stop VALUES (2, 'b')");

        TwoServers.Run partial = servers.sender("dump", "partial");
        assertThat(partial.exit()).isEqualTo(3);
        assertThat(partial.err())
                .contains("cannot ship table 'far.seat': it ")
                .contains("; all other tables travel\nHINT: ");
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(rows("stop")).isEqualTo(2);
        assertThat(servers.receiver("status").out()).contains("old rows  table 'far.seat', which no shipment carries");
        assertThat(servers.receiver("verify").out())
                .contains("not shipped 1 table")
                .contains("far.seat");
        assertThat(servers.sender("check").out()).contains("fail  rights");

        assertThat(servers.sender("dump", "complete").exit()).isEqualTo(3);
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(rows("far.seat")).isEqualTo(1);
        assertThat(servers.receiver("status").out()).contains("old rows").contains("2 of 2 tables equal");

        servers.onSender(gives);
        assertThat(servers.sender("dump", "partial").err()).isEmpty();
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRowsOf("far.seat", "id")).containsExactly("(2)");
        assertThat(folder.resolve("receiver/media/b.jpg")).hasContent("b");
        assertThat(servers.receiver("status").out()).doesNotContain("old rows");
    }

    /** Its rows did not change, and no other table's: receivers learn all the same that it does not travel. */
    @Test
    void partialWithoutRowsTellsOfTheTable() throws Exception {
        servers.onSender("REVOKE SELECT ON SEQUENCE bus_id_seq FROM " + ROLE);

        assertThat(servers.sender("dump", "partial").exit()).isEqualTo(3);
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiver("verify").out())
                .contains("not shipped 1 table")
                .contains(": bus");

        TwoServers.Run again = servers.sender("dump", "partial");
        assertThat(again.exit()).isEqualTo(3);
        assertThat(again.out()).contains("nothing changed");
    }

    @Test
    void tableThatIsDroppedOnBothSidesIsNoOldOne() throws Exception {
        servers.onSender("DROP TABLE stop");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiver("status").out()).contains("old rows  table 'stop'");

        servers.onReceiver("DROP TABLE stop");

        assertThat(servers.receiver("status").out()).doesNotContain("old rows");
        TwoServers.Run verify = servers.receiver("verify");
        assertThat(verify.exit()).as(verify.err()).isZero();
        assertThat(verify.out()).startsWith("equal       2 of 2 tables");
    }

    /** Without its rows, the rules for rows tied to them would not hold. */
    @Test
    void policyThatNeedsTheTableStopsTheDump() throws Exception {
        Path config = folder.resolve("sender.yaml");
        Files.writeString(config, Files.readString(config) + "\npolicy: {rows: {stop: id > 0}}\n");
        servers.onSender("REVOKE SELECT ON far.seat FROM " + ROLE);

        TwoServers.Run dump = servers.sender("dump", "complete");

        assertThat(dump.exit()).isEqualTo(3);
        assertThat(dump.out()).doesNotContain("shipped");
        assertThat(dump.err()).contains("permission denied for table seat");
    }

    /** Between completes, no shipment tells of what has changed in it. */
    @Test
    void verifyCountsTablesOfCompletesApart() throws Exception {
        servers.onBoth("CREATE TABLE keyless (v text)");
        servers.onSender("GRANT SELECT ON keyless TO " + ROLE);
        servers.sender("dump", "complete");
        servers.onSender("INSERT INTO keyless VALUES ('unseen'); INSERT INTO stop VALUES (3, 'c')");
        servers.sender("dump", "partial");
        assertThat(servers.receiver("load").err()).isEmpty();

        assertThat(servers.receiver("verify").out())
                .startsWith("equal       2 of 4 tables")
                .contains("equal to   1 table, the last complete, 000002,")
                .contains("travel with completes only: keyless");
    }

    private int rows(String table) throws Exception {
        return servers.receiverRowsOf(table, "id").size();
    }
}
