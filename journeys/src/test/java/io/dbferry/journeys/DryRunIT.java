package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --dry-run} says what the run behind it does, and changes nothing; {@code --json} says it in one document. */
class DryRunIT {
    private static final String TABLES = "CREATE TABLE bus (id int PRIMARY KEY, plate text UNIQUE, photo text);"
            + " CREATE TABLE stop (id serial PRIMARY KEY, bus int REFERENCES bus DEFERRABLE INITIALLY DEFERRED, note text)";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoTablesAndMedia() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("partial: {minutes: 10, deletes: every 1 partials}\nmedia: [{folder: "
                + folder.resolve("sender/media") + ", files: \"*.jpeg\", named-by: [bus.photo]}]");
        servers.receiverConfig("media: [{folder: " + folder.resolve("receiver/media") + "}]");
        servers.onBoth(TABLES);
        servers.onSender("INSERT INTO bus SELECT i, 'p' || i, CASE i WHEN 1 THEN 'one.jpeg' END"
                + " FROM generate_series(1, 30) i");
        servers.onSender("INSERT INTO stop (bus, note) SELECT i, 'n' FROM generate_series(1, 20) i");
        Files.writeString(folder.resolve("sender/media/one.jpeg"), "picture");
        servers.onSender("ANALYZE");
    }

    @Test
    void firstShipmentIsTriedWithoutATrace() throws Exception {
        TwoServers.Run dump = servers.sender("dump", "complete", "--dry-run");

        assertThat(dump.err()).isEmpty();
        assertThat(dump.out())
                .startsWith("would ship a complete: about 50 rows of 2 tables, 0 deleted, 1 media file (7 B), about ")
                .contains("a complete is asked for by the command");
        assertThat(depot()).isEmpty();
        assertThat(servers.sender("dump", "partial", "--dry-run").out())
                .contains("would ship a complete: ")
                .contains("; the stream has no complete yet");
        assertThat(folder.resolve("sender/work/state.json")).doesNotExist();
        assertThat(folder.resolve("sender/work/dry-run")).doesNotExist();

        assertThat(servers.sender("dump", "complete").exit()).isZero();
        List<String> before = depot();
        TwoServers.Run load = servers.receiver("load", "--dry-run");

        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.out())
                .startsWith("would apply complete 000001: 50 rows inserted, 0 updated, 0 deleted, 1 media file (7 B)")
                .contains("stop         20        0        0");
        assertThat(depot()).isEqualTo(before);
        assertThat(folder.resolve("receiver/media/one.jpeg")).doesNotExist();
        assertThat(value("SELECT to_regnamespace('dbferry') IS NULL AND NOT EXISTS (SELECT FROM bus)"
                        + " AND (SELECT NOT is_called FROM stop_id_seq)"))
                .isEqualTo("t");
    }

    @Test
    void severalShipmentsDoWhatTheirDryRunSaid() throws Exception {
        inStep();
        servers.onSender("UPDATE bus SET plate = 'swapped' || id WHERE id < 4; DELETE FROM stop WHERE id > 17;"
                + " INSERT INTO bus VALUES (31, 'p31', NULL)");
        JsonNode wouldShip = json(servers.sender("dump", "partial", "--dry-run", "--json"));
        JsonNode shipped = json(servers.sender("dump", "partial", "--json"));

        assertThat(wouldShip.get("dryRun").asBoolean()).isTrue();
        assertThat(wouldShip.get("result")).isEqualTo(shipped.get("result"));
        assertThat(rows(wouldShip))
                .isEqualTo(rows(shipped))
                .containsEntry("stop", "0 3")
                .containsEntry("bus", "4 0");
        assertThat(shipped.at("/shipment/sequence").asInt()).isEqualTo(2);

        servers.onSender("UPDATE bus SET plate = 'p' || (35 - id) WHERE id < 4; DELETE FROM bus WHERE id = 30");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        servers.onSender("UPDATE stop SET note = 'behind the complete' WHERE id = 5");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        JsonNode wouldApply = json(servers.receiver("load", "--dry-run", "--json"));
        assertThat(value("SELECT max(sequence) FROM dbferry.ledger")).isEqualTo("1");
        JsonNode applied = json(servers.receiver("load", "--json"));

        assertThat(wouldApply.get("shipments"))
                .isEqualTo(applied.get("shipments"))
                .hasSize(3);
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(json(servers.receiver("load", "--dry-run", "--json"))
                        .get("result")
                        .asText())
                .isEqualTo("nothing");
        assertThat(json(servers.sender("dump", "partial", "--dry-run", "--json"))
                        .get("result")
                        .asText())
                .isEqualTo("unchanged");
    }

    @Test
    void whatWouldStandStillIsSaidWithTheExitCodeOfTheLoad() throws Exception {
        inStep();
        servers.onBoth("CREATE TABLE other (id int PRIMARY KEY)");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        servers.onSender("INSERT INTO other VALUES (1)");
        servers.onSender("ALTER TABLE bus ADD COLUMN seats int; UPDATE bus SET seats = 3; UPDATE stop SET note = 'm'");
        assertThat(servers.sender("dump", "partial").exit()).isZero();

        TwoServers.Run dry = servers.receiver("load", "--dry-run");
        assertThat(dry.exit()).isEqualTo(6);
        assertThat(dry.err()).contains("column 'seats' of table 'bus' is missing here");
        JsonNode document = new ObjectMapper()
                .readTree(servers.receiver("load", "--dry-run", "--json").out());

        assertThat(document.get("exitCode").asInt()).isEqualTo(6);
        assertThat(document.at("/held/0/table").asText()).isEqualTo("bus");
        assertThat(value("SELECT count(*) FROM dbferry.held")).isEqualTo("0");
    }

    @Test
    void shipmentThatWaitsIsDeliveredFirstInTheDryRunToo() throws Exception {
        servers.senderConfig("partial: {minutes: 10}");
        inStep();
        Path work = folder.resolve("sender/work");
        Files.copy(work.resolve("state.json"), folder.resolve("before.json"));
        servers.onSender("UPDATE bus SET plate = 'x' WHERE id = 1");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        try (Stream<Path> shipments = Files.list(servers.depot().resolve("partial"))) {
            Path shipped = shipments.findFirst().orElseThrow();
            Files.move(shipped, work.resolve("outbox/partial").resolve(shipped.getFileName()));
        }
        Files.move(folder.resolve("before.json"), work.resolve("state.json"), StandardCopyOption.REPLACE_EXISTING);
        servers.onSender("UPDATE bus SET plate = 'y' WHERE id = 2");
        JsonNode dry = json(servers.sender("dump", "partial", "--dry-run", "--json"));
        JsonNode shipped = json(servers.sender("dump", "partial", "--json"));

        assertThat(dry.at("/waited/0/sequence").asInt()).isEqualTo(2);
        assertThat(dry.get("waited")).isEqualTo(shipped.get("waited")).hasSize(1);
        assertThat(rows(dry)).isEqualTo(rows(shipped)).containsEntry("bus", "1 0");
    }

    @Test
    void failuresAreJsonWhereResultsAre() throws Exception {
        Files.delete(folder.resolve("sender/media/one.jpeg"));
        Files.delete(folder.resolve("sender/media"));
        TwoServers.Run dump = servers.sender("dump", "complete", "--json");

        assertThat(dump.exit()).isEqualTo(2);
        JsonNode document = new ObjectMapper().readTree(dump.out());
        assertThat(document.get("result").asText()).isEqualTo("failed");
        JsonNode line = new ObjectMapper().readTree(lastLine(dump.err()));
        assertThat(line.get("event").asText()).isEqualTo("error");
        assertThat(line.get("message")).isEqualTo(document.at("/error/message"));
        assertThat(line.get("hint").asText()).startsWith("Create the folder");
        TwoServers.Run usage = servers.sender("dump", "--json", "--wrong");
        assertThat(new ObjectMapper()
                        .readTree(lastLine(usage.err()))
                        .get("exitCode")
                        .asInt())
                .isEqualTo(usage.exit())
                .isEqualTo(2);
    }

    private void inStep() throws Exception {
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        assertThat(servers.receiver("load").exit()).isZero();
    }

    private static JsonNode json(TwoServers.Run run) throws IOException {
        assertThat(run.exit()).as(run.err()).isZero();
        run.err().lines().forEach(line -> assertThat(line).startsWith("{\"event\":\"progress\""));
        return new ObjectMapper().readTree(run.out());
    }

    private static Map<String, String> rows(JsonNode dump) {
        Map<String, String> rows = new TreeMap<>();
        dump.at("/shipment/tables")
                .forEach(t -> rows.put(
                        t.get("table").asText(),
                        t.get("rows").asText() + " " + t.get("deletedKeys").asText()));
        return rows;
    }

    private static String lastLine(String text) {
        return text.lines().reduce("", (a, b) -> b);
    }

    private List<String> depot() throws IOException {
        try (Stream<Path> files = Files.walk(servers.depot())) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    private String value(String query) throws Exception {
        try (Connection receiver = servers.connectReceiver();
                Statement statement = receiver.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
