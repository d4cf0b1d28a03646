package io.dbferry.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** Faults that last a moment: retries, the next run, or the service manager mend them. */
final class ShortFaults {
    private static final int LONGEST_MILLIS = 3000;

    private final DaemonStage stage;
    private final Service sender;
    private final Service receiver;
    private final Causes causes;
    private final Findings findings;
    private final Random random;

    ShortFaults(DaemonStage stage, Service sender, Service receiver, Causes causes, Findings findings, Random random) {
        this.stage = stage;
        this.sender = sender;
        this.receiver = receiver;
        this.causes = causes;
        this.findings = findings;
        this.random = random;
    }

    /** One of them, at random. */
    void strike() throws IOException, InterruptedException {
        switch (random.nextInt(12)) {
            case 0, 1 -> done("sender daemon kills", sender::kill);
            case 2, 3 -> done("receiver daemon kills", receiver::kill);
            case 4 -> done("sender daemon restarts", sender::restart);
            case 5 -> done("receiver daemon restarts", receiver::restart);
            case 6 -> done("network cuts", stage.network()::cut);
            case 7 -> done("short silences of the network", this::silence);
            case 8 -> done("SSH server restarts", this::restartSftp);
            case 9 ->
                done(
                        "sender PostgreSQL kills",
                        () -> crash("sender", stage.stage().sender()));
            case 10 ->
                done(
                        "receiver PostgreSQL kills",
                        () -> crash("receiver", stage.stage().receiver()));
            default -> done("configs read anew", this::readAnew);
        }
    }

    /** Something that may be cut short. */
    private interface Strike {
        void run() throws IOException, InterruptedException;
    }

    private void done(String what, Strike strike) throws IOException, InterruptedException {
        findings.event(what);
        findings.count(what);
        strike.run();
    }

    private void moment() throws InterruptedException {
        Thread.sleep(random.nextInt(LONGEST_MILLIS));
    }

    private void silence() throws IOException, InterruptedException {
        stage.network().silence();
        moment();
        stage.network().restore();
    }

    private void restartSftp() throws IOException, InterruptedException {
        stage.stage().guard().forget("sftp");
        stage.stage().sftp().killAll();
        moment();
        stage.stage().sftp().restart();
        stage.stage().guard().watch("sftp", stage.stage().sftp().pid());
    }

    private void crash(String role, CrashingPostgres server) throws IOException, InterruptedException {
        Instant begin = Instant.now();
        if (random.nextBoolean()) {
            server.kill();
        } else {
            server.stopImmediately();
        }
        moment();
        server.startAgain();
        // A run that has lost its connection may notice it only when it has waited for something else.
        causes.add(role, begin, Duration.ofSeconds(60));
    }

    /** Now and then a config is nonsense for a moment, and nobody is told to read it. */
    private void readAnew() throws IOException, InterruptedException {
        receiver.awaitRunning();
        Path config = stage.stage().receiverConfig();
        String text = Files.readString(config);
        replace(config, text + "nonsense: {\n");
        moment();
        replace(config, text);
        sender.reload();
        receiver.reload();
    }

    private static void replace(Path file, String text) throws IOException {
        Path fresh = Files.writeString(file.resolveSibling("new.yaml"), text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
