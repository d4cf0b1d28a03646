package io.dbferry.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The application lives, cron runs, and parts are killed; then all comes to rest, a last partial and a last complete
 * are shipped, and both sides are compared. The seed decides what is done; when, the machine has its part in.
 */
final class Soak {
    private static final Duration WITHOUT_DISASTERS = Duration.ofMinutes(1);

    /** Nothing runs but what an episode runs: more of them in the same time. */
    private static final boolean EPISODES_ONLY = Boolean.getBoolean("soak.episodes");

    private final Stage stage;
    private final Findings findings;
    private final Random random;
    private final Duration length;
    private final Cli cli;
    private final Comparison comparison;
    private final World world = new World();
    private @Nullable Disasters disasters;

    Soak(Stage stage, Findings findings, long seed, Duration length) throws IOException {
        this.stage = stage;
        this.findings = findings;
        this.random = new Random(seed);
        this.length = length;
        this.cli = new Cli(stage.folder().resolve("printed"), findings);
        this.comparison = new Comparison(stage.sender(), stage.receiver());
    }

    /** @param pause milliseconds between two runs of one command, and between two kills, about */
    void run(int pause) throws Exception {
        String own = comparison.receiversOwn();
        ApplicationMedia media = new ApplicationMedia(stage.senderMedia());
        ReceiverReader reader = new ReceiverReader(stage.receiver(), stage.receiverMedia(), media, findings);
        try (Repeated reading = reader.start();
                Repeated watching = new DepotWatch(stage.depot(), findings).start(world)) {
            live(media, pause, reader);
            if (disasters != null) {
                world.still(disasters::end);
            }
            rest();
        } finally {
            cli.killAll();
        }
        if (!comparison.receiversOwn().equals(own)) {
            findings.violation("the receiver's own was '" + own + "' and is '" + comparison.receiversOwn() + "'");
        }
    }

    private void live(ApplicationMedia media, int pause, ReceiverReader reader) throws Exception {
        int longest = (int) Math.min(60_000, length.toMillis() / 4);
        Cron cron = new Cron(
                cli,
                stage.senderConfig(),
                List.of(stage.receiverConfig(), stage.receiverConfig(), stage.receiverConfigOverSftp()),
                findings,
                world,
                pause);
        Killer killer =
                new Killer(cli, stage.sender(), stage.receiver(), stage.sftp(), stage.guard(), findings, random, pause);
        try (cron;
                LiveApplication application = new LiveApplication(stage.sender(), media, findings, longest)) {
            application.start(random.nextLong());
            if (EPISODES_ONLY) {
                disasters(application, reader);
                return;
            }
            cron.start(random.nextLong());
            Repeated killing = killer.start(world);
            try (killing) {
                if (length.compareTo(WITHOUT_DISASTERS) <= 0) {
                    Thread.sleep(Math.max(1, length.minus(findings.elapsed()).toMillis()));
                    tell();
                } else {
                    disasters(application, reader);
                }
            }
        }
    }

    /** Times of kills, and episodes between them. */
    private void disasters(LiveApplication application, ReceiverReader reader) throws Exception {
        SecondStream second = new SecondStream(stage, cli, findings, comparison);
        Disasters all = new Disasters(
                stage,
                cli,
                findings,
                comparison,
                new Healing.ByCommands(cli, findings, stage),
                second,
                new Random(random.nextLong()));
        disasters = all;
        try (Repeated running = second.start(world, random.nextLong())) {
            while (findings.elapsed().compareTo(length) < 0) {
                Thread.sleep(random.nextInt(EPISODES_ONLY ? 3_000 : 20_000));
                world.still(() -> all.episode(application, reader));
                tell();
            }
        }
    }

    private void tell() {
        Duration elapsed = findings.elapsed();
        System.out.printf(
                "%d:%02d of %d:%02d: %s%n",
                elapsed.toMinutes(), elapsed.toSecondsPart(), length.toMinutes(), length.toSecondsPart(), findings);
    }

    private void rest() throws IOException, InterruptedException, SQLException {
        findings.event("rest");
        // Behind a crash a sequence may stand before where a shipment saw it; nobody lowers the receiver's.
        stage.sender()
                .execute("SELECT setval(s, nextval(s) + 1000000) FROM (VALUES ('transfer_id_seq'::regclass),"
                        + " ('report_id_seq')) q (s)");
        ship("partial");
        comparison
                .differences(ApplicationSchema.IN_PARTIALS, false)
                .forEach(difference -> findings.violation("behind the last partial: " + difference));
        ship("complete");
        List<String> differences = new ArrayList<>(comparison.differences(ApplicationSchema.ALL, true));
        differences.addAll(comparison.sequenceDifferences());
        differences.addAll(comparison.stages());
        differences.addAll(Comparison.mediaDifferences(stage.senderMedia(), stage.receiverMedia()));
        differences.addAll(Comparison.left(stage.receiverMedia(), ".dbferry-*"));
        differences.addAll(Comparison.left(stage.depot().resolve("incoming"), "*"));
        differences.addAll(Comparison.left(stage.senderWork().resolve("outbox"), "*"));
        differences.addAll(Comparison.left(stage.receiverWork().resolve("fetched"), "*"));
        differences.forEach(difference -> findings.violation("in the end: " + difference));
    }

    private void ship(String kind) throws IOException, InterruptedException {
        require(cli.start(stage.senderConfig(), "dump", kind));
        require(cli.start(stage.receiverConfig(), "load"));
    }

    private void require(Cli.Run run) throws IOException, InterruptedException {
        int exit = run.await();
        if (exit != 0) {
            findings.violation("with nothing in its way, " + run + " ended with " + exit);
        }
    }

    /** Removes what the run has made; evidence of a run that found something stays. */
    static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
