package io.dbferry.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** A second stream into the same receiver database: tables, work folders and depot of its own. */
final class SecondStream {
    static final String KEYED = "second.thing";
    private static final List<String> TABLES = List.of(KEYED, "second.word");
    private static final int PAUSE_MILLIS = 8000;

    private final Stage stage;
    private final Cli cli;
    private final Findings findings;
    private final Comparison comparison;

    SecondStream(Stage stage, Cli cli, Findings findings, Comparison comparison) {
        this.stage = stage;
        this.cli = cli;
        this.findings = findings;
        this.comparison = comparison;
    }

    static void configure(Stage stage, String sendersDepot, String ssh) throws IOException {
        Files.writeString(senderConfig(stage), """
                role: sender
                stream: second
                database: {url: "%s"}
                tables: ['second.*']
                depot: %s
                %s
                work: %s
                keep: {free-space: 50MB}
                """.formatted(
                stage.sender().url("ferry"), sendersDepot, ssh, stage.folder().resolve("sender/work2")));
        Files.writeString(receiverConfig(stage), """
                role: receiver
                stream: second
                name: viz
                database: {url: "%s"}
                trust: {allowed-signers: %s}
                depot: %s
                work: %s
                keep: {free-space: 50MB, complete: 2m, partial: 1m}
                """.formatted(
                        stage.receiver().url("ferry"),
                        stage.folder().resolve("allowed_signers"),
                        stage.folder().resolve("depot2"),
                        stage.folder().resolve("receiver/work2")));
    }

    private static Path senderConfig(Stage stage) {
        return stage.folder().resolve("sender2.yaml");
    }

    private static Path receiverConfig(Stage stage) {
        return stage.folder().resolve("receiver2.yaml");
    }

    Path receiverConfig() {
        return receiverConfig(stage);
    }

    /** Its rows change, and its commands run, beside everything else. */
    Repeated start(World world, long seed) {
        Random random = new Random(seed);
        return Repeated.start("second stream", findings, pause -> {
            pause.of(random.nextInt(2 * PAUSE_MILLIS));
            world.beside(() -> {
                change(random);
                cli.run(senderConfig(stage), "dump", random.nextInt(5) == 0 ? "complete" : "partial");
                cli.run(receiverConfig(), "load");
            });
        });
    }

    private void change(Random random) {
        int id = random.nextInt(2000);
        try {
            stage.sender()
                    .execute("INSERT INTO second.thing SELECT i, md5(random()::text), clock_timestamp()"
                            + " FROM generate_series(" + id + ", " + (id + random.nextInt(50)) + ") i"
                            + " ON CONFLICT (id) DO UPDATE SET v = excluded.v, updated_at = excluded.updated_at;"
                            + "DELETE FROM second.thing WHERE id % 101 = " + random.nextInt(101) + ";"
                            + "INSERT INTO second.word VALUES ('" + id + "')");
        } catch (IOException e) {
            findings.count("application cuts");
        }
    }

    /** Ships and loads until both sides are equal, as far as shipments of this kind carry. */
    void settle(boolean byHand, boolean alsoMoreOnReceiver) throws Exception {
        new Rounds(cli, findings, senderConfig(stage), receiverConfig())
                .settle(byHand, () -> differences(List.of(KEYED), alsoMoreOnReceiver));
    }

    /** Ships and loads a complete, which compares all rows. */
    void prove() throws Exception {
        new Rounds(cli, findings, senderConfig(stage), receiverConfig()).prove();
        differences(TABLES, true).forEach(difference -> findings.violation("behind a complete: " + difference));
    }

    private List<String> differences(List<String> tables, boolean alsoMoreOnReceiver) throws SQLException {
        return comparison.differences(tables, alsoMoreOnReceiver);
    }
}
