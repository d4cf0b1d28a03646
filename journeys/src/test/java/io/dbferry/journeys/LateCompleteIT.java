package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A complete that is still being built while partials are shipped and applied. */
class LateCompleteIT {
    @TempDir
    private Path folder;

    private final AtomicBoolean reading = new AtomicBoolean(true);

    @Test
    void completeBehindPartialsIsAppliedWithThemAndNoReaderSeesTimeGoBack() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text, updated_at timestamptz NOT NULL"
                + " DEFAULT clock_timestamp())");
        servers.onSender("INSERT INTO item SELECT i, '1 ' || md5(i::text) FROM generate_series(0, 60000) i");
        servers.sender("dump", "complete");
        servers.receiver("load");
        servers.onSender("UPDATE item SET note = '2'; DELETE FROM item WHERE id = 9");
        CompletableFuture<List<String>> seen = CompletableFuture.supplyAsync(() -> read(servers));

        Process complete = startAndStop("dump", "complete");
        try {
            assertThat(ls(servers.depot().resolve("complete"))).hasSize(1);
            for (int version = 3; version <= 4; version++) {
                servers.onSender(
                        "UPDATE item SET note = '" + version + "', updated_at = clock_timestamp() WHERE id < 5");
                assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial 00000" + version);
                assertThat(servers.receiver("load").out()).startsWith("applied partial 00000" + version);
            }
        } finally {
            ChildProcess.run(Path.of("kill"), "-CONT", String.valueOf(complete.pid()));
        }
        assertThat(complete.waitFor()).isZero();
        assertThat(servers.receiver("load").out()).startsWith("applied complete 000002: ");

        reading.set(false);
        assertThat(seen.get()).isSorted().startsWith("1").endsWith("4");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        servers.onSender("UPDATE item SET note = '5', updated_at = clock_timestamp() WHERE id = 7");
        assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial 000005: ");
        servers.receiver("load");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void lateCompleteThatIsAlteredStopsNoPartialAndIsAskedForAgain() throws Exception {
        TwoServers servers = withMedia();
        servers.onSender("INSERT INTO report SELECT i, NULL FROM generate_series(1, 60000) i");
        servers.sender("dump", "complete");
        servers.receiver("load");
        Process complete = startAndStop("dump", "complete");
        try {
            servers.onSender("INSERT INTO report VALUES (0, NULL)");
            servers.sender("dump", "partial");
            assertThat(servers.receiver("load").out()).startsWith("applied partial 000003: ");
        } finally {
            ChildProcess.run(Path.of("kill"), "-CONT", String.valueOf(complete.pid()));
        }
        assertThat(complete.waitFor()).isZero();
        alter(second(servers).resolve("database.sql.zst"));
        servers.onSender("INSERT INTO report VALUES (-1, NULL)");
        servers.sender("dump", "partial");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(5);
        assertThat(load.out()).startsWith("applied partial 000004: ");
        assertThat(load.err())
                .startsWith("cannot load complete 000002: ")
                .contains("HINT: The sender is asked for a complete with its next run");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(servers.sender("dump", "partial").out())
                .startsWith("a complete instead of a partial: receiver 'viz' asks for one\n");
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiver("load").exit()).isZero();
    }

    private static void alter(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void mediaThatOnlyAPartialBehindItHasCarriedAreCarriedAgain() throws Exception {
        TwoServers servers = withMedia();
        servers.onSender("INSERT INTO report SELECT i, 'no image' FROM generate_series(1, 60000) i");
        servers.sender("dump", "complete");
        servers.receiver("load");

        Process complete = startAndStop("dump", "complete");
        try {
            Files.writeString(folder.resolve("sender/media/new.jpeg"), "image");
            servers.onSender("INSERT INTO report VALUES (0, 'new.jpeg')");
            assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial 000003: ");
        } finally {
            ChildProcess.run(Path.of("kill"), "-CONT", String.valueOf(complete.pid()));
        }
        assertThat(complete.waitFor()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err()).isEmpty();
        assertThat(load.out()).startsWith("applied complete 000002: ").contains("applied partial 000003: ");
        assertThat(folder.resolve("receiver/media/new.jpeg")).hasContent("image");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void changesOfACompleteBehindPartialsStandBehindTheirs() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text, updated_at timestamptz NOT NULL"
                + " DEFAULT clock_timestamp())");
        servers.onSender("INSERT INTO item SELECT i, 'old' FROM generate_series(1, 5) i");
        servers.receiverConfig("postprocess: [{sql: seen.sql}]");
        servers.onReceiver("CREATE TABLE seen (nr serial, position bigint, sequence bigint, operation text)");
        Files.writeString(
                folder.resolve("seen.sql"),
                "INSERT INTO seen (position, sequence, operation) SELECT position, sequence, operation"
                        + " FROM dbferry.changes ORDER BY position");
        servers.sender("dump", "complete");
        servers.receiver("load");
        Path state = folder.resolve("sender/work/state.json");
        String before = Files.readString(state);
        servers.onSender("DELETE FROM item WHERE id = 5");
        servers.sender("dump", "complete");
        Path complete = second(servers);
        Files.move(complete, folder.resolve("held-back"));
        Files.writeString(state, before.replaceFirst("(\"drawn\"\\s*:\\s*)1", "$12"));
        servers.onSender("UPDATE item SET note = 'new', updated_at = clock_timestamp() WHERE id = 1");
        assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial 000003: ");
        assertThat(servers.receiver("load").out()).startsWith("applied partial 000003: ");
        Files.move(folder.resolve("held-back"), complete);

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.out()).startsWith("applied complete 000002: ");
        List<String> seen = servers.receiverRowsOf("seen", "lpad(nr::text, 5, '0'), sequence, operation");
        assertThat(seen.subList(0, 2)).containsExactly("(00001,1,insert)", "(00002,3,update)");
        assertThat(seen.subList(2, seen.size()))
                .isNotEmpty()
                .allMatch(row -> row.contains(",2,"))
                .anyMatch(row -> row.endsWith("delete)"));
        assertThat(servers.receiverRowsOf(
                        "(SELECT position < lag(position) OVER (ORDER BY nr) AS back FROM seen) s WHERE back", "1"))
                .as("positions that went back")
                .isEmpty();
    }

    @Test
    void mediaOfACompleteThatWasLostBeforeItWasAppliedTravelWithTheNext() throws Exception {
        TwoServers servers = withMedia();
        servers.onSender("INSERT INTO report SELECT i, NULL FROM generate_series(1, 60000) i");
        servers.sender("dump", "complete");
        servers.receiver("load");
        Files.writeString(folder.resolve("sender/media/unnamed.jpeg"), "image");
        Process late = startAndStop("dump", "complete");
        try {
            servers.onSender("INSERT INTO report VALUES (0, NULL)");
            assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial 000003: ");
        } finally {
            ChildProcess.run(Path.of("kill"), "-CONT", String.valueOf(late.pid()));
        }
        assertThat(late.waitFor()).isZero();
        ChildProcess.run(Path.of("rm"), "-r", second(servers).toString());
        assertThat(servers.receiver("load").out()).startsWith("applied partial 000003: ");

        assertThat(servers.sender("dump", "complete").out()).contains(" 1 media file");
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err()).isEmpty();
        assertThat(folder.resolve("receiver/media/unnamed.jpeg")).hasContent("image");
    }

    /** {@code MEDIA_OF_COMPLETE_UNCHECKED} in model/README.md. */
    @Test
    void completeWhoseMediaOnlyALostCompleteCarriedIsRefusedAndTheNextCarriesThem() throws Exception {
        TwoServers servers = withMedia();
        servers.onSender("INSERT INTO report VALUES (1, 'a.jpeg')");
        Files.writeString(folder.resolve("sender/media/a.jpeg"), "image");
        servers.sender("dump", "complete");
        assertThat(servers.sender("dump", "complete").out()).startsWith("shipped complete 000002: ");
        for (Path complete : ls(servers.depot().resolve("complete"))) {
            if (complete.toString().endsWith("-000001")) {
                ChildProcess.run(Path.of("rm"), "-r", complete.toString());
            }
        }

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).as(load.out() + load.err()).isEqualTo(5);
        assertThat(servers.receiverRowsOf("report", "id"))
                .as("rows without their file")
                .isEmpty();
        assertThat(servers.sender("dump", "partial").out())
                .startsWith("a complete instead of a partial: receiver 'viz' asks for one\n")
                .contains(" 1 media file");
        load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.out()).startsWith("applied complete 000003: ");
        assertThat(folder.resolve("receiver/media/a.jpeg")).hasContent("image");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private TwoServers withMedia() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("""
                partial: {minutes: 10}
                media:
                  - {folder: %s, named-by: [report.image]}
                """.formatted(folder.resolve("sender/media")));
        servers.receiverConfig("media:\n  - folder: " + folder.resolve("receiver/media"));
        servers.onBoth("CREATE TABLE report (id int PRIMARY KEY, image text, updated_at timestamptz NOT NULL"
                + " DEFAULT clock_timestamp())");
        return servers;
    }

    /** Its shipment is held back as if its upload took long; the sender remembers only that the number is drawn. */
    @Test
    void mediaThatPartialsBehindItHaveChangedStayAsTheyAre() throws Exception {
        TwoServers servers = withMedia();
        Path complete = heldBackBehindAPartialOfTheSameFiles(servers);
        Files.move(folder.resolve("held-back"), complete);

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err()).isEmpty();
        assertThat(load.out()).startsWith("applied complete 000002: ");
        assertThat(folder.resolve("receiver/media/known.jpeg")).hasContent("changed");
        assertThat(folder.resolve("receiver/media/new.jpeg")).hasContent("changed");
    }

    @Test
    void mediaFileThatDiffersAndThatItDoesNotBringIsMissedUntilAPartialBringsIt() throws Exception {
        TwoServers servers = withMedia();
        Path complete = heldBackBehindAPartialOfTheSameFiles(servers);
        Files.writeString(folder.resolve("receiver/media/new.jpeg"), "altered");
        assertThat(servers.receiver("verify").out()).contains("differs     media file 'new.jpeg'");
        Files.move(folder.resolve("held-back"), complete);

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.out()).startsWith("applied complete 000002: ");
        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err()).contains("'dbferry verify' found 1 media file that differ");
        servers.sender("dump", "partial");
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(folder.resolve("receiver/media/new.jpeg")).hasContent("changed");
    }

    /** Takes complete 000002 out of the depot, and applies partial 000003, which carries newer files; where the complete stood. */
    private Path heldBackBehindAPartialOfTheSameFiles(TwoServers servers) throws Exception {
        servers.onSender("INSERT INTO report VALUES (1, 'known.jpeg'), (2, 'new.jpeg')");
        Files.writeString(folder.resolve("sender/media/known.jpeg"), "old");
        servers.sender("dump", "complete");
        servers.receiver("load");
        Files.writeString(folder.resolve("sender/media/new.jpeg"), "old");
        Path state = folder.resolve("sender/work/state.json");
        Path carried = folder.resolve("sender/work/carried-media.jsonl");
        String before = Files.readString(state);
        String carriedBefore = Files.readString(carried);

        assertThat(servers.sender("dump", "complete").out()).startsWith("shipped complete 000002: ");
        Path complete = second(servers);
        Files.move(complete, folder.resolve("held-back"));
        Files.writeString(state, before.replaceFirst("(\"drawn\"\\s*:\\s*)1", "$12"));
        Files.writeString(carried, carriedBefore);
        for (String name : List.of("known.jpeg", "new.jpeg")) {
            Files.writeString(folder.resolve("sender/media").resolve(name), "changed");
        }
        servers.onSender("UPDATE report SET updated_at = clock_timestamp()");
        assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial 000003: ");
        assertThat(servers.receiver("load").out()).startsWith("applied partial 000003: ");
        return complete;
    }

    /** Starts a command and stops it once its shipment has a number. */
    private Process startAndStop(String... command) throws Exception {
        Process process = new ProcessBuilder(DaemonProcess.words(folder.resolve("sender.yaml"), command))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile())
                .start();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> !ls(folder.resolve("sender/work/outbox/complete")).isEmpty());
        ChildProcess.run(Path.of("kill"), "-STOP", String.valueOf(process.pid()));
        return process;
    }

    private static Path second(TwoServers servers) throws Exception {
        return ls(servers.depot().resolve("complete")).stream()
                .filter(name -> name.toString().endsWith("-000002"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> ls(Path of) throws Exception {
        try (Stream<Path> files = Files.list(of)) {
            return files.toList();
        }
    }

    /** The states that a reader sees, one after the other, of the row that each shipment changes. */
    private List<String> read(TwoServers servers) {
        List<String> seen = new ArrayList<>();
        try (Connection connection = servers.connectReceiver();
                Statement statement = connection.createStatement()) {
            while (reading.get()) {
                try (ResultSet row = statement.executeQuery("SELECT left(note, 1) FROM item WHERE id = 1")) {
                    row.next();
                    if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(row.getString(1))) {
                        seen.add(row.getString(1));
                    }
                }
            }
            return seen;
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
