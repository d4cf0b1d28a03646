package io.dbferry.config.yaml;

import io.dbferry.config.DatabaseConfig;
import io.dbferry.config.DepotLocation;
import io.dbferry.config.Name;
import io.dbferry.config.Schedule;
import io.dbferry.config.SshConfig;
import io.dbferry.config.text.BadValue;
import io.dbferry.config.text.ConfigContext;
import io.dbferry.config.text.CronText;
import io.dbferry.config.text.DepotText;
import io.dbferry.config.text.Units;
import io.dbferry.config.time.CronTimes;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.config.watch.MetricsConfig;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that both roles have. What is absent here has been told as a problem, or is missing; the records are built
 * only when there was no problem.
 */
final class SharedKeys {
    private static final long MOST_LOG_DAYS = 3650;
    private static final long LEAST_LOG_BYTES = 64 << 10;

    private static final Duration MOST_JITTER = Duration.ofHours(1);

    private final Section root;
    private final ConfigContext surroundings;

    SharedKeys(Section root, ConfigContext surroundings) {
        this.root = root;
        this.surroundings = surroundings;
    }

    Optional<String> stream() {
        return root.required("stream", SharedKeys::name);
    }

    Optional<Path> work() {
        return root.required("work", surroundings::path);
    }

    Optional<DepotLocation> depot() {
        Optional<DepotLocation> depot = root.required("depot", text -> DepotText.parse(text, surroundings));
        Optional<ObjectsKeys> objects = root.section("s3").map(section -> new ObjectsKeys(section, surroundings));
        return depot.flatMap(location -> objects.map(keys -> keys.complete(location)));
    }

    Optional<DatabaseConfig> database() {
        Optional<Section> section = root.section("database");
        Optional<String> url = section.flatMap(s -> s.required("url", SharedKeys::databaseUrl));
        Optional<Path> passwordFile = section.flatMap(s -> s.parsed("password-file", surroundings::path));
        section.ifPresent(Section::refuseOthers);
        return url.map(u -> new DatabaseConfig(u, passwordFile));
    }

    SshConfig ssh() {
        Optional<Section> section = root.section("ssh");
        Optional<Path> privateKey = section.flatMap(s -> s.parsed("private-key", surroundings::path));
        Optional<Path> knownHosts = section.flatMap(s -> s.parsed("known-hosts", surroundings::path));
        Optional<Path> passphraseFile = section.flatMap(s -> s.parsed("passphrase-file", surroundings::path));
        Optional<Duration> retryFor = section.flatMap(s -> s.parsed("retry-for", Units::duration));
        section.ifPresent(Section::refuseOthers);
        return new SshConfig(
                privateKey,
                knownHosts.orElse(surroundings.home().resolve(".ssh").resolve("known_hosts")),
                passphraseFile,
                retryFor.orElse(SshConfig.DEFAULT_RETRY_FOR));
    }

    LoggingConfig logging(Optional<Path> work) {
        Optional<Section> section = root.section("logging");
        Optional<Optional<Path>> file = section.flatMap(s -> s.parsed(
                "file", text -> text.equals("none") ? Optional.empty() : Optional.of(surroundings.path(text))));
        Optional<Integer> keep = section.flatMap(s -> s.parsed("keep", SharedKeys::days));
        Optional<Long> size = section.flatMap(s -> s.parsed("size", SharedKeys::logSize));
        Optional<Boolean> json = section.flatMap(s -> s.parsed("format", SharedKeys::json));
        section.ifPresent(Section::refuseOthers);
        return new LoggingConfig(
                file.orElse(work.map(LoggingConfig::fileIn)),
                keep.orElse(LoggingConfig.DEFAULT_DAYS),
                size.orElse(LoggingConfig.DEFAULT_SIZE),
                json.orElse(false));
    }

    private static int days(String text) throws BadValue {
        Duration keep = Units.duration(text);
        if (keep.isZero() || keep.toSecondsPart() + keep.toMinutesPart() + keep.toHoursPart() > 0) {
            throw new BadValue("'" + text + "' is not whole days, such as 14d");
        }
        return (int) Math.min(keep.toDays(), MOST_LOG_DAYS);
    }

    private static long logSize(String text) throws BadValue {
        long size = Units.bytes(text);
        if (size < LEAST_LOG_BYTES) {
            throw new BadValue("'" + text + "' is less than 64KB");
        }
        return size;
    }

