package io.dbferry.config.yaml;

import io.dbferry.config.Schedule;
import io.dbferry.config.text.BadValue;
import io.dbferry.config.text.ConfigContext;
import io.dbferry.config.text.Units;
import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.MailConfig;
import io.dbferry.config.watch.MailConfig.Security;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code notify} and {@code alarm}, which both roles have. */
final class AlarmKeys {
    private static final Duration SILENCE = Duration.ofHours(2);

    /** A day with room for a complete that takes long: where there is one a day, and nothing between. */
    private static final Duration SILENCE_OF_COMPLETES = Duration.ofHours(26);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private final Section root;
    private final ConfigContext surroundings;

    AlarmKeys(Section root, ConfigContext surroundings) {
        this.root = root;
        this.surroundings = surroundings;
    }

    Alarms read(Schedule schedule) {
        Optional<Section> alarm = root.section("alarm");
        Optional<Optional<Duration>> silence = alarm.flatMap(s -> s.parsed("silence", AlarmKeys::silence));
        alarm.ifPresent(Section::refuseOthers);
        Duration byDefault = schedule.partial().isPresent() ? SILENCE : SILENCE_OF_COMPLETES;
        Optional<Section> section = root.section("notify");
        Optional<MailConfig> mail = section.filter(s -> s.get("mail").isPresent())
                .flatMap(s -> s.section("mail"))
                .flatMap(this::mail);
        List<URI> webhooks =
                section.map(s -> s.list("webhooks", AlarmKeys::url)).orElse(List.of());
        Optional<Section> ping = section.flatMap(s -> s.section("ping"));
        Optional<URI> success = ping.flatMap(s -> s.parsed("success", AlarmKeys::url));
        Optional<URI> failure = ping.flatMap(s -> s.parsed("failure", AlarmKeys::url));
        ping.ifPresent(Section::refuseOthers);
        section.ifPresent(Section::refuseOthers);
        return new Alarms(mail, webhooks, success, failure, silence.orElse(Optional.of(byDefault)));
    }

    private Optional<MailConfig> mail(Section section) {
        List<String> to = section.list("to", AlarmKeys::address);
        if (!section.keys().contains("to")) {
            section.bad("names nobody in 'to'");
        }
        section.get("to").filter(Value::isEmptyList).ifPresent(value -> value.bad("is empty"));
        Optional<String> from = section.required("from", AlarmKeys::address);
        Optional<MailConfig> mail = section.section("smtp").flatMap(s -> smtp(s, to, from.orElse("")));
        section.refuseOthers();
        return mail;
    }

    private Optional<MailConfig> smtp(Section section, List<String> to, String from) {
        Optional<String> host = section.required("host", text -> text);
        Optional<Integer> port = section.parsed("port", SharedKeys::port);
        Security security = section.parsed("security", AlarmKeys::security).orElse(Security.STARTTLS);
        Optional<String> user = section.parsed("user", text -> text);
        Optional<Path> passwordFile = section.parsed("password-file", surroundings::path);
        Optional<Path> caFile = section.parsed("ca-file", surroundings::path);
        section.get("password").ifPresent(value -> value.bad("put it into a file that password-file names"));
        section.refuseOthers();
        if (user.isPresent() != passwordFile.isPresent()) {
            section.bad(user.isPresent() ? "has a user and no password-file" : "has a password-file and no user");
        }
        if (user.isPresent() && security == Security.NONE && !LOOPBACK.contains(host.orElse("localhost"))) {
            section.bad("would send the password unencrypted; security must be starttls or tls");
        }
        return host.map(
                h -> new MailConfig(to, from, h, port.orElse(security.port()), security, user, passwordFile, caFile));
    }

    private static Optional<Duration> silence(String text) throws BadValue {
        if (text.equals("never")) {
            return Optional.empty();
        }
        Duration silence = Units.duration(text);
        if (silence.isZero()) {
            throw new BadValue("'" + text + "' would always be over; write never for no alarm");
        }
        return Optional.of(silence);
    }

    private static String address(String text) throws BadValue {
        try {
            new InternetAddress(text, true).validate();
            return text;
        } catch (AddressException e) {
            throw new BadValue("'" + text + "' is not a mail address such as ops@example.org");
        }
    }

    private static Security security(String text) throws BadValue {
        return switch (text) {
            case "starttls" -> Security.STARTTLS;
            case "tls" -> Security.TLS;
            case "none" -> Security.NONE;
            default -> throw new BadValue("must be starttls, tls or none, not '" + text + "'");
        };
    }

    /** The text is not repeated, as it may be a secret. */
    private static URI url(String text) throws BadValue {
        try {
            URI url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new BadValue("is not an address of the web: " + e.getReason());
        }
        throw new BadValue("is not an address of the web such as https://example.org/path, without user or password");
    }
}
