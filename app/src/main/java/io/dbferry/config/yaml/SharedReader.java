package io.dbferry.config.yaml;

import io.dbferry.config.DatabaseConfig;
import io.dbferry.config.DepotLocation;
import io.dbferry.config.DepotLocation.ObjectAccess;
import io.dbferry.config.Schedule;
import io.dbferry.config.SshConfig;
import io.dbferry.config.key.AlarmKeys;
import io.dbferry.config.key.Key;
import io.dbferry.config.key.ObjectKeys;
import io.dbferry.config.key.SharedKeys;
import io.dbferry.config.time.CronExpression;
import io.dbferry.config.time.CronTimes;
import io.dbferry.config.time.PartialTimes;
import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.config.watch.MailConfig;
import io.dbferry.config.watch.MailConfig.Security;
import io.dbferry.config.watch.MetricsConfig;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The records that both sides have. {@link #check} comes first, and the problems are thrown before all else. */
final class SharedReader {
    private static final Duration SILENCE = Duration.ofHours(2);

    /** A day with room for a complete that takes long: where there is one a day, and nothing between. */
    private static final Duration SILENCE_OF_COMPLETES = Duration.ofHours(26);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
    private static final String SMTP = "notify.mail.smtp";

    private final Found found;

    SharedReader(Found found) {
        this.found = found;
    }

    /** Reports values that contradict one another. */
    void check() {
        boolean user = found.has(AlarmKeys.SMTP_USER);
        if (user != found.has(AlarmKeys.SMTP_PASSWORD_FILE)) {
            found.bad(SMTP, user ? "has a user and no password-file" : "has a password-file and no user");
        }
        boolean open = found.get(AlarmKeys.SMTP_SECURITY).equals(Optional.of(Security.NONE));
        if (user && open && !LOOPBACK.contains(found.get(AlarmKeys.SMTP_HOST).orElse("localhost"))) {
            found.bad(SMTP, "would send the password unencrypted; security must be starttls or tls");
        }
        boolean objects = found.get(SharedKeys.DEPOT).orElse(null) instanceof DepotLocation.Objects;
        if (found.has(ObjectKeys.SECTION) && found.get(SharedKeys.DEPOT).isPresent() && !objects) {
            found.bad(ObjectKeys.SECTION, "has no effect: depot does not begin with 's3://'");
        }
    }

    DatabaseConfig database() {
        return new DatabaseConfig(found.need(SharedKeys.DATABASE_URL), found.get(SharedKeys.DATABASE_PASSWORD_FILE));
    }

    OptionalLong bandwidthLimit() {
        return found.get(SharedKeys.BANDWIDTH_LIMIT).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    SshConfig ssh() {
        return new SshConfig(
                found.get(SharedKeys.SSH_PRIVATE_KEY),
                found.need(SharedKeys.SSH_KNOWN_HOSTS),
                found.get(SharedKeys.SSH_PASSPHRASE_FILE),
                found.need(SharedKeys.SSH_RETRY_FOR));
    }

    ObjectAccess objects() {
        return new ObjectAccess(
                found.get(ObjectKeys.ENDPOINT),
                found.need(ObjectKeys.REGION),
                found.need(ObjectKeys.PATH_STYLE),
                found.get(ObjectKeys.CREDENTIALS_FILE),
                found.need(ObjectKeys.RETRY_FOR));
    }

    LoggingConfig logging() {
        return new LoggingConfig(
                found.get(SharedKeys.LOGGING_FILE)
                        .orElseGet(() -> Optional.of(LoggingConfig.fileIn(found.need(SharedKeys.WORK)))),
                found.need(SharedKeys.LOGGING_KEEP),
                found.need(SharedKeys.LOGGING_SIZE),
                found.need(SharedKeys.LOGGING_JSON));
    }

    MetricsConfig metrics() {
        return new MetricsConfig(
                found.get(SharedKeys.METRICS_FILE),
                found.get(SharedKeys.METRICS_PORT),
                found.list(SharedKeys.METRICS_HOSTS));
    }

    Schedule schedule(
            Key<Optional<CronExpression>> complete,
            Key<Optional<PartialTimes>> partial,
            Optional<Key<Optional<CronExpression>>> remote,
            boolean atOnce) {
        Optional<ZoneId> zone = found.get(SharedKeys.TIME_ZONE);
        ZoneId times = zone.orElseGet(ZoneId::systemDefault);
        return new Schedule(
                times(complete, times),
                found.need(partial).map(each -> new CronTimes(each.expression(), times)),
                remote.flatMap(key -> times(key, times)),
                zone,
                found.need(SharedKeys.JITTER),
                atOnce,
                found.need(partial).filter(PartialTimes::continuous).map(each -> found.need(SharedKeys.AT_MOST_EVERY)));
    }

    private Optional<CronTimes> times(Key<Optional<CronExpression>> key, ZoneId zone) {
        return found.need(key).map(expression -> new CronTimes(expression, zone));
    }

    Alarms alarms(Schedule schedule) {
        Duration silence = schedule.partial().isPresent() ? SILENCE : SILENCE_OF_COMPLETES;
        return new Alarms(
                found.has("notify.mail") ? Optional.of(mail()) : Optional.empty(),
                found.list(AlarmKeys.WEBHOOKS),
                found.get(AlarmKeys.PING_SUCCESS),
                found.get(AlarmKeys.PING_FAILURE),
                found.get(AlarmKeys.SILENCE).orElse(Optional.of(silence)));
    }

    private MailConfig mail() {
        List<String> to = found.need(AlarmKeys.MAIL_TO);
        Security security = found.need(AlarmKeys.SMTP_SECURITY);
        return new MailConfig(
                to,
                found.need(AlarmKeys.MAIL_FROM),
                found.need(AlarmKeys.SMTP_HOST),
                found.get(AlarmKeys.SMTP_PORT).orElse(security.port()),
                security,
                found.get(AlarmKeys.SMTP_USER),
                found.get(AlarmKeys.SMTP_PASSWORD_FILE),
                found.get(AlarmKeys.SMTP_CA_FILE));
    }
}
