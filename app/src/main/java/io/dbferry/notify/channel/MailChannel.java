package io.dbferry.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.config.watch.MailConfig;
import io.dbferry.config.watch.MailConfig.Security;
import io.dbferry.notify.message.Message;
import io.dbferry.notify.message.Message.Event;
import io.dbferry.notify.message.MessageText;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Sends a message as a mail in plain text. The two messages of one incident are one conversation. */
public final class MailChannel implements Channel {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MailConfig config;

    public MailChannel(MailConfig config) {
        this.config = config;
    }

    @Override
    public void send(Message message) throws UndeliveredException {
        connected((session, transport) -> {
            MimeMessage mail = mail(message, session);
            transport.sendMessage(mail, mail.getAllRecipients());
        });
    }

    /** Connects and logs in, and sends nothing. */
    public void login() throws UndeliveredException {
        connected((session, transport) -> {});
    }

    private interface Errand {
        void run(Session session, Transport transport) throws MessagingException;
    }

    private void connected(Errand errand) throws UndeliveredException {
        try {
            Session session = Session.getInstance(properties());
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect(config.host(), config.port(), config.user().orElse(null), password());
                errand.run(session, transport);
            }
        } catch (MessagingException | IOException | GeneralSecurityException e) {
            throw new UndeliveredException("mail server " + config.host() + ":" + config.port() + ": " + causes(e), e);
        }
    }

    private MimeMessage mail(Message message, Session session) throws MessagingException {
        String domain = config.from().replaceFirst(".*@", "").replaceFirst(">$", "");
        MimeMessage mail = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id(message, message.event(), domain));
            }
        };
        mail.setFrom(new InternetAddress(config.from()));
        for (String to : config.to()) {
            mail.addRecipient(RecipientType.TO, new InternetAddress(to));
        }
        if (message.event() == Event.RECOVERED) {
            mail.setHeader("In-Reply-To", id(message, Event.FAILED, domain));
            mail.setHeader("References", id(message, Event.FAILED, domain));
        }
        mail.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: nobody's absence answers it
        mail.setSentDate(Date.from(message.time()));
        MessageText text = new MessageText(message);
        mail.setSubject(text.subject(), "UTF-8");
        mail.setText(text.body(), "UTF-8");
        return mail;
    }

    private static String id(Message message, Event event, String domain) {
        return "<" + message.incident() + "." + event.ordinal() + "." + message.stream() + "." + message.role() + "@"
                + domain + ">";
    }

    private Properties properties() throws IOException, GeneralSecurityException {
        Properties properties = new Properties();
        String millis = String.valueOf(PATIENCE.toMillis());
        for (String timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.put("mail.smtp." + timeout, millis);
        }
        properties.put("mail.smtp.auth", String.valueOf(config.user().isPresent()));
        properties.put("mail.smtp.starttls.enable", String.valueOf(config.security() == Security.STARTTLS));
        properties.put("mail.smtp.starttls.required", String.valueOf(config.security() == Security.STARTTLS));
        properties.put("mail.smtp.ssl.enable", String.valueOf(config.security() == Security.TLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.protocols", "TLSv1.2 TLSv1.3");
        if (config.caFile().isPresent()) {
            properties.put(
                    "mail.smtp.ssl.socketFactory",
                    TrustedAuthorities.read(config.caFile().get()));
        }
        return properties;
    }

    private @Nullable String password() throws IOException {
        if (config.passwordFile().isEmpty()) {
            return null;
        }
        Path file = config.passwordFile().get();
        try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
            String line = reader.readLine();
            if (line == null || line.isEmpty()) {
                throw new IOException("the first line of password file '" + file + "' is empty");
            }
            return line;
        }
    }

    /** All of them, on one line: the outermost often says nothing. */
    private static String causes(Throwable e) {
        StringBuilder causes = new StringBuilder();
        String last = "";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String text = cause instanceof java.nio.file.NoSuchFileException
                    ? "no such file: " + cause.getMessage()
                    : String.valueOf(cause.getMessage()).strip().replaceAll("\\s*[\r\n]+\\s*", "; ");
            if (!last.contains(text)) {
                causes.append(causes.isEmpty() ? "" : ": ").append(text);
                last = text;
            }
        }
        return causes.toString();
    }
}
