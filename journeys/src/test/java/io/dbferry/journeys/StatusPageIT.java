package io.dbferry.journeys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a real daemon and its JSON, in each state that a side can be in. */
class StatusPageIT {
    private static final String RARELY = "schedule: {complete-%1$s: 5 5 5 5 *, partial-%1$s: 5 5 5 5 *}\n";

    @TempDir
    private Path folder;

    private TwoSides sides;
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        sides = TwoSides.in(folder);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
    }

    private String receiver(String more) throws IOException {
        return sides.receiver(
                "postgres",
                "name: viz\ntrust: {unsigned: accept}\nmetrics: {port: " + port + ", hosts: [viz.example.org]}\n"
                        + RARELY.formatted("load") + more);
    }

    @Test
    void receiverIsEmptyThenWellThenFailingThenLate() throws Exception {
        String sender = sides.sender();
        String receiver = receiver("on-trouble: stop");
        try (DaemonProcess daemon = DaemonProcess.start(Path.of(receiver))) {
            awaitLevel("empty");
            assertThat(page()).contains("<strong>○ empty</strong>", "nothing has been applied here yet");

            run(0, "dump", "complete", "--config", sender);
            JsonNode well = awaitLevel("well");
            assertThat(well.at("/runner/by").asText()).isEqualTo("daemon");
            assertThat(well.at("/last/changes/inserted").asInt()).isEqualTo(5);
            assertThat(well.at("/jobs/0/nextRun").asText()).contains("-05T05:05:00Z");
            assertThat(page())
                    .contains("<strong>✓ well</strong>", "<th scope=\"row\">complete 000001</th>")
                    .containsPattern("viz is \\d+ s behind, all well");

            TwoSides.SERVER.execute(sides.receiverDatabase, "ALTER TABLE public.report RENAME TO other");
            TwoSides.SERVER.execute(sides.senderDatabase, "UPDATE public.report SET changed = now(), note = 'x'");
            run(0, "dump", "partial", "--config", sender);
            JsonNode failing = awaitLevel("failing");
            assertThat(failing.at("/exitCode").asInt()).isEqualTo(6);
            assertThat(failing.at("/incidents/0/job").asText()).isEqualTo("load");
            assertThat(failing.at("/due/shipments").asInt()).isEqualTo(1);
            assertThat(page())
                    .contains(
                            "<strong>✕ failing</strong>",
                            "They wait because of this: cannot load partial 000002: table ")
                    .contains("&#39;report&#39; is missing here");
            CommandRun status = CommandRun.of("status", "--config", receiver);
            assertThat(status.exit()).isEqualTo(6);
            assertThat(status.out()).contains("started by a daemon: dbferry run, process ");

            TwoSides.SERVER.execute(sides.receiverDatabase, "ALTER TABLE public.other RENAME TO report");
            run(0, "load", "--config", receiver);
            awaitLevel("well");
            receiver("alarm: {silence: 1s}");
            daemon.signal("HUP");
            assertThat(awaitLevel("late").at("/verdict/text").asText())
                    .matches("viz is \\d+ (s|min) behind: nothing came from the sender");
            assertThat(page())
                    .contains("<strong>! late</strong>")
                    .as("a point of the plot stands for five minutes, and the test can begin at the end of one")
                    .containsPattern("late or failing for (5|10) min");
            assertThat(folder.resolve("receiver-work/lag.json")).isNotEmptyFile();
        }
        CommandRun killed = CommandRun.of("status", "--config", receiver(""));
        assertThat(killed.out()).contains(" was killed and does not run; ", "viz is ", " behind, 1 warning");
    }

    @Test
    void senderWhoseDepotIsAwayIsFailingAndStillAnswers() throws Exception {
        String sender = sides.sender(
                "postgres",
                "metrics: {port: " + port + "}\n" + RARELY.formatted("dump")
                        + "partial: {minutes: 10, tables: {report: {strategy: window, changed: changed}}}");
        run(0, "dump", "complete", "--config", sender);
        try (DaemonProcess daemon = DaemonProcess.start(Path.of(sender))) {
            awaitLevel("well");
            Files.move(sides.depot, folder.resolve("away"));
            run(4, "dump", "partial", "--config", sender);
            JsonNode failing = awaitLevel("failing");

            assertThat(failing.at("/depot/reachable").asBoolean()).isFalse();
            assertThat(failing.at("/last/sequence").asInt()).isEqualTo(1);
            assertThat(failing.at("/exitCode").asInt()).isEqualTo(4);
            assertThat(page()).contains("dump partial fails since ", "the folder does not exist", "window on changed");
            assertThat(get("/metrics", "localhost")).startsWith("HTTP/1.1 200 ");
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isZero();
        }
    }

    @Test
    void onlyOwnNamesAreAnsweredAndNothingElseIsLoaded() throws Exception {
        try (DaemonProcess daemon = DaemonProcess.start(Path.of(receiver("")))) {
            awaitLevel("empty");
            for (String host : new String[] {"127.0.0.1", "localhost:" + port, "LOCALHOST", "viz.example.org:443"}) {
                assertThat(get("/", host)).as(host).startsWith("HTTP/1.1 200 ");
            }
            for (String path : new String[] {"/", "/paused", "/status.json", "/metrics", "/health"}) {
                for (String host :
                        new String[] {"evil.example", "127.0.0.1.evil.example", "", "[::1]", "localhost:x"}) {
                    assertThat(get(path, host)).as(path + " " + host).startsWith("HTTP/1.1 421 ");
                }
            }
            assertThat(get("/", "localhost\r\nHost: evil.example")).startsWith("HTTP/1.1 400 ");
            assertThat(get("/", "localhost"))
                    .contains("\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-")
                    .contains(
                            "frame-ancestors 'none'",
                            "\r\nX-Content-Type-Options: nosniff\r\n",
                            "\r\nCache-Control: no-store")
                    .contains("http-equiv=\"refresh\"")
                    .doesNotContain("http://", "https://", "<script");
            assertThat(get("/paused", "localhost")).doesNotContain("http-equiv=\"refresh\"");
            assertThat(daemon.isRunning()).isTrue();
        }
    }

    private JsonNode awaitLevel(String level) throws Exception {
        JsonNode[] last = new JsonNode[1];
        Predicate<JsonNode> isLevel = json -> json.at("/verdict/level").asText().equals(level);
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    String answer = get("/status.json", "127.0.0.1");
                    if (!answer.startsWith("HTTP/1.1 200 ")) {
                        return false;
                    }
                    last[0] = new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
                    return isLevel.test(last[0]);
                });
        return last[0];
    }

    private String page() throws IOException {
        return get("/", "127.0.0.1:" + port);
    }

    /** Head and body, as they come. */
    private String get(String path, String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static void run(int exit, String... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    }
}
