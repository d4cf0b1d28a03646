package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dbferry.config.watch.ThisHost;
import io.dbferry.testing.mail.MailServer;
import io.dbferry.testing.mail.WebServer;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people hear of runs that fail, and of those that go well again. */
class AlarmsIT {
    private static final String HOST = ThisHost.name();

    @TempDir
    private Path folder;

    private TwoServers servers;
    private MailServer mails;
    private WebServer web;

    @BeforeEach
    void start() throws Exception {
        folder = folder.toRealPath();
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text)");
        servers.onSender("INSERT INTO item VALUES (1, 'a')");
        mails = MailServer.plain();
        web = WebServer.start();
        servers.senderConfig(notify("dump"));
    }

    @AfterEach
    void stop() {
        mails.close();
        web.close();
    }

    private String notify(String token) {
        return """
                notify:
                  mail:
                    to: [ops@example.org]
                    from: dbferry@example.org
                    smtp: {host: localhost, port: %d, security: none}
                  webhooks: ["%s"]
                  ping: {success: "%s", failure: "%s"}
                """.formatted(
                        mails.port(),
                        web.url("/hook/" + token),
                        web.url("/ping/" + token),
                        web.url("/ping/" + token + "/fail"));
    }

    @Test
    void whatFailsTwiceAndRecoversIsTwoMessages() throws Exception {
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        assertThat(web.calls()).containsExactly("GET /ping/dump");

        Files.move(servers.depot(), folder.resolve("away"));
        for (int i = 0; i < 2; i++) {
            assertThat(servers.sender("dump", "partial").exit()).isEqualTo(4);
        }
        assertThat(servers.sender("dump", "complete").exit()).isEqualTo(4);
        Files.move(folder.resolve("away"), servers.depot());
        for (int i = 0; i < 2; i++) {
            assertThat(servers.sender("dump", "partial").exit()).isZero();
        }
        assertThat(servers.sender("dump", "complete").exit()).isZero();

        assertThat(mails.subjects())
                .containsExactly(
                        "[dbferry] test: dump partial failed on " + HOST,
                        "[dbferry] test: dump complete failed on " + HOST,
                        "[dbferry] test: dump partial works again on " + HOST,
                        "[dbferry] test: dump complete works again on " + HOST);
        assertThat(web.calls())
                .containsExactly(
                        "GET /ping/dump",
                        "POST /hook/dump",
                        "GET /ping/dump/fail",
                        "POST /hook/dump",
                        "GET /ping/dump/fail",
                        "POST /hook/dump",
                        "POST /hook/dump",
                        "GET /ping/dump");
        MimeMessage failed = mails.mails().get(0);
        assertThat(steady((String) failed.getContent())).isEqualTo("""
                On HOST, the sender of stream test: dump partial failed at TIME.

                cannot open depot 'FOLDER/depot': the folder does not exist
                HINT: Create it: mkdir -p 'FOLDER/depot'

                exit code: 4
                config: FOLDER/sender.yaml
                log: FOLDER/sender/work/log/dbferry.log

                The last lines of the log:
                  TIME INFO  dump complete: took the snapshot of complete 000001, WAL POSITION
                  TIME INFO  dump complete: built complete 000001: 1 row of 1 table, 0 media files, SIZE [build]
                  TIME INFO  dump complete: shipped complete 000001: 1 row of 1 table, 0 media files, SIZE, uploaded in N s
                  TIME INFO  dump complete: finished in N s

                No further message is sent about this problem until it is over; then one message reports that.
                """);
        MimeMessage recovered = mails.mails().get(2);
        assertThat(steady((String) recovered.getContent())).isEqualTo("""
                On HOST, the sender of stream test: dump partial works again since TIME.

                It began at TIME, and 2 runs failed; the first so:

                cannot open depot 'FOLDER/depot': the folder does not exist
                HINT: Create it: mkdir -p 'FOLDER/depot'

                exit code: 4
                config: FOLDER/sender.yaml
                log: FOLDER/sender/work/log/dbferry.log
                """);
        assertThat(recovered.getHeader("In-Reply-To")).containsExactly(failed.getMessageID());
        assertThat(Files.readString(folder.resolve("sender/work/alarms.json")))
                .contains("\"incidents\" : [ ]", "\"undelivered\" : [ ]");
    }

    @Test
    void webhookTellsWhatFailed() throws Exception {
        Files.move(servers.depot(), folder.resolve("away"));
        servers.sender("dump", "partial");

        JsonNode json = new ObjectMapper().readTree(web.requests().get(0).body());
        assertThat(steady(json.toPrettyString()).replaceAll("-\\d{13}", "-NUMBER"))
                .isEqualTo("""
                {
                  "event" : "failed",
                  "incident" : "dump-partial-NUMBER",
                  "job" : "dump partial",
                  "stream" : "test",
                  "role" : "sender",
                  "host" : "HOST",
                  "since" : "TIME",
                  "time" : "TIME",
                  "runs" : 1,
                  "exitCode" : 4,
                  "message" : "cannot open depot 'FOLDER/depot': the folder does not exist",
                  "hint" : "Create it: mkdir -p 'FOLDER/depot'",
                  "config" : "FOLDER/sender.yaml",
                  "log" : "FOLDER/sender/work/log/dbferry.log",
                  "lastLines" : [ ],
                  "text" : "[dbferry] test: dump partial failed on HOST: cannot open depot 'FOLDER/depot': the folder does not exist"
                }""");
    }

    @Test
    void checkLogsInToTheMailServerAndSendsATestMessageIfAsked() throws Exception {
        assertThat(servers.sender("check").out())
                .endsWith("ok    notify       mail server localhost:" + mails.port() + " can be reached\n");
        assertThat(mails.subjects()).isEmpty();

        TwoServers.Run well = servers.sender("check", "--notify");
        web.answer(404);
        int port = mails.port();
        TwoServers.Run half = servers.sender("check", "--notify");
        mails.close();

        assertThat(well).isEqualTo(new TwoServers.Run(0, """
                ok    mail         took a test message
                ok    webhooks[0]  took a test message
                """, ""));
        assertThat(half).isEqualTo(new TwoServers.Run(4, """
                ok    mail         took a test message
                fail  webhooks[0]  cannot send a test message: %s answers 404
                      HINT: See notify.webhooks[0] in the config
                """.formatted(web.url("")), ""));
        TwoServers.Run down = servers.sender("check");
        assertThat(down.exit()).isEqualTo(4);
        assertThat(down.out())
                .contains(
                        "fail  notify       cannot send mails: mail server localhost:" + port + ": ",
                        "HINT: See notify in the config; dbferry check --notify sends a test message\n");
        assertThat(down.err()).startsWith("warning: cannot send the alarm '[dbferry] test: check failed on " + HOST);
        assertThat(web.calls()).startsWith("POST /hook/dump", "POST /hook/dump").doesNotContain("GET /ping/dump");
        assertThat(mails.subjects().get(0)).isEqualTo("[dbferry] test: alarms are tested on " + HOST);
        assertThat(body(0)).isEqualTo("""
                On HOST, the sender of stream test: alarms are tested.

                this is a test by 'dbferry check --notify': nothing is wrong

                config: FOLDER/sender.yaml
                log: FOLDER/sender/work/log/dbferry.log
                """);
    }

    @Test
    void checkCannotSendATestMessageToNobody() throws Exception {
        servers.senderConfig("");

        TwoServers.Run run = servers.sender("check", "--notify");

        assertThat(steady(run.err())).isEqualTo("""
                cannot send a test message: config 'FOLDER/sender.yaml' names no recipient
                HINT: Add notify.mail or notify.webhooks
                """);
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void noPasswordThatAProgramPrintsIsMailed() throws Exception {
        servers.receiverConfig(
                notify("load")
                        + "postprocess: [{after: complete, command: [sh, -c, 'echo no postgresql://viz:hunter2@db; exit 3']}]\n");
        servers.sender("dump", "complete");

        assertThat(servers.receiver("load").exit()).isEqualTo(9);

        assertThat(body(0))
                .contains("ended with exit code 3: no postgresql://viz:***@db")
                .doesNotContain("hunter2");
        assertThat(web.requests()).noneMatch(request -> request.body().contains("hunter2"));
    }

    @Test
    void mailServerThatIsDownFailsNoRunAndGetsItsMailsLater() throws Exception {
        int port = mails.port();
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        mails.close();
        Files.move(servers.depot(), folder.resolve("away"));
        TwoServers.Run failed = servers.sender("dump", "partial");
        Files.move(folder.resolve("away"), servers.depot());

        assertThat(failed.exit()).isEqualTo(4);
        assertThat(steady(failed.err())).isEqualTo("""
                cannot open depot 'FOLDER/depot': the folder does not exist
                HINT: Create it: mkdir -p 'FOLDER/depot'
                """);
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        mails = MailServer.plain(port);
        assertThat(servers.sender("dump", "partial").exit()).isZero();

        assertThat(mails.subjects())
                .containsExactly(
                        "[dbferry] test: dump partial failed on " + HOST,
                        "[dbferry] test: dump partial works again on " + HOST);
        assertThat(Files.readString(folder.resolve("sender/work/log/dbferry.log")))
                .contains("WARN  cannot send the alarm '[dbferry] test: dump partial failed on " + HOST
                        + "' by notify.mail: mail server localhost:" + port + ": ")
                .doesNotContain("/hook/");
    }

    @Test
    void whoWatchesARunFailOnATerminalIsNotTold() throws Exception {
        System.setProperty("dbferry.terminal", "true");
        try {
            Files.move(servers.depot(), folder.resolve("away"));
            assertThat(servers.sender("dump", "complete").exit()).isEqualTo(4);
            assertThat(web.calls()).isEmpty();

            System.clearProperty("dbferry.terminal");
            assertThat(servers.sender("dump", "complete").exit()).isEqualTo(4);
            Files.move(folder.resolve("away"), servers.depot());
            System.setProperty("dbferry.terminal", "true");
            assertThat(servers.sender("dump", "complete").exit()).isZero();
        } finally {
            System.clearProperty("dbferry.terminal");
        }
        assertThat(mails.subjects())
                .containsExactly(
                        "[dbferry] test: dump complete failed on " + HOST,
                        "[dbferry] test: dump complete works again on " + HOST);
    }

    @Test
    void eachSideNoticesThatTheOtherIsSilentAndAQuietSourceIsNot() throws Exception {
        String silence = "\nalarm: {silence: 4s}\n";
        servers.senderConfig(notify("dump") + silence);
        servers.receiverConfig(notify("load") + silence);
        servers.sender("dump", "complete");
        assertThat(servers.receiver("load").exit()).isZero();
        servers.onSender("INSERT INTO item VALUES (2, 'b')");
        servers.sender("dump", "partial");
        Path manifest = manifestOf("partial");
        FileTime arrived = Files.getLastModifiedTime(manifest);
        Thread.sleep(4100);
        // As of a shipment that waited for the depot and has only just arrived.
        Files.setLastModifiedTime(manifest, FileTime.from(Instant.now()));
        servers.sender("dump", "partial");
        assertThat(mails.subjects()).isEmpty();
        Files.setLastModifiedTime(manifest, arrived);
        Thread.sleep(600); // it looks eight times in 4 s
        servers.sender("dump", "partial");
        servers.sender("dump", "partial");
        assertThat(servers.receiver("load").exit()).isZero();
        servers.sender("dump", "partial");

        Thread.sleep(4100);
        servers.receiver("load");
        servers.receiver("load");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            // So that the next run leaves a heartbeat, however short ago the last one was.
            Files.delete(folder.resolve("sender/work/heartbeat.json"));
            servers.sender("dump", "partial");
            servers.receiver("load");
            assertThat(mails.subjects()).hasSize(4);
        });

        assertThat(mails.subjects())
                .containsExactly(
                        "[dbferry] test: silence of viz began on " + HOST,
                        "[dbferry] test: silence of viz is over on " + HOST,
                        "[dbferry] test: silence began on " + HOST,
                        "[dbferry] test: silence is over on " + HOST);
        assertThat(body(0)).isEqualTo("""
                On HOST, the sender of stream test: silence of viz since TIME.

                receiver viz has not applied partial 000002 of TIME; its last receipt, of TIME, says: applied complete 000001
                HINT: See on the receiver whether its schedule runs and what its log says; if it is gone for good, delete \
                its folder receipts/viz in the depot

                config: FOLDER/sender.yaml
                log: FOLDER/sender/work/log/dbferry.log

                The last lines of the log:
                  TIME INFO  dump complete: took the snapshot of complete 000001, WAL POSITION
                  TIME INFO  dump complete: built complete 000001: 1 row of 1 table, 0 media files, SIZE [build]
                  TIME INFO  dump complete: shipped complete 000001: 1 row of 1 table, 0 media files, SIZE, uploaded in N s
                  TIME INFO  dump complete: finished in N s
                  TIME INFO  dump partial: receipt of receiver viz for complete 000001: applied at TIME
                  TIME INFO  dump partial: took the snapshot of partial 000002, WAL POSITION
                  TIME INFO  dump partial: built partial 000002: 1 row of 1 table, 0 media files, SIZE [build]
                  TIME INFO  dump partial: shipped partial 000002: 1 row of 1 table, 0 media files, SIZE, uploaded in N s
                  TIME INFO  dump partial: finished in N s

                No further message is sent about this problem until it is over; then one message reports that.
                """);
        assertThat(body(2)).isEqualTo("""
                On HOST, the receiver of stream test: silence since TIME.

                nothing new was applied since TIME: nothing came from the sender
                HINT: See on the sender whether its schedule runs and what its log says; 'dbferry status' shows what it has \
                shipped

                config: FOLDER/receiver.yaml
                log: FOLDER/receiver/work/log/dbferry.log

                The last lines of the log:
                  TIME INFO  load: applied complete 000001: 1 row inserted, 0 updated, 0 deleted, 0 media files, in N s; \
                "public"."item" 1 inserted
                  TIME INFO  load: finished in N s
                  TIME INFO  load: applied partial 000002: 1 row inserted, 0 updated, 0 deleted, 0 media files, in N s; \
                "public"."item" 1 inserted
                  TIME INFO  load: finished in N s

                No further message is sent about this problem until it is over; then one message reports that.
                """);
        assertThat(body(3)).startsWith("""
                On HOST, the receiver of stream test: silence is over since TIME.

                It began at TIME:

                nothing new was applied since TIME: nothing came from the sender
                """);
    }

    @Test
    void daemonTellsOfAWrongConfigAndOfItsJobs() throws Exception {
        String rarely = "schedule: {complete-load: 0 0 29 2 *, partial-load: 0 0 29 2 *}\n";
        servers.receiverConfig(notify("load") + rarely);
        try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("receiver.yaml"))) {
            servers.receiverConfig("shedule: {}");
            daemon.signal("HUP");
            daemon.awaitLine("error: config not reloaded, the previous one stays active: .*");
            awaitMails(1);
            daemon.signal("HUP");
            daemon.awaitLine("error: config not reloaded, the previous one stays active: .*");
            servers.onReceiver("ALTER TABLE item RENAME TO other");
            servers.sender("dump", "complete");
            awaitMails(2);
            servers.onReceiver("ALTER TABLE other RENAME TO item");
            servers.onSender("INSERT INTO item VALUES (2, 'b')");
            servers.sender("dump", "complete");
            awaitMails(3);
            servers.receiverConfig(notify("load") + rarely);
            daemon.signal("HUP");
            awaitMails(4);
            daemon.signal("TERM");
            daemon.awaitExit();
        }

        assertThat(mails.subjects())
                .containsExactly(
                        "[dbferry] test: config failed on " + HOST,
                        "[dbferry] test: load failed on " + HOST,
                        "[dbferry] test: load works again on " + HOST,
                        "[dbferry] test: config works again on " + HOST);
        assertThat(body(0)).contains("line 9: shedule: unknown key", "exit code: 2", "the previous one stays active");
        assertThat(body(1)).contains("exit code: 6", "ERROR load: cannot ");
    }

    private void awaitMails(int count) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(mails.subjects()).hasSize(count));
    }

    private Path manifestOf(String kind) {
        String[] shipments = servers.depot().resolve(kind).toFile().list();
        return servers.depot().resolve(kind).resolve(shipments[0]).resolve("manifest.json");
    }

    private String body(int mail) throws Exception {
        return steady((String) mails.mails().get(mail).getContent());
    }

    private String steady(String text) {
        return text.replace("\r\n", "\n")
                .replace(folder.toString(), "FOLDER")
                .replace(HOST, "HOST")
                .replaceAll(" in \\d+\\.\\d\\d s", " in N s")
                .replaceAll("media files, [0-9.]+ k?B", "media files, SIZE")
                .replaceAll("WAL \\w+/\\w+", "WAL POSITION")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)", "TIME");
    }
}
