package io.dbferry.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sender's database forgets in a crash was never shipped, and what comes behind the crash is not forgotten. */
class SenderCrashIT {
    @TempDir
    private Path folder;

    private Guard guard;
    private CrashingPostgres sender;
    private CrashingPostgres receiver;
    private Cli cli;
    private Findings findings;

    @BeforeEach
    void lazyDatabase() throws Exception {
        guard = Guard.start();
        sender = CrashingPostgres.start("sender", 15, folder.resolve("pg-sender"), "UTC", guard);
        receiver = CrashingPostgres.start("receiver", 18, folder.resolve("pg-receiver"), "UTC", guard);
        sender.execute("ALTER SYSTEM SET wal_writer_delay = '10s'");
        sender.execute("ALTER DATABASE app SET synchronous_commit = off");
        sender.execute("SELECT pg_reload_conf()");
        for (CrashingPostgres server : List.of(sender, receiver)) {
            server.execute("CREATE TABLE bus (id int PRIMARY KEY, updated_at timestamptz NOT NULL)");
        }
        sender.execute("INSERT INTO bus VALUES (1, clock_timestamp())");
        findings = new Findings(folder);
        cli = new Cli(folder.resolve("printed"), findings);
        Files.createDirectories(folder.resolve("depot"));
        config("sender", sender, "partial: {minutes: 10}");
        config("receiver", receiver, "trust: {unsigned: accept}");
    }

    private void config(String role, CrashingPostgres server, String more) throws Exception {
        Files.writeString(folder.resolve(role + ".yaml"), """
                role: %s
                stream: test
                database: {url: "%s"}
                depot: %s
                work: %s
                keep: {free-space: 1MB}
                %s
                """.formatted(
                        role, server.url("postgres"), folder.resolve("depot"), folder.resolve(role + "-work"), more));
    }

    @AfterEach
    void stop() throws Exception {
        sender.close();
        receiver.close();
        guard.close();
    }

    @Test
    void whatACompleteCarriedSurvivesTheSendersCrash() throws Exception {
        ship("complete");
        sender.execute("INSERT INTO bus VALUES (2, clock_timestamp())");

        assertThat(run("sender", "dump", "complete")).isZero();
        sender.stopImmediately();
        sender.startAgain();

        assertThat(run("receiver", "load")).isZero();
        assertEqual();
    }

    @Test
    void transactionNumbersThatACrashGivesOutAgainAreNotTakenForOldOnes() throws Exception {
        ship("complete");
        for (int i = 0; i < 50; i++) {
            sender.execute("BEGIN; INSERT INTO bus VALUES (9, clock_timestamp()); ROLLBACK");
        }
        sender.execute("INSERT INTO bus VALUES (2, clock_timestamp())");
        assertThat(run("sender", "dump", "complete")).isZero();
        sender.stopImmediately();
        sender.startAgain();

        sender.execute("INSERT INTO bus VALUES (3, clock_timestamp())");
        ship("partial");

        assertEqual();
    }

    private void ship(String kind) throws Exception {
        assertThat(run("sender", "dump", kind)).isZero();
        assertThat(run("receiver", "load")).isZero();
    }

    private int run(String role, String... command) throws Exception {
        return cli.start(folder.resolve(role + ".yaml"), command).await();
    }

    private void assertEqual() throws Exception {
        assertThat(new Comparison(sender, receiver).differences(List.of("bus"), true))
                .isEmpty();
        assertThat(findings.violations()).isEmpty();
    }
}
