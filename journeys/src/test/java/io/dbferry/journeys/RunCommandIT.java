package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.event.Event;
import io.dbferry.logging.LogFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandIT {
    private static final String RARELY = "schedule: {complete-%1$s: 0 0 29 2 *, partial-%1$s: 0 0 29 2 *}";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void table() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text, updated_at timestamptz DEFAULT now())");
        servers.onSender("INSERT INTO item VALUES (1, 'a')");
        servers.senderConfig(RARELY.formatted("dump"));
        servers.receiverConfig(RARELY.formatted("load"));
    }

    @Test
    void receiverLoadsWhatAppearsAndOutlivesFailuresAndWrongConfigs() throws Exception {
        try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("receiver.yaml"))) {
            servers.sender("dump", "complete");
            daemon.awaitLine("load: applied complete 000001: 1 row inserted, .*");
            ship(2);
            daemon.awaitLine("load: applied partial 000002: 1 row inserted, .*");

            servers.onReceiver("ALTER TABLE item RENAME TO other");
            ship(3);
            daemon.awaitLine("error: load: cannot .*item.*; HINT: .*");
            servers.onReceiver("ALTER TABLE other RENAME TO item");
            ship(4);
            daemon.awaitLine("load: applied partial 000004: 1 row inserted, .*");
            assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());

            servers.receiverConfig("shedule: {}\nschedule: {partial-load: 61 * * * *}");
            daemon.signal("HUP");
            daemon.awaitLine("error: config not reloaded, the previous one stays active: cannot read config '"
                    + folder.resolve("receiver.yaml")
                    + "': 2 problems; line 9: shedule: unknown key; did you mean 'schedule'\\?; line 10: "
                    + "schedule.partial-load: '61 .*");
            servers.receiverConfig(
                    "schedule: {complete-load: never, partial-load: 5 * * * *, time-zone: Asia/Colombo}");
            daemon.signal("HUP");
            daemon.awaitLine(
                    "runs as receiver of stream test, process \\d+: complete-load never, partial-load 5 \\* \\* \\* \\*,"
                            + " time zone Asia/Colombo");
            servers.senderConfig(RARELY.formatted("dump"));
            Files.writeString(
                    folder.resolve("receiver.yaml"),
                    Files.readString(folder.resolve("sender.yaml")).replace("sender/work", "receiver/work"));
            daemon.signal("HUP");
            daemon.awaitLine(
                    "error: config not reloaded, the previous one stays active: role and work cannot change while the daemon runs; restart it");
            ship(5);
            daemon.awaitLine("load partial: applied partial 000005: 1 row inserted, .*");

            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isZero();
            assertThat(daemon.lines()).last().isEqualTo("stopped");
            assertThat(daemon.lines()).filteredOn(l -> l.contains("000002")).hasSize(1);
            assertThat(Files.readAllLines(folder.resolve("receiver/work/log/dbferry.log")))
                    .filteredOn(line -> line.contains("INFO  load: applied partial 000002"))
                    .hasSize(1);
        }
    }

    private void ship(int id) throws Exception {
        servers.onSender("INSERT INTO item VALUES (" + id + ", 'b')");
        assertThat(servers.sender("dump", "partial").err()).isEmpty();
    }

    @Test
    void senderCatchesUpWhatItMissedAndFinishesItBeforeItEnds() throws Exception {
        Path work = Files.createDirectories(folder.resolve("sender/work"));
        Files.writeString(work.resolve("schedule.json"), """
                {"last": {"complete-dump": "2020-01-01T00:00:00Z", "partial-dump": "2020-01-01T00:00:00Z"}}""");
        try (Connection other = servers.connectSender();
                Statement statement = other.createStatement();
                DaemonProcess daemon = lockedOut(other, statement)) {
            CommandRun second =
                    CommandRun.of("--config", folder.resolve("sender.yaml").toString(), "run");
            assertThat(second.exit()).isEqualTo(7);
            assertThat(second.err())
                    .matches("cannot run the daemon: dbferry run, process \\d+ on .+, running since [-0-9T:]+Z, holds '"
                            + work.resolve("run.lock")
                            + "'\nHINT: Stop the other 'dbferry run' first, or give this config its own work folder\n");

            daemon.signal("TERM");
            daemon.awaitLine("stopping; waiting for running jobs");
            assertThat(daemon.isRunning()).isTrue();
            other.rollback();

            assertThat(daemon.awaitExit()).isZero();
            // Without any shipment yet a partial becomes a complete, and one of the two finds the other at work.
            assertThat(daemon.lines())
                    .noneMatch(line -> line.startsWith("error"))
                    .filteredOn(line -> line.startsWith("dump "))
                    .satisfiesOnlyOnce(line -> assertThat(line).matches("dump \\w+: shipped complete 000001: 1 row .*"))
                    .satisfiesOnlyOnce(line -> assertThat(line)
                            .matches(
                                    "dump \\w+: skipped, another run is in progress: cannot run dump complete: .* holds '"
                                            + work.resolve("complete.lock") + "'"));
            assertThat(daemon.lines()).last().isEqualTo("stopped");
            assertThat(Files.readString(work.resolve("schedule.json"))).doesNotContain("2020");
        }
    }

    /** A daemon whose dump has begun and waits for a table. */
    private DaemonProcess lockedOut(Connection other, Statement statement) throws Exception {
        other.setAutoCommit(false);
        statement.execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
        DaemonProcess daemon = DaemonProcess.start(folder.resolve("sender.yaml"));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            try (Connection watch = servers.connectSender();
                    Statement query = watch.createStatement();
                    var waiting = query.executeQuery(
                            "SELECT 1 FROM pg_locks WHERE NOT granted" + " AND relation = 'item'::regclass")) {
                return waiting.next();
            }
        });
        return daemon;
    }

    @Test
    void jsonTellsEachEventInOneObjectAndNoSecret() throws Exception {
        servers.receiverConfig(RARELY.formatted("load")
                + "\nlogging: {file: none}\npostprocess: [{command: [echo, \"said ${HOOK_PASSWORD}\"]}]");
        try (DaemonProcess daemon = DaemonProcess.start(
                folder.resolve("receiver.yaml"), Map.of("HOOK_PASSWORD", "geheim"), ".*runs as .*", "run", "--json")) {
            servers.sender("dump", "complete");
            daemon.awaitLine(".*\"event\":\"run-finished\".*");
            daemon.awaitLine(".*\"event\":\"output\".*");

            assertThat(daemon.lines())
                    .allMatch(line -> line.startsWith("{\"time\":\"20") && line.endsWith("}"))
                    .noneMatch(line -> line.contains("geheim"))
                    .anyMatch(line ->
                            line.contains("\"level\":\"info\",\"job\":\"postprocess echo\",\"kind\":\"complete\","
                                    + "\"shipment\":\"000001\",\"step\":\"postprocess\",\"text\":\"echo: said ***\","
                                    + "\"event\":\"output\""))
                    .anyMatch(
                            line -> line.contains("\"event\":\"applied\",\"inserted\":1,\"updated\":0,\"deleted\":0"));
            assertThat(folder.resolve("receiver/work/log")).doesNotExist();
        }
    }

    @Test
    void logHasEachLineOnceHoweverOftenItIsAskedFor() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        for (Path work : Stream.of(first, first, second, first, second).toList()) {
            LogFile.use(new LoggingConfig(Optional.of(LoggingConfig.fileIn(work)), 14, 20 << 20, false), Map.of());
        }
        Event.warning("test").say("once");

        assertThat(Files.readAllLines(second.resolve("log/dbferry.log")))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("WARN  once");
        assertThat(Files.readAllLines(first.resolve("log/dbferry.log"))).isEmpty();
    }
}
