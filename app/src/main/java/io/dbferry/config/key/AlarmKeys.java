package io.dbferry.config.key;

import io.dbferry.config.watch.MailConfig.Security;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of {@code notify} and {@code alarm}, which both sides have. */
public final class AlarmKeys {
    public static final Key<List<String>> MAIL_TO = Key.both(
                    "notify.mail.to", Form.someOf(Forms.ADDRESS, "is empty; name at least one address"))
            .needed()
            .example("[ops@example.org]")
            .means("who gets mail: [send alarms](../how-to/send-alarms.md)");

    public static final Key<String> MAIL_FROM = Key.both("notify.mail.from", Forms.ADDRESS)
            .needed()
            .example("dbferry@example.org")
            .means("the sender's address");

    public static final Key<String> SMTP_HOST = Key.both("notify.mail.smtp.host", Forms.TEXT)
            .needed()
            .example("smtp.example.org")
            .means("the mail server");

    public static final Key<Security> SMTP_SECURITY = Key.both("notify.mail.smtp.security", Forms.names(Security.class))
            .standard("starttls")
            .example("tls")
            .means(
                    "`starttls`, `tls`, or `none`. A server without STARTTLS, or with another name in its certificate, gets no"
                            + " mail");

    public static final Key<Integer> SMTP_PORT = Key.both("notify.mail.smtp.port", Forms.PORT)
            .otherwise("587, 465 or 25, by `security`")
            .example("2525")
            .means("its port");

    public static final Key<String> SMTP_USER = Key.both("notify.mail.smtp.user", Forms.TEXT)
            .otherwise("none: no login")
            .example("dbferry")
            .means("the login; needs `password-file`");

    public static final Key<Path> SMTP_PASSWORD_FILE = Key.both("notify.mail.smtp.password-file", Forms.PATH)
            .example("/etc/dbferry/smtp-password")
            .means("a file with the login's password in its first line");

    public static final Key<Path> SMTP_CA_FILE = Key.both("notify.mail.smtp.ca-file", Forms.PATH)
            .otherwise("the JVM's")
            .example("/etc/ssl/certs/own-ca.pem")
            .means("PEM certificates to trust instead, for a server with its own CA");

    /** Not a key: known so that the problem names the right one. */
    static final Key<String> SMTP_PASSWORD =
            Key.both("notify.mail.smtp.password", Forms.refused("put it into a file and name that in password-file"));

    public static final Key<List<URI>> WEBHOOKS = Key.both("notify.webhooks", Form.list(Forms.URL))
            .example("['https://chat.example.org/hooks/${HOOK}']")
            .means("web addresses that take JSON by POST; use `${NAME}` to keep secret ones out of the file");

    public static final Key<URI> PING_SUCCESS = Key.both("notify.ping.success", Forms.URL)
            .example("https://ping.example.org/dbferry")
            .means("an address to GET after each successful run while nothing fails");

    public static final Key<URI> PING_FAILURE = Key.both("notify.ping.failure", Forms.URL)
            .example("https://ping.example.org/dbferry/fail")
            .means("an address to GET when something starts to fail");

    public static final Key<Optional<Duration>> SILENCE = Key.both(
                    "alarm.silence",
                    Forms.orWord(
                            Form.text("duration", "^[0-9]+[smhd]$", (text, context) -> Forms.silence(text)), "never"))
            .otherwise("`2h`; `26h` if no partials are scheduled")
            .example("6h")
            .means("how long the other side may be silent before an alarm is sent, or `never`");

    static final List<Key<?>> ALL = List.of(
            MAIL_TO,
            MAIL_FROM,
            SMTP_HOST,
            SMTP_SECURITY,
            SMTP_PORT,
            SMTP_USER,
            SMTP_PASSWORD_FILE,
            SMTP_CA_FILE,
            SMTP_PASSWORD,
            WEBHOOKS,
            PING_SUCCESS,
            PING_FAILURE,
            SILENCE);

    private AlarmKeys() {}
}
