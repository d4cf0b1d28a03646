package io.dbferry.journeys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dbferry.config.Config;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.RunMetrics;
import io.dbferry.jobs.Session;
import io.dbferry.metrics.MeasuredCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What monitoring can read, as a file and on a port. */
class MetricsIT {
    /** A line of the text format: name, labels, value. */
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)\\{((?:[a-z_]+=\"[^\"]*\",?)+)} (\\S+)");

    private static final String PARTIALS =
            "partial: {minutes: 10, tables: {report: {strategy: window, changed: changed}}}\n";

    @TempDir
    private Path folder;

    @Test
    void fileTellsWhatRunsCameToFromOneProcessToTheNext() throws Exception {
        TwoSides sides = TwoSides.in(folder);
        Path sent = folder.resolve("sender.prom");
        Path received = folder.resolve("receiver.prom");
        String sender = sides.sender("postgres", PARTIALS + "metrics: {file: " + sent + "}");
        String receiver = sides.receiver(
                "postgres",
                "name: viz\ntrust: {unsigned: accept}\non-trouble: stop\nmetrics: {file: " + received + "}");
        Instant before = Instant.now();
        run(0, "dump", "complete", "--config", sender);
        run(0, "load", "--config", receiver);
        TwoSides.SERVER.execute(sides.senderDatabase, "UPDATE public.report SET changed = now(), note = 'x'");
        run(0, "dump", "partial", "--config", sender);
        run(0, "dump", "partial", "--config", sender);

        Map<String, Double> metrics = samples(sent);
        assertThat(metrics)
                .containsEntry("dbferry_shipments_total kind=complete role=sender", 1.0)
                .containsEntry("dbferry_shipments_total kind=partial role=sender", 1.0)
                .containsEntry("dbferry_rows_total kind=complete role=sender", 5.0)
                .containsEntry("dbferry_rows_total kind=partial role=sender", 3.0)
                .containsEntry("dbferry_runs_total command=dump partial exit_code=0 role=sender", 2.0)
                .containsEntry("dbferry_last_exit_code command=dump complete role=sender", 0.0)
                .containsEntry("dbferry_waiting_shipments role=sender", 0.0)
                .doesNotContainKey("dbferry_oldest_waiting_timestamp_seconds role=sender")
                .containsEntry("dbferry_open_incidents role=sender", 0.0)
                .containsEntry("dbferry_depot_shipments role=sender", 2.0)
                .containsEntry("dbferry_receiver_behind_shipments receiver=viz role=sender", 1.0);
        assertThat(metrics.get("dbferry_bytes_total kind=complete role=sender")).isPositive();
        assertThat(metrics.get("dbferry_depot_free_bytes role=sender")).isPositive();
        assertThat(metrics.get("dbferry_last_success_timestamp_seconds command=dump partial role=sender"))
                .isBetween(before.getEpochSecond() - 1.0, Instant.now().getEpochSecond() + 1.0);
        assertThat(metrics.get("dbferry_receiver_applied_timestamp_seconds receiver=viz role=sender"))
                .isBetween(before.getEpochSecond() - 1.0, Instant.now().getEpochSecond() + 1.0);

        TwoSides.SERVER.execute(sides.receiverDatabase, "ALTER TABLE public.report RENAME TO other");
        run(6, "load", "--config", receiver);
        Map<String, Double> failed = samples(received);
        assertThat(failed.get("dbferry_oldest_waiting_timestamp_seconds role=receiver"))
                .isBetween(before.getEpochSecond() - 1.0, Instant.now().getEpochSecond() + 1.0);
        assertThat(failed.keySet())
                .anyMatch(name -> name.matches("dbferry_build_info java=\\S+ role=receiver version=\\S+"));
        assertThat(failed)
                .containsEntry("dbferry_open_incidents role=receiver", 1.0)
                .containsEntry("dbferry_last_exit_code command=load role=receiver", 6.0)
                .containsEntry("dbferry_runs_total command=load exit_code=0 role=receiver", 1.0)
                .containsEntry("dbferry_runs_total command=load exit_code=6 role=receiver", 1.0)
                .containsEntry("dbferry_shipments_total kind=complete role=receiver", 1.0)
                .containsEntry("dbferry_shipments_total kind=partial role=receiver", 0.0)
                .containsEntry("dbferry_rows_total kind=complete role=receiver", 5.0);
        assertThat(failed.get("dbferry_lag_seconds role=receiver")).isBetween(0.0, 600.0);
        assertThat(failed.get("dbferry_last_success_timestamp_seconds command=load role=receiver"))
                .isLessThan(failed.get("dbferry_last_run_timestamp_seconds command=load role=receiver"));
        assertThat(folder.toFile().list((dir, name) -> name.startsWith("."))).isEmpty();
    }

    @Test
    void whatWaitsForADepotThatIsAwayIsMeasured() throws Exception {
        TwoSides sides = TwoSides.in(folder);
        Path file = folder.resolve("sender.prom");
        String sender = sides.sender("postgres", PARTIALS + "metrics: {file: " + file + "}");
        run(0, "dump", "complete", "--config", sender);
        Path shipped =
                Objects.requireNonNull(sides.depot.resolve("complete").toFile().listFiles())[0].toPath();
        Path outbox = Files.createDirectories(folder.resolve("sender-work/outbox/complete"));
        Files.move(shipped, outbox.resolve(shipped.getFileName()));
        Files.move(sides.depot, folder.resolve("away"));

        run(4, "dump", "partial", "--config", sender);

        Map<String, Double> metrics = samples(file);
        assertThat(metrics)
                .containsEntry("dbferry_waiting_shipments role=sender", 1.0)
                .containsEntry("dbferry_open_incidents role=sender", 1.0)
                .containsEntry("dbferry_depot_shipments role=sender", 1.0);
        assertThat(metrics.get("dbferry_oldest_waiting_timestamp_seconds role=sender"))
                .isBetween(Instant.now().getEpochSecond() - 600.0, Instant.now().getEpochSecond() + 1.0);
    }

    @Test
    void metricsThatCannotBeWrittenAreAWarningAndTheShipmentGoesOut() throws Exception {
        TwoSides sides = TwoSides.in(folder);
        Path nowhere = folder.resolve("missing/dbferry.prom");
        String sender = sides.sender("postgres", PARTIALS + "metrics: {file: " + nowhere + "}");

        CommandRun run = CommandRun.of("dump", "complete", "--config", sender);

        assertThat(run.out()).startsWith("shipped complete 000001: ");
        assertThat(run.err()).startsWith("warning: cannot write metrics to '" + nowhere + "': ");
        assertThat(run.exit()).isZero();
    }

    @Test
    void runThatEndsWithAnErrorOfTheMachineIsNoSuccess() throws Exception {
        Path file = folder.resolve("sender.prom");
        Files.writeString(
                folder.resolve("sender.yaml"), """
                role: sender
                stream: test
                database: {url: postgresql://nobody@localhost/none}
                depot: %s
                work: %s
                metrics: {file: %s}
                """.formatted(folder.resolve("depot"), folder.resolve("work"), file));
        Output output = Output.to(line -> {}, line -> {}, true);
        Components wiring = new Session().components(output);
        Config config = wiring.config(folder.resolve("sender.yaml"));

        assertThatThrownBy(() -> RunMetrics.around(config, MeasuredCommand.DUMP_PARTIAL, wiring, output, metrics -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(samples(file))
                .containsEntry("dbferry_runs_total command=dump partial exit_code=2 role=sender", 1.0)
                .containsEntry("dbferry_last_exit_code command=dump partial role=sender", 2.0);
    }

    @Test
    void daemonServesMetricsAndItsHealth() throws Exception {
        TwoSides sides = TwoSides.in(folder);
        String sender = sides.sender();
        int port = freePort();
        String receiver = sides.receiver("postgres", """
                name: viz
                trust: {unsigned: accept}
                metrics: {port: %d}
                schedule: {complete-load: 5 5 5 5 *, partial-load: 5 5 5 5 *}
                """.formatted(port));
        try (DaemonProcess daemon = DaemonProcess.start(Path.of(receiver));
                Socket halfARequest = new Socket("127.0.0.1", port)) {
            halfARequest.getOutputStream().write("GET /hea".getBytes(US_ASCII));
            assertThat(get(port, "/health").body()).isEqualTo("ok\n");
            run(0, "dump", "complete", "--config", sender);
            awaitMetric(port, "dbferry_shipments_total kind=complete role=receiver", 1.0);
            assertThat(get(port, "/health").statusCode()).isEqualTo(200);
            assertThat(get(port, "/other").statusCode()).isEqualTo(404);

            TwoSides.SERVER.execute(sides.receiverDatabase, "ALTER TABLE public.report RENAME TO other");
            TwoSides.SERVER.execute(sides.senderDatabase, "UPDATE public.report SET changed = now(), note = 'x'");
            run(0, "dump", "partial", "--config", sender);
            awaitMetric(port, "dbferry_last_exit_code command=load role=receiver", 6.0);
            assertThat(get(port, "/health").statusCode()).isEqualTo(503);
            assertThat(get(port, "/health").body())
                    .matches("load: the last run, which ended at \\S+, had exit code 6\n");
            awaitMetric(port, "dbferry_held_tables role=receiver", 1.0);

            TwoSides.SERVER.execute(sides.receiverDatabase, "ALTER TABLE public.other RENAME TO report");
            run(6, "load", "--config", receiver);
            run(0, "dump", "partial", "--config", sender);
            awaitMetric(port, "dbferry_last_exit_code command=load role=receiver", 0.0);
            awaitMetric(port, "dbferry_held_tables role=receiver", 0.0);
            assertThat(get(port, "/health").statusCode()).isEqualTo(200);
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isZero();
        }
    }

    private static void awaitMetric(int port, String metric, double value) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(samples(get(port, "/metrics").body())).containsEntry(metric, value));
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static void run(int exit, String... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    }

    private static Map<String, Double> samples(Path file) throws IOException {
        return samples(Files.readString(file));
    }

    /** Each sample by its name and labels, without the stream; every metric must have its type and help before. */
    private static Map<String, Double> samples(String text) {
        Map<String, Double> samples = new TreeMap<>();
        Set<String> helped = new HashSet<>();
        Map<String, String> types = new TreeMap<>();
        for (String line : text.lines().toList()) {
            List<String> words = List.of(line.split(" ", 4));
            if (line.startsWith("# HELP ")) {
                assertThat(helped.add(words.get(2))).as(line).isTrue();
            } else if (line.startsWith("# TYPE ")) {
                assertThat(types.put(words.get(2), words.get(3))).as(line).isNull();
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(helped).contains(sample.group(1));
                assertThat(types.get(sample.group(1)))
                        .isEqualTo(sample.group(1).endsWith("_total") ? "counter" : "gauge");
                String labels = sample.group(2)
                        .replace(",stream=\"test\"", "")
                        .replace("\"", "")
                        .replace(',', ' ');
                assertThat(sample.group(2)).contains("stream=\"test\"");
                assertThat(samples.put(sample.group(1) + " " + labels, Double.parseDouble(sample.group(3))))
                        .as(line)
                        .isNull();
            }
        }
        return samples;
    }
}
