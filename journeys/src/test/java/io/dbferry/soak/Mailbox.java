package io.dbferry.soak;

import io.dbferry.testing.FreePort;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server that can be down, and all that it has taken. */
final class Mailbox implements AutoCloseable {
    private final int port;
    private final Findings findings;
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final List<Instant> shut = new CopyOnWriteArrayList<>();
    private SMTPServer server;

    /**
     * A mail.
     *
     * @param arrived by the clock of the test
     * @param id its {@code Message-ID}
     * @param answers the {@code Message-ID} that it is an answer to; empty for none
     */
    record Mail(Instant arrived, String id, String answers, String subject) {}

    private Mailbox(int port, Findings findings) throws IOException {
        this.port = port;
        this.findings = findings;
        this.server = launch();
    }

    static Mailbox open(Findings findings) throws IOException {
        return new Mailbox(FreePort.any(), findings);
    }

    private SMTPServer launch() throws IOException {
        SMTPServer launched = SMTPServer.port(port)
                .bindAddress(InetAddress.getByName("127.0.0.1"))
                .messageHandler((context, from, to, bytes) -> take(bytes))
                .build();
        launched.start();
        return launched;
    }

    private void take(byte[] bytes) {
        try {
            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
            String[] answers = message.getHeader("In-Reply-To");
            Mail mail = new Mail(
                    Instant.now(), message.getMessageID(), answers == null ? "" : answers[0], message.getSubject());
            mails.add(mail);
            findings.count("mails");
            findings.event("mail " + mail.id() + ": " + mail.subject());
        } catch (MessagingException e) {
            findings.violation("a mail that is none: " + e);
        }
    }

    /** Refuses connections until it is {@link #reopen}ed. */
    void shut() {
        server.stop();
        shut.add(Instant.now());
    }

    /** When it was shut. */
    List<Instant> shutAt() {
        return List.copyOf(shut);
    }

    void reopen() throws IOException {
        server = launch();
    }

    /** The lines for a config. */
    String config() {
        return """
                notify:
                  mail:
                    to: [ops@example.org]
                    from: dbferry@example.org
                    smtp: {host: 127.0.0.1, port: %d, security: none}
                """.formatted(port);
    }

    List<Mail> mails() {
        return List.copyOf(mails);
    }

    @Override
    public void close() {
        server.stop();
    }
}
