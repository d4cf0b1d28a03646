package io.dbferry.journeys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run}, {@code status} and {@code check} with a folder of configs. */
class RunFolderIT {
    @TempDir
    private Path folder;

    private TwoServers servers;
    private Path configs;
    private int port;

    @BeforeEach
    void configs() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, updated_at timestamptz DEFAULT now())");
        servers.onSender("INSERT INTO item VALUES (1)");
        configs = Files.createDirectories(folder.resolve("configs"));
        port = FreePort.any();
        servers.senderConfig(
                "schedule: {complete-dump: never, partial-dump: continuous}\nmetrics: {port: " + port + "}");
        servers.receiverConfig("metrics: {port: " + port + "}");
        Files.move(folder.resolve("sender.yaml"), configs.resolve("app.yaml"));
        Files.move(folder.resolve("receiver.yaml"), configs.resolve("viz.yaml"));
        Files.writeString(configs.resolve("wrong.yaml"), "role: sender\n");
        Files.writeString(configs.resolve("notes.txt"), "no config");
    }

    private String get(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        try (InputStream answer =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new String(answer.readAllBytes(), UTF_8);
        }
    }

    @Test
    void configThatFailsKeepsNoOtherFromRunningAndIsTriedAgain() throws Exception {
        try (DaemonProcess daemon = DaemonProcess.start(
                configs, java.util.Map.of(), "runs the 3 configs in '" + configs + "', process \\d+", "run")) {
            daemon.awaitLine("error: wrong: does not run: cannot read config '" + configs.resolve("wrong.yaml")
                    + "': \\d problems; .*");
            daemon.awaitLine("app: runs as sender of stream test, process \\d+: .*");
            daemon.awaitLine("viz: load.*: applied complete 000001: 1 row inserted, .*");
            assertThat(get("/")).contains("href=\"./app/\"", "href=\"./viz/\"", "does not run: cannot read config");
            assertThat(get("/health"))
                    .startsWith("wrong: does not run: cannot read config")
                    .hasLineCount(1);
            assertThat(get("/metrics"))
                    .contains("\ndbferry_failed_configs 1.0\n", "{config=\"app\",", "{config=\"viz\",")
                    .containsOnlyOnce("# TYPE dbferry_runs_total");
            assertThat(get("/viz/status.json")).contains("\"stream\" : \"test\"");

            servers.receiverConfig("stream: other");
            Files.writeString(
                    configs.resolve("wrong.yaml"),
                    Files.readString(configs.resolve("app.yaml"))
                            .replace("stream: test", "stream: late")
                            .replace("sender/work", "late/work"));
            Files.delete(configs.resolve("app.yaml"));
            daemon.signal("HUP");
            daemon.awaitLine("wrong: runs as sender of stream late, .*");
            daemon.awaitLine("app: stopped");
            assertThat(get("/")).doesNotContain("./app/").contains("./wrong/");

            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isZero();
            assertThat(daemon.lines()).contains("viz: stopped", "wrong: stopped");
            assertThat(daemon.lines())
                    .filteredOn(line -> line.contains("wrong: does not run"))
                    .hasSize(1);
            assertThat(Files.readString(folder.resolve("receiver/work/log/dbferry.log")))
                    .contains("applied complete 000001")
                    .doesNotContain("shipped complete", "does not run");
            assertThat(Files.readString(folder.resolve("sender/work/log/dbferry.log")))
                    .contains("shipped complete 000001")
                    .doesNotContain("applied");
        }
    }

    @Test
    void statusAndCheckReportOnEachConfig() {
        String named = configs.toString();
        CommandRun status = CommandRun.of("--config", named, "status");
        assertThat(status.exit()).isEqualTo(2);
        assertThat(status.out())
                .startsWith("app:\n")
                .contains("\n\nviz:\n", "\n\nwrong:\ncannot read config '", "HINT: ", "stream    test, receiver viz");
        assertThat(CommandRun.of("--config", named, "status", "--json").out())
                .startsWith("{\n  \"app\" : {\n")
                .contains("  \"viz\" : {\n", "  \"wrong\" : {\n    \"exitCode\" : 2,\n");
        CommandRun check = CommandRun.of("--config", named, "check");
        assertThat(check.exit()).isEqualTo(2);
        assertThat(check.out()).contains("app:\n", "\n\nviz:\n", "\n\nwrong:\ncannot read config '");
        CommandRun load = CommandRun.of("--config", named, "load");
        assertThat(load.exit()).isEqualTo(2);
        assertThat(load.err())
                .isEqualTo("cannot read config '" + configs + "': it is a folder\n"
                        + "HINT: Name a file in it: only run, status and check take a folder\n");
    }
}
