package io.dbferry.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.MailConfig;
import io.dbferry.config.watch.MailConfig.Security;
import io.dbferry.notify.message.FailureDetails;
import io.dbferry.notify.message.Job;
import io.dbferry.notify.message.Origin;
import io.dbferry.testing.mail.MailServer;
import io.dbferry.testing.mail.TlsKey;
import io.dbferry.testing.mail.WebServer;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveriesIT {
    private static final Instant NOW = Instant.parse("2026-11-23T03:35:02.5Z");
    private static final String SUBJECT = "[dbferry] transapp: load failed on viz.example.org";

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void mailGoesThroughStartTlsWithALogin() throws Exception {
        TlsKey key = TlsKey.make(folder, "dns:localhost");
        try (MailServer server = MailServer.withLogin(key, true, "dbferry", "s3cret")) {
            Alarms alarms = mail(server.port(), Security.STARTTLS, key);
            Files.writeString(folder.resolve("log"), "one\ntwo\n");

            fail(alarms);
            deliver(alarms, NOW);

            assertThat(warnings).isEmpty();
            MimeMessage mail = server.mails().get(0);
            assertThat(mail.getSubject()).isEqualTo(SUBJECT);
            assertThat(mail.getFrom()[0]).hasToString("DbFerry <dbferry@example.org>");
            assertThat(mail.getAllRecipients())
                    .extracting(Object::toString)
                    .containsExactly("ops@example.org", "dev@example.org");
            assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(mail.getSentDate()).isEqualTo("2026-11-23T03:35:02Z");
            assertThat(((String) mail.getContent()).replace("\r\n", "\n"))
                    .isEqualTo("""
                    On viz.example.org, the receiver of stream transapp: load failed at 2026-11-23T03:35:02Z.

                    cannot load complete 000042: größer
                    HINT: Look

                    exit code: 6
                    config: /etc/dbferry.yaml
                    log: %s

                    The last lines of the log:
                      one
                      two

                    No further message is sent about this problem until it is over; then one message reports that.
                    """.formatted(folder.resolve("log")));
        }
    }

    @Test
    void mailGoesOverTlsFromTheFirstByte() throws Exception {
        TlsKey key = TlsKey.make(folder, "dns:localhost");
        try (MailServer server = MailServer.withLogin(key, false, "dbferry", "s3cret")) {
            Alarms alarms = mail(server.port(), Security.TLS, key);

            fail(alarms);
            deliver(alarms, NOW);

            assertThat(warnings).isEmpty();
            assertThat(server.subjects()).containsExactly(SUBJECT, SUBJECT); // one for each address
        }
    }

    @Test
    void serverOfAnotherNameGetsNothing() throws Exception {
        TlsKey key = TlsKey.make(folder, "dns:mail.example.org");
        try (MailServer server = MailServer.withLogin(key, true, "dbferry", "s3cret")) {
            Alarms alarms = mail(server.port(), Security.STARTTLS, key);

            fail(alarms);
            deliver(alarms, NOW);

            assertThat(server.mails()).isEmpty();
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .startsWith("cannot send the alarm '" + SUBJECT + "' by notify.mail: mail server localhost:"
                            + server.port() + ": Could not convert socket to TLS")
                    .contains("No subject alternative DNS name matching localhost found");
        }
    }

    @Test
    void serverWithoutStartTlsGetsNoPassword() throws Exception {
        TlsKey key = TlsKey.make(folder, "dns:localhost");
        try (MailServer server = MailServer.plain()) {
            Alarms alarms = mail(server.port(), Security.STARTTLS, key);

            fail(alarms);
            deliver(alarms, NOW);

            assertThat(server.mails()).isEmpty();
            assertThat(warnings)
                    .containsExactly("cannot send the alarm '" + SUBJECT + "' by notify.mail: mail server localhost:"
                            + server.port() + ": STARTTLS is required but host does not support STARTTLS");
        }
    }

    @Test
    void passwordThatIsRefusedIsNotTold() throws Exception {
        TlsKey key = TlsKey.make(folder, "dns:localhost");
        try (MailServer server = MailServer.withLogin(key, true, "dbferry", "other")) {
            Alarms alarms = mail(server.port(), Security.STARTTLS, key);

            fail(alarms);
            deliver(alarms, NOW);

            assertThat(warnings)
                    .containsExactly("cannot send the alarm '" + SUBJECT + "' by notify.mail: mail server localhost:"
                            + server.port() + ": 535 Authentication credentials invalid");
        }
    }

    @Test
    void loginIsTriedWithoutAMail() throws Exception {
        TlsKey key = TlsKey.make(folder, "dns:localhost");
        try (MailServer server = MailServer.withLogin(key, true, "dbferry", "s3cret")) {
            MailConfig mail = mail(server.port(), Security.STARTTLS, key).mail().orElseThrow();

            assertThat(TestNotification.login(mail)).isEmpty();
            Files.writeString(folder.resolve("password"), "other\n");
            assertThat(TestNotification.login(mail))
                    .contains("mail server localhost:" + server.port() + ": 535 Authentication credentials invalid");

            assertThat(server.mails()).isEmpty();
        }
    }

    @Test
    void messageWaitsForItsServerAndGoesOnceOnEachWay() throws Exception {
        int port = MailServer.freePort();
        try (WebServer web = WebServer.start()) {
            Alarms alarms = new Alarms(
                    Optional.of(mailConfig(port, Security.NONE)),
                    List.of(URI.create(web.url("/token-a")), URI.create(web.url("/token-b"))),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            fail(alarms);
            web.answer(503);
            deliver(alarms, NOW);
            web.answer(200);
            deliver(alarms, NOW);
            new Incidents(folder, origin(), alarms, at(NOW)).wentWell(Job.of("load"));

            try (MailServer server = MailServer.plain(port)) {
                deliver(alarms, NOW.plus(Duration.ofDays(2)));
                deliver(alarms, NOW.plus(Duration.ofDays(2)));

                assertThat(server.subjects())
                        .containsExactly(
                                SUBJECT,
                                SUBJECT,
                                "[dbferry] transapp: load works again on viz.example.org",
                                "[dbferry] transapp: load works again on viz.example.org");
            }
            assertThat(web.calls())
                    .containsExactly(
                            "POST /token-a",
                            "POST /token-b",
                            "POST /token-a",
                            "POST /token-b",
                            "POST /token-a",
                            "POST /token-b");
            String refused = "mail server localhost:" + port + ": Couldn't connect to host, port: localhost, " + port
                    + "; timeout 10000: Connection refused";
            String unavailable = web.url("") + " answers 503";
            assertThat(warnings)
                    .containsExactly(
                            "cannot send the alarm '" + SUBJECT + "' by notify.mail: " + refused,
                            "cannot send the alarm '" + SUBJECT + "' by notify.webhooks[0]: " + unavailable,
                            "cannot send the alarm '" + SUBJECT + "' by notify.webhooks[1]: " + unavailable,
                            "cannot send the alarm '" + SUBJECT + "' by notify.mail: " + refused);
        }
    }

    @Test
    void messageIsGivenUpAfterThreeDays() throws Exception {
        Alarms alarms = webhook("http://localhost:" + MailServer.freePort() + "/token");
        fail(alarms);

        deliver(alarms, NOW.plus(Duration.ofDays(3)).plusSeconds(1));
        assertThat(warnings).hasSize(2);
        deliver(alarms, NOW.plus(Duration.ofDays(3)).plusSeconds(2));

        assertThat(warnings).hasSize(2).noneMatch(warning -> warning.contains("token"));
        assertThat(warnings.get(1)).isEqualTo("gives up the alarm '" + SUBJECT + "' by notify.webhooks[0]");
    }

    @Test
    void serverThatAcceptsAndSaysNothingIsLeftAfterTenSeconds() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String address = "http://localhost:" + silent.getLocalPort();
            Alarms alarms = webhook(address + "/token");
            fail(alarms);

            deliver(alarms, NOW);

            assertThat(warnings)
                    .containsExactly("cannot send the alarm '" + SUBJECT + "' by notify.webhooks[0]: " + address
                            + ": request timed out");
        }
    }

    private static Alarms webhook(String url) {
        return new Alarms(
                Optional.empty(),
                List.of(URI.create(url)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofHours(2)));
    }

    private Alarms mail(int port, Security security, TlsKey key) throws Exception {
        key.writeCertificate(folder.resolve("ca.pem"));
        Files.writeString(folder.resolve("password"), "s3cret\n");
        return new Alarms(
                Optional.of(mailConfig(port, security)),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private MailConfig mailConfig(int port, Security security) {
        boolean secure = security != Security.NONE;
        return new MailConfig(
                List.of("ops@example.org", "dev@example.org"),
                "DbFerry <dbferry@example.org>",
                "localhost",
                port,
                security,
                secure ? Optional.of("dbferry") : Optional.empty(),
                secure ? Optional.of(folder.resolve("password")) : Optional.empty(),
                secure ? Optional.of(folder.resolve("ca.pem")) : Optional.empty());
    }

    private void fail(Alarms alarms) throws Exception {
        new Incidents(folder, origin(), alarms, at(NOW))
                .failed(Job.of("load"), new FailureDetails(6, "cannot load complete 000042: größer", "Look", null));
    }

    private Origin origin() {
        return new Origin(
                "transapp",
                "receiver",
                "viz.example.org",
                Path.of("/etc/dbferry.yaml"),
                Optional.of(folder.resolve("log")));
    }

    private void deliver(Alarms alarms, Instant now) throws Exception {
        new Deliveries(folder, alarms, at(now), warnings::add).deliver();
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