    private static boolean json(String text) throws BadValue {
        return switch (text) {
            case "json" -> true;
            case "text" -> false;
            default -> throw new BadValue("must be text or json, not '" + text + "'");
        };
    }

    MetricsConfig metrics() {
        Optional<Section> section = root.section("metrics");
        Optional<Path> file = section.flatMap(s -> s.parsed("file", surroundings::path));
        Optional<Integer> port = section.flatMap(s -> s.parsed("port", SharedKeys::port));
        List<String> hosts =
                section.map(s -> s.list("hosts", SharedKeys::hostName)).orElse(List.of());
        section.ifPresent(Section::refuseOthers);
        return new MetricsConfig(file, port, hosts);
    }

    private static String hostName(String text) throws BadValue {
        if (!text.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})")) {
            throw new BadValue("'" + text + "' is not a host's name or address, without a port");
        }
        return text;
    }

    static int port(String text) throws BadValue {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new BadValue("'" + text + "' is not a port from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    /** The jobs of a sender; by default at the times that the original recommends. */
    Schedule dumps() {
        return schedule("dump", "30 3 * * *", "*/5 * * * *", false);
    }

    /** The jobs of a receiver, likewise. */
    Schedule loads() {
        return schedule("load", "0 */1 * * *", "*/2 * * * *", true);
    }

    private Schedule schedule(String what, String completeDefault, String partialDefault, boolean receiver) {
        Optional<Section> section = root.section("schedule");
        Optional<CronText> complete = section.flatMap(s -> s.parsed("complete-" + what, CronText::parse));
        Optional<CronText> partial = section.flatMap(s -> s.parsed("partial-" + what, CronText::parse));
        Optional<CronText> checkRemote =
                receiver ? Optional.empty() : section.flatMap(s -> s.parsed("check-remote", CronText::parse));
        Optional<ZoneId> zone = section.flatMap(s -> s.parsed("time-zone", SharedKeys::timeZone));
        Optional<Duration> jitter = section.flatMap(s -> s.parsed("jitter", SharedKeys::jitter));
        Optional<Boolean> atOnce =
                receiver ? section.flatMap(s -> s.parsed("at-once", SharedKeys::yes)) : Optional.empty();
        section.ifPresent(s -> s.refuseOthers(
                receiver ? "sender" : "receiver",
                receiver
                        ? Set.of("complete-dump", "partial-dump", "check-remote")
                        : Set.of("complete-load", "partial-load", "at-once")));
        ZoneId times = zone.orElseGet(ZoneId::systemDefault);
        return new Schedule(
                complete.map(CronText::expression)
                        .orElse(Optional.of(completeDefault))
                        .map(e -> CronTimes.of(e, times)),
                partial.map(CronText::expression)
                        .orElse(Optional.of(partialDefault))
                        .map(e -> CronTimes.of(e, times)),
                checkRemote.flatMap(CronText::expression).map(e -> CronTimes.of(e, times)),
                zone,
                jitter.orElse(Duration.ZERO),
                atOnce.orElse(receiver));
    }

    private static ZoneId timeZone(String text) throws BadValue {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new BadValue("'" + text + "' is not a time zone such as America/Santiago or UTC");
        }
    }

    private static Duration jitter(String text) throws BadValue {
        Duration jitter = Units.duration(text);
        if (jitter.compareTo(MOST_JITTER) > 0) {
            throw new BadValue("'" + text + "' is longer than 1h");
        }
        return jitter;
    }

    static boolean yes(String text) throws BadValue {
        return switch (text) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new BadValue("must be yes or no, not '" + text + "'");
        };
    }

    /** Which parameters it may have is the affair of whoever connects. */
    private static String databaseUrl(String text) throws BadValue {
        if (text.matches("(?s)[a-z]+://[^/?@\\[]*:(?![0-9]*([/?]|$))[^@]*@.*")
                || text.matches("(?s).*\\bpassword *=.*")) {
            throw new BadValue("holds a password; put it into ~/.pgpass, PGPASSWORD or database.password-file");
        }
        if (!text.startsWith("postgresql://") && !text.startsWith("postgres://")) {
            throw new BadValue("does not start with 'postgresql://'; write postgresql://user@host:5432/database");
        }
        return text;
    }

    /** The name of a stream or of a receiver. */
    static String name(String text) throws BadValue {
        if (!Name.isName(text)) {
            throw new BadValue("'" + text + "' is not 1 to 63 letters of A-Z, a-z, 0-9, '.', '_' and '-',"
                    + " the first of them not '.'");
        }
        return text;
    }
}
