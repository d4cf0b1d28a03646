package io.dbferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dbferry.config.ThisHost;
import io.dbferry.notify.MailServer;
import io.dbferry.notify.WebServer;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people hear of runs that fail, and of those that go well again. */
class AlarmsTest {
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

                Nothing more is sent of this until it is over; then one message says so.
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

    private String steady(String text) {
        return text.replace("\r\n", "\n")
                .replace(folder.toString(), "FOLDER")
                .replace(HOST, "HOST")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)", "TIME");
    }
}
