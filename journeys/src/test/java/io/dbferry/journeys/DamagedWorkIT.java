package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that a crash left damaged in a work folder: the next runs go on without them, and both sides end equal. */
class DamagedWorkIT {
    private static final String SCAN = "partial: {tables: {\"*\": {strategy: scan}}, deletes: every 1 partials}\n";

    @TempDir
    private Path folder;

    private TwoServers servers;
    private Path work;

    /** How a file is damaged. */
    enum Damage {
        EMPTY,
        HALF,
        GARBAGE,
        ZEROS,
        OTHER_JSON;

        void of(Path file) throws IOException {
            byte[] content = Files.readAllBytes(file);
            Files.write(
                    file,
                    switch (this) {
                        case EMPTY -> new byte[0];
                        case HALF -> Arrays.copyOf(content, content.length / 2);
                        case GARBAGE -> garbage(content.length);
                        case ZEROS -> new byte[content.length];
                        case OTHER_JSON -> "{}".getBytes(StandardCharsets.UTF_8);
                    });
        }

        private static byte[] garbage(int length) {
            byte[] garbage = new byte[length];
            new java.util.Random(7).nextBytes(garbage);
            return garbage;
        }
    }

    @BeforeEach
    void twoServersInStep() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        work = folder.resolve("sender/work");
        Path media = Files.createDirectories(folder.resolve("media"));
        Files.writeString(media.resolve("a.jpeg"), "picture");
        servers.senderConfig(SCAN + "media: [{folder: " + media + ", files: \"*.jpeg\"}]");
        servers.receiverConfig("media: [{folder: " + Files.createDirectories(folder.resolve("copy")) + "}]");
        servers.onBoth("CREATE TABLE item (id serial PRIMARY KEY, note text)");
        servers.onSender("INSERT INTO item (note) SELECT 'n' || i FROM generate_series(1, 50) i");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        change();
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        loadsAndIsEqual();
    }

    private void change() throws Exception {
        servers.onSender(
                "INSERT INTO item (note) VALUES ('new');"
                        + "DELETE FROM item WHERE id = (SELECT min(id) FROM item); UPDATE item SET note = note || '+' WHERE id % 7 = 0");
    }

    private void loadsAndIsEqual() throws Exception {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void stateFilesAreSetAsideAndTheNextRunsEndEqual(Damage damage) throws Exception {
        Files.writeString(work.resolve("complete-on-request.json"), "{\"shipped\": \"2026-01-01T00:00:00Z\"}");
        Files.writeString(work.resolve("cheaper-complete.json"), "{\"complete\": 1}");
        Files.writeString(work.resolve("heartbeat.json"), "{\"left\": \"2026-01-01T00:00:00Z\"}");
        Files.writeString(work.resolve("log.json"), "{\"marks\": []}");
        for (String kind : List.of("partial", "complete")) {
            List<Path> damaged = stateFiles();
            assertThat(damaged)
                    .extracting(path -> path.getFileName().toString())
                    .contains("state.json", "log.json");
            for (Path file : damaged) {
                damage.of(file);
            }
            Path carried = work.resolve("carried-media.jsonl");
            damage.of(carried);
            change();

            assertThat(servers.sender("status").exit()).isZero();
            TwoServers.Run dump = servers.sender("dump", kind);
            assertThat(dump.exit()).as(dump.err()).isZero();
            assertThat(dump.err())
                    .containsOnlyOnce("warning: '" + work.resolve("state.json")
                            + "' is damaged, as a crash can leave it; it was moved to '" + work.resolve("damaged"))
                    .containsPattern(
                            "state\\.json(-2)?', and the next shipment is a complete\n") // within one second of another
                    .doesNotContain("Exception", "java.", "jackson", "HINT");
            assertThat(dump.out()).contains("shipped complete ");
            loadsAndIsEqual();
            change();
            TwoServers.Run next = servers.sender("dump", "partial");
            assertThat(next.exit()).isZero();
            assertThat(next.err()).doesNotContain("state.json");
            assertThat(next.out()).contains("shipped partial ");
            loadsAndIsEqual();
        }
        assertThat(numbers()).doesNotHaveDuplicates();
        try (Stream<Path> kept = Files.list(work.resolve("damaged"))) {
            assertThat(kept).hasSizeBetween(1, 10);
        }
    }

    private List<Path> stateFiles() throws IOException {
        try (Stream<Path> all = Files.list(work)) {
            return all.filter(path -> path.getFileName().toString().endsWith(".json"))
                    .toList();
        }
    }

    private List<String> numbers() throws IOException {
        try (Stream<Path> completes = Files.list(servers.depot().resolve("complete"));
                Stream<Path> partials = Files.list(servers.depot().resolve("partial"))) {
            return Stream.concat(completes, partials)
                    .map(path -> path.getFileName().toString().split("-")[1])
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedListOfKeysAsksForCompletesUntilOneIsInTheDepot(Damage damage) throws Exception {
        try (Stream<Path> lists = Files.walk(work.resolve("keys"))) {
            for (Path list : lists.filter(Files::isRegularFile)
                    .filter(path -> path.getFileName().toString().endsWith(".zst"))
                    .toList()) {
                damage.of(list);
            }
        }
        change();
        Path depot = servers.depot();
        Files.move(depot, folder.resolve("away"));
        assertThat(servers.sender("dump", "partial").exit()).isEqualTo(4);
        Files.move(folder.resolve("away"), depot);

        TwoServers.Run dump = servers.sender("dump", "partial");

        assertThat(dump.exit()).as(dump.err()).isZero();
        assertThat(dump.out()).startsWith("a complete instead of a partial: the list of known keys '");
        loadsAndIsEqual();
        change();
        assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial ");
        loadsAndIsEqual();
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void shipmentInTheOutboxIsSetAsideAndItsChangesTravelWithTheNext(Damage damage) throws Exception {
        for (String file : List.of("manifest.json", "rows", "other")) {
            change();
            Path shipment = builtAndNotDelivered();
            damage.of(fileOf(shipment, file));
            if (file.equals("other")) {
                servers.onSender("UPDATE item SET note = 'later' WHERE id = 40");
            }

            assertThat(servers.sender("status").exit()).isZero();
            TwoServers.Run dump = servers.sender("dump", "partial");

            assertThat(dump.exit()).as(dump.err()).isZero();
            assertThat(dump.err())
                    .containsOnlyOnce(
                            "warning: '" + shipment + "' is damaged, as a crash can leave it; it was moved to '")
                    .doesNotContain("Exception", "java.", "jackson");
            assertThat(dump.out()).startsWith("shipped partial ");
            assertThat(shipment).doesNotExist();
            loadsAndIsEqual();
        }
    }

    @Test
    void damagedCopyOfWhatTheDepotHasIsFollowedByAComplete() throws Exception {
        change();
        Path shipment = builtAndNotDelivered();
        Path copy = folder.resolve("whole");
        run("cp -r " + shipment + " " + copy);
        byte[] state = Files.readAllBytes(work.resolve("state.json"));
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        loadsAndIsEqual();
        // As if the run had ended between the rename in the depot and remembering it.
        Files.write(work.resolve("state.json"), state);
        Files.createDirectories(shipment.getParent());
        Files.move(copy, shipment);
        Damage.HALF.of(shipment.resolve("manifest.json"));
        change();

        TwoServers.Run dump = servers.sender("dump", "partial");

        assertThat(dump.exit()).as(dump.err()).isZero();
        assertThat(dump.out()).contains("a complete instead of a partial: ");
        loadsAndIsEqual();
        assertThat(numbers()).doesNotHaveDuplicates();
    }

    /** Numbers that only the outbox knows are not drawn again. */
    @Test
    void stateLostWhileAShipmentWaitsDrawsNoNumberTwice() throws Exception {
        change();
        builtAndNotDelivered();
        Damage.EMPTY.of(work.resolve("state.json"));
        change();

        TwoServers.Run dump = servers.sender("dump", "partial");

        assertThat(dump.exit()).as(dump.err()).isZero();
        assertThat(numbers()).doesNotHaveDuplicates();
        loadsAndIsEqual();
    }

    private Path fileOf(Path shipment, String name) throws IOException {
        if (name.equals("manifest.json")) {
            return shipment.resolve(name);
        }
        try (Stream<Path> files = Files.list(shipment)) {
            return files.filter(path -> path.getFileName().toString().endsWith(".zst"))
                    .sorted()
                    .skip(name.equals("rows") ? 0 : 1)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A partial that waits, as one does whose run ended between its build and the rename in the depot. */
    private Path builtAndNotDelivered() throws Exception {
        run("rm -rf before && cp -a sender/work before");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        run(
                "name=$(ls depot/partial | tail -1); mkdir -p before/outbox/partial; mv depot/partial/$name before/outbox/partial/"
                        + " && rm -rf sender/work && mv before sender/work");
        Path state = work.resolve("state.json");
        String number =
                String.valueOf(Long.parseLong(waiting().getFileName().toString().split("-")[1]));
        Files.writeString(state, Files.readString(state).replaceFirst("\"drawn\" : [0-9]+", "\"drawn\" : " + number));
        return waiting();
    }

    private Path waiting() throws IOException {
        try (Stream<Path> built = Files.list(work.resolve("outbox/partial"))) {
            return built.findFirst().orElseThrow();
        }
    }

    private void run(String script) throws Exception {
        Process process = new ProcessBuilder("sh", "-ec", script)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
