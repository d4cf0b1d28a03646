package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --remote} goes a shipment's way over OpenSSH's server. */
class CheckRemoteIT {
    @TempDir
    private Path folder;

    @Test
    void everyStepIsToldAndNothingIsLeftBehind() throws IOException {
        SshKey key = SshKey.make(folder, "ed25519");
        Path depot = folder.resolve("depot");
        Files.createDirectories(depot.resolve("incoming"));
        Path abandoned = Files.createDirectories(depot.resolve("incoming/check-remote-0123456789abcdef"));
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        Files.createDirectories(depot.resolve("incoming/check-remote-fedcba9876543210"));
        try (OpenSshServer server = OpenSshServer.start(folder.resolve("sshd"), List.of(key.publicFile()))) {
            String config = config(server, depot, key);

            CommandRun run = CommandRun.of("check", "--remote", "--config", config);
            assertThat(run.exit()).isZero();
            assertThat(run.out().lines().map(line -> line.replaceAll("\\d+ ms$", "<ms>")
                            .replaceAll("remote-\\w+,", "remote-<id>,")))
                    .containsExactly(
                            "ok    connect      " + address(server, depot) + ", <ms>",
                            "ok    make folder  incoming/check-remote-<id>, <ms>",
                            "ok    put          64.0 kB, <ms>",
                            "ok    rename       in one step, <ms>",
                            "ok    read back    the same 64.0 kB, <ms>",
                            "ok    delete       nothing is left behind, <ms>");
            assertThat(CommandRun.of("check", "--remote", "--quiet", "--config", config)
                            .out())
                    .isEmpty();
            JsonNode json = new ObjectMapper()
                    .readTree(CommandRun.of("check", "--remote", "--json", "--config", config)
                            .out());
            assertThat(json.at("/exitCode").asInt()).isZero();
            assertThat(json.at("/steps/2/step").asText()).isEqualTo("put");
            assertThat(json.at("/steps/2/milliseconds").asDouble()).isPositive();
            assertThat(json.at("/steps")).hasSize(6);
            // Another's that may go on stays, one that nobody can still want does not.
            assertThat(depot.resolve("incoming").toFile().list()).containsExactly("check-remote-fedcba9876543210");
        }
    }

    @Test
    void firstStepThatFailsIsTheLastAndNothingIsLeftBehind() throws IOException {
        SshKey key = SshKey.make(folder, "ed25519");
        Path depot = Files.createDirectories(folder.resolve("depot"));
        String config;
        try (OpenSshServer server = OpenSshServer.startReadOnly(folder.resolve("sshd"), List.of(key.publicFile()))) {
            config = config(server, depot, key);

            CommandRun run = CommandRun.of("check", "--remote", "--quiet", "--config", config);
            assertThat(run.exit()).isEqualTo(4);
            assertThat(run.out().lines().map(line -> line.replaceAll("\\d+ ms$", "<ms>")
                            .replaceAll("remote-\\w+", "remote-<id>")))
                    .first()
                    .isEqualTo("fail  make folder  cannot make folder 'incoming/check-remote-<id>' in depot '"
                            + address(server, depot) + "': permission denied, <ms>");
            assertThat(run.out()).contains("\n      HINT: ");
            assertThat(depot).isEmptyDirectory();
        }
        CommandRun gone = CommandRun.of("check", "--remote", "--config", config);
        assertThat(gone.exit()).isEqualTo(4);
        assertThat(gone.out())
                .startsWith("fail  connect      cannot open depot ")
                .contains("refuses connections");
    }

    @Test
    void daemonTriesTheWayByItsScheduleAndTellsTheFailingStep() throws Exception {
        Path file = folder.resolve("sender.yaml");
        Files.writeString(file, config(folder.resolve("none").toString()) + """
                schedule: {complete-dump: never, partial-dump: never, check-remote: "@hourly", time-zone: UTC}
                """);
        Files.createDirectories(folder.resolve("work"));
        Files.writeString(
                folder.resolve("work/schedule.json"), "{\"last\": {\"check-remote\": \"2020-01-01T00:00:00Z\"}}");

        try (DaemonProcess daemon = DaemonProcess.start(file)) {
            daemon.awaitLine("runs as sender of stream s, .*, check-remote 0 \\* \\* \\* \\*, time zone UTC");
            daemon.awaitLine(
                    "error: check-remote: connect: cannot open depot '.*/none': the folder does not exist; HINT: .*");
            Files.createDirectories(folder.resolve("none"));
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isZero();
        }
    }

    private String config(OpenSshServer server, Path depot, SshKey key) throws IOException {
        return Files.writeString(
                        folder.resolve("sender.yaml"),
                        config(address(server, depot)) + "ssh: {private-key: " + key.privateFile() + ", known-hosts: "
                                + server.knownHosts() + "}\n")
                .toString();
    }

    private String config(String depot) {
        return """
                role: sender
                stream: s
                database: {url: "postgresql://nobody@127.0.0.1:1/none"}
                depot: %s
                work: %s
                """.formatted(depot, folder.resolve("work"));
    }

    private static String address(OpenSshServer server, Path depot) {
        return "sftp://" + System.getProperty("user.name") + "@127.0.0.1:" + server.port() + depot;
    }
}
