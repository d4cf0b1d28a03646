package io.dbferry.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.Config;
import io.dbferry.config.DatabaseConfig;
import io.dbferry.config.DeletesSchedule;
import io.dbferry.config.DepotLocation;
import io.dbferry.config.Keep;
import io.dbferry.config.LogConfig;
import io.dbferry.config.PartialConfig;
import io.dbferry.config.PartialConfig.Strategy;
import io.dbferry.config.PartialConfig.TableStrategy;
import io.dbferry.config.PostprocessStep;
import io.dbferry.config.PostprocessStep.After;
import io.dbferry.config.PostprocessStep.Consumption;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.ReceiverConfig.FirstLoadBy;
import io.dbferry.config.ReceiverConfig.OnTrouble;
import io.dbferry.config.Schedule;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.SenderMedia;
import io.dbferry.config.SshConfig;
import io.dbferry.config.Trust;
import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.config.time.CronTimes;
import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.config.watch.MailConfig;
import io.dbferry.config.watch.MetricsConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the documentation, as they stand there, and the least that a file must have. */
class ConfigExamplesTest {
    private static final Alarms NO_ALARMS = new Alarms(
            Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.of(Duration.ofHours(2)));
    private static final Path HOME = Path.of("/home/operator");
    private static final DepotLocation.ObjectAccess DEFAULT_OBJECTS = new DepotLocation.ObjectAccess(
            Optional.empty(), "us-east-1", false, Optional.empty(), Duration.ofSeconds(30));
    private static final SshConfig DEFAULT_SSH =
            new SshConfig(Optional.empty(), HOME.resolve(".ssh/known_hosts"), Optional.empty(), Duration.ofSeconds(30));

    @TempDir
    private Path folder;

    @Test
    void readsTheSendersExample() {
        Path file = Path.of("src/test/resources/io/dbferry/config/yaml/sender.yaml");

        assertThat(ConfigFile.read(file, Map.of(), HOME))
                .isEqualTo(new SenderConfig(
                        file.toAbsolutePath(),
                        "transapp",
                        new DatabaseConfig("postgresql://app@127.0.0.1/transapp", Optional.empty()),
                        List.of("*ndroid*equests_*"),
                        List.of(),
                        true,
                        SenderConfig.Deduplicate.AUTO,
                        OptionalInt.empty(),
                        List.of(new SenderMedia(
                                Path.of("/srv/app/media/reported_images"),
                                "*.jpeg",
                                List.of("AndroidRequests_report.imageName"))),
                        PolicyConfig.NONE,
                        new PartialConfig(
                                Duration.ofMinutes(10),
                                false,
                                Map.of(
                                        "AndroidRequests_report",
                                        TableStrategy.window("timeStamp"),
                                        "AndroidRequests_eventforbusv2",
                                        TableStrategy.window("timeStamp")),
                                Optional.empty()),
                        new SenderConfig.Verify(Duration.ofDays(1), Duration.ofMinutes(1)),
                        new LogConfig(false, "dbferry_transapp", "dbferry_transapp", 2_147_483_648L),
                        new DepotLocation.Sftp("transapp", "viz.example.org", 22, "/home/transapp/bkps"),
                        OptionalLong.empty(),
                        new SshConfig(
                                Optional.of(HOME.resolve(".ssh/id_ed25519")),
                                HOME.resolve(".ssh/known_hosts"),
                                Optional.empty(),
                                Duration.ofSeconds(30)),
                        DEFAULT_OBJECTS,
                        Path.of("/var/lib/dbferry"),
                        new Keep(Duration.ofDays(4), Duration.ofDays(2), 2_147_483_648L, Long.MAX_VALUE),
                        new Schedule(
                                Optional.of(CronTimes.of("30 3 * * *", ZoneId.systemDefault())),
                                Optional.of(CronTimes.of("*/5 * * * *", ZoneId.systemDefault())),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ZERO,
                                false,
                                Optional.empty()),
                        List.of(),
                        logging("/var/lib/dbferry"),
                        NO_ALARMS,
                        MetricsConfig.NONE));
    }

    @Test
    void readsTheReceiversExample() {
        Path file = Path.of("src/test/resources/io/dbferry/config/yaml/receiver.yaml");

        assertThat(ConfigFile.read(file, Map.of(), HOME))
                .isEqualTo(new ReceiverConfig(
                        file.toAbsolutePath(),
                        "transapp",
                        "viz",
                        new DatabaseConfig("postgresql://viz@127.0.0.1/viz", Optional.empty()),
                        List.of(),
                        List.of(),
                        Map.of(),
                        new DepotLocation.Folder(Path.of("/home/transapp/bkps")),
                        OptionalLong.empty(),
                        DEFAULT_SSH,
                        DEFAULT_OBJECTS,
                        new Trust(Optional.of(Path.of("/etc/dbferry/allowed_signers")), false),
                        Optional.empty(),
                        List.of(Path.of("/srv/viz/media/reported_images")),
                        Map.of("AndroidRequests_report", List.of("transformed")),
                        List.of(new PostprocessStep.Command(
                                consumption("python", After.PARTIAL), List.of("python", "manage.py", "transform"))),
                        Path.of("/var/lib/dbferry"),
                        new Keep(Duration.ofDays(4), Duration.ofDays(2), 2_147_483_648L, Long.MAX_VALUE),
                        new Schedule(
                                Optional.of(CronTimes.of("0 * * * *", ZoneId.systemDefault())),
                                Optional.of(CronTimes.of("*/2 * * * *", ZoneId.systemDefault())),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ZERO,
                                true,
                                Optional.empty()),
                        Optional.empty(),
                        true,
                        FirstLoadBy.PARALLEL,
                        OnTrouble.HOLD_TABLE,
                        false,
                        logging("/var/lib/dbferry"),
                        NO_ALARMS,
                        MetricsConfig.NONE));
    }

    @Test
    void defaultsOfASenderArePinned() throws IOException {
        Path file = write("{role: sender, stream: s, database: {url: 'postgresql://db/x'}, depot: /d, work: /w}");

        assertThat(ConfigFile.read(file, Map.of(), HOME))
                .isEqualTo(new SenderConfig(
                        file,
                        "s",
                        new DatabaseConfig("postgresql://db/x", Optional.empty()),
                        List.of(),
                        List.of(),
                        true,
                        SenderConfig.Deduplicate.AUTO,
                        OptionalInt.empty(),
                        List.of(),
                        PolicyConfig.NONE,
                        new PartialConfig(Duration.ofMinutes(10), true, Map.of(), Optional.empty()),
                        new SenderConfig.Verify(Duration.ofDays(1), Duration.ofMinutes(1)),
                        new LogConfig(false, "dbferry_s", "dbferry_s", 2_147_483_648L),
                        new DepotLocation.Folder(Path.of("/d")),
                        OptionalLong.empty(),
                        DEFAULT_SSH,
                        DEFAULT_OBJECTS,
                        Path.of("/w"),
                        new Keep(Duration.ofDays(4), Duration.ofDays(2), 2_147_483_648L, Long.MAX_VALUE),
                        new Schedule(
                                Optional.of(CronTimes.of("30 3 * * *", ZoneId.systemDefault())),
                                Optional.of(CronTimes.of("*/5 * * * *", ZoneId.systemDefault())),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ZERO,
                                false,
                                Optional.empty()),
                        List.of(),
                        logging("/w"),
                        NO_ALARMS,
                        MetricsConfig.NONE));
    }

    @Test
    void objectStoreIsReadWithItsSection() throws IOException {
        Path file = write("""
                role: sender
                stream: s
                database: {url: 'postgresql://db/x'}
                work: /w
                depot: s3://bucket/a/b
                s3:
                  endpoint: https://objects.example.org:9000
                  region: eu-central-1
                  path-style: yes
                  credentials-file: ~/s3
                  retry-for: 2m
                """);
        Config config = ConfigFile.read(file, Map.of(), HOME);

        assertThat(config.depot()).isEqualTo(new DepotLocation.Objects("bucket", "a/b"));
        assertThat(config.objects())
                .isEqualTo(new DepotLocation.ObjectAccess(
                        Optional.of(URI.create("https://objects.example.org:9000")),
                        "eu-central-1",
                        true,
                        Optional.of(HOME.resolve("s3")),
                        Duration.ofMinutes(2)));
    }

    @Test
    void defaultsOfAReceiverArePinned() throws IOException {
        Path file =
                write("{role: receiver, name: n, stream: s, database: {url: 'postgres://db/x'}, depot: /d, work: /w}");

        assertThat(ConfigFile.read(file, Map.of(), HOME))
                .isEqualTo(new ReceiverConfig(
                        file,
                        "s",
                        "n",
                        new DatabaseConfig("postgres://db/x", Optional.empty()),
                        List.of(),
                        List.of(),
                        Map.of(),
                        new DepotLocation.Folder(Path.of("/d")),
                        OptionalLong.empty(),
                        DEFAULT_SSH,
                        DEFAULT_OBJECTS,
                        new Trust(Optional.empty(), false),
                        Optional.empty(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        Path.of("/w"),
                        new Keep(Duration.ofDays(4), Duration.ofDays(2), 2_147_483_648L, Long.MAX_VALUE),
                        new Schedule(
                                Optional.of(CronTimes.of("0 * * * *", ZoneId.systemDefault())),
                                Optional.of(CronTimes.of("*/2 * * * *", ZoneId.systemDefault())),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ZERO,
                                true,
                                Optional.empty()),
                        Optional.empty(),
                        true,
                        FirstLoadBy.PARALLEL,
                        OnTrouble.HOLD_TABLE,
                        false,
                        logging("/w"),
                        NO_ALARMS,
                        MetricsConfig.NONE));
    }

    @Test
    void alarmsAreRead() throws IOException {
        Path file = write("""
                role: sender
                stream: s
                database: {url: 'postgresql://db/x'}
                depot: /d
                work: /w
                schedule: {partial-dump: never}
                notify:
                  mail:
                    to: [ops@example.org, "Dev <dev@example.org>"]
                    from: dbferry@example.org
                    smtp: {host: mail, user: u, password-file: secret, ca-file: ca.pem}
                  webhooks: ["https://h/${TOKEN}"]
                  ping: {success: "https://p/1", failure: "https://p/1/fail"}
                """);

        Alarms alarms = ConfigFile.read(file, Map.of("TOKEN", "t"), HOME).alarms();

        assertThat(alarms)
                .isEqualTo(new Alarms(
                        Optional.of(new MailConfig(
                                List.of("ops@example.org", "Dev <dev@example.org>"),
                                "dbferry@example.org",
                                "mail",
                                587,
                                MailConfig.Security.STARTTLS,
                                Optional.of("u"),
                                Optional.of(folder.resolve("secret")),
                                Optional.of(folder.resolve("ca.pem")))),
                        List.of(URI.create("https://h/t")),
                        Optional.of(URI.create("https://p/1")),
                        Optional.of(URI.create("https://p/1/fail")),
                        Optional.of(Duration.ofHours(26))));
        assertThat(alarms.toString()).doesNotContain("https");
    }

    @Test
    void receiverWithoutANameIsNamedAfterItsHost() throws IOException {
        Path file = write("{role: receiver, stream: s, database: {url: 'postgres://db/x'}, depot: /d, work: /w}");

        assertThat(((ReceiverConfig) ConfigFile.read(file, Map.of(), HOME)).name())
                .matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}");
    }

    @Test
    void everyOtherKeyIsRead() throws IOException {
        Path file = write("""
                role: receiver
                stream: s
                name: n
                database: {url: "postgresql://db/x", password-file: secrets/db}
                tables: ["public.*", other]
                map: {"public.*": app1.*, a: b.c}
                depot: ../depot
                ssh: {private-key: key, known-hosts: hosts, passphrase-file: phrase, retry-for: 1m}
                trust: {unsigned: accept}
                media: [{folder: a}, {folder: ~/b}]
                postprocess:
                  - {sql: refresh.sql}
                  - {after: complete, command: ["${PYTHON}", ~/manage.py]}
                  - {name: stats, sql: refresh.sql, batch: 500, timeout: 90s, tries: 3, back-off: 0s, dead-letters: 7}
                publish: {kafka: {bootstrap: "k1:9092,[::1]:9093", properties-file: kafka.properties}}
                work: ./work
                keep: {complete: 90s, partial: 12h, free-space: 10KB, changes: 2d}
                schedule:
                  complete-load: "0 3 * * sun-fri"
                  partial-load: never
                  time-zone: America/Santiago
                  jitter: 30s
                  at-once: no
                """);
        ReceiverConfig config = (ReceiverConfig) ConfigFile.read(file, Map.of("PYTHON", "/usr/bin/python3"), HOME);

        assertThat(config.database().passwordFile()).contains(folder.resolve("secrets/db"));
        assertThat(config.tables()).containsExactly("public.*", "other");
        assertThat(config.map()).containsExactlyInAnyOrderEntriesOf(Map.of("public.*", "app1.*", "a", "b.c"));
        assertThat(config.depot()).isEqualTo(new DepotLocation.Folder(folder.resolveSibling("depot")));
        assertThat(config.ssh())
                .isEqualTo(new SshConfig(
                        Optional.of(folder.resolve("key")),
                        folder.resolve("hosts"),
                        Optional.of(folder.resolve("phrase")),
                        Duration.ofMinutes(1)));
        assertThat(config.trust()).isEqualTo(new Trust(Optional.empty(), true));
        assertThat(config.media()).containsExactly(folder.resolve("a"), HOME.resolve("b"));
        assertThat(config.postprocess())
                .containsExactly(
                        new PostprocessStep.SqlFile(
                                consumption("refresh.sql", After.ANY), folder.resolve("refresh.sql")),
                        new PostprocessStep.Command(
                                consumption("python3", After.COMPLETE),
                                List.of("/usr/bin/python3", "/home/operator/manage.py")),
                        new PostprocessStep.SqlFile(
                                new Consumption(
                                        "stats",
                                        After.ANY,
                                        500,
                                        Duration.ofSeconds(90),
                                        3,
                                        Duration.ZERO,
                                        Duration.ofHours(1),
                                        7),
                                folder.resolve("refresh.sql")),
                        PostprocessStep.Publish.kafka(
                                "k1:9092,[::1]:9093", "s", Optional.of(folder.resolve("kafka.properties"))));
        assertThat(config.propertiesFile()).contains(folder.resolve("kafka.properties"));
        assertThat(config.work()).isEqualTo(folder.resolve("work"));
        assertThat(config.keep())
                .isEqualTo(new Keep(
                        Duration.ofSeconds(90),
                        Duration.ofHours(12),
                        10_240,
                        Long.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        Duration.ofDays(2),
                        true));
        assertThat(config.schedule())
                .isEqualTo(new Schedule(
                        Optional.of(CronTimes.of("0 3 * * SUN-FRI", ZoneId.of("America/Santiago"))),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(ZoneId.of("America/Santiago")),
                        Duration.ofSeconds(30),
                        false,
                        Optional.empty()));
    }

    @Test
    void slotAndPublicationAreNamedAfterTheStreamUnlessToldOtherwise() throws IOException {
        String sender = "{role: sender, stream: My.App-1, database: {url: 'postgresql://db/x'}, depot: /d, work: /w";

        assertThat(log(sender + "}")).isEqualTo(new LogConfig(false, "dbferry_my_app_1", "dbferry_my_app_1", 2L << 30));
        assertThat(log(sender + ", log: {slot: s, publication: P, max-retained-wal: 500MB}}"))
                .isEqualTo(new LogConfig(true, "s", "P", 500L << 20));
    }

    private LogConfig log(String yaml) throws IOException {
        return ((SenderConfig) ConfigFile.read(write(yaml), Map.of(), HOME)).log();
    }

    @Test
    void partialTablesKeepTheirOrderAndMayBeAuto() throws IOException {
        String sender = "role: sender\nstream: s\ndatabase: {url: 'postgres://db/x'}\ndepot: /d\nwork: /w\n";

        assertThat(partial(sender + "partial: {minutes: 3, tables: auto, deletes: every 12 partials}"))
                .isEqualTo(new PartialConfig(
                        Duration.ofMinutes(3),
                        true,
                        Map.of(),
                        Optional.of(new DeletesSchedule(Duration.ofDays(365_000), 12))));
        assertThat(partial(sender
                        + "partial: {tables: {z: {strategy: scan}, \"*\": {strategy: auto}}, deletes: every 1h}"))
                .isEqualTo(new PartialConfig(
                        Duration.ofMinutes(10),
                        false,
                        Map.of("z", TableStrategy.of(Strategy.SCAN), "*", TableStrategy.of(Strategy.AUTO)),
                        Optional.of(new DeletesSchedule(Duration.ofHours(1), Long.MAX_VALUE))));
        assertThat(partial(sender + "partial: {tables: {z: {changed: c}, a: {changed: d}, m: {changed: e}}}")
                        .tables())
                .containsExactly(
                        Map.entry("z", TableStrategy.window("c")),
                        Map.entry("a", TableStrategy.window("d")),
                        Map.entry("m", TableStrategy.window("e")));
    }

    @Test
    void turkishLocaleReadsTheSame() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            Path file = write("""
                    role: sender
                    stream: transİt
                    database: {url: "postgresql://db/x"}
                    depot: SFTP://h/x
                    work: /w
                    keep: {free-space: 2gib}
                    schedule: {complete-dump: "30 3 * * fri", partial-dump: "* * * *"}
                    tables: [MINUTES]
                    """);

            assertThat(ConfigProblemsTest.problems(file))
                    .containsExactly(
                            "line 2: stream: 'transİt' is not 1 to 63 letters of A-Z, a-z, 0-9, '.', '_' and '-', the first of"
                                    + " them not '.'",
                            "line 4: depot: is neither sftp://user@host/folder, s3://bucket/prefix nor a folder's path",
                            "line 6: keep.free-space: '2gib' is not a size such as 500MB or 2GB",
                            "line 7: schedule.partial-dump: must be never or five fields (minute, hour, day of month, month, day of"
                                    + " week), not '* * * *'");
        } finally {
            Locale.setDefault(before);
        }
    }

    private PartialConfig partial(String yaml) throws IOException {
        return ((SenderConfig) ConfigFile.read(write(yaml), Map.of(), HOME)).partial();
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("dbferry.yaml"), yaml);
    }

    /** With what holds where the config says nothing. */
    private static Consumption consumption(String name, After after) {
        return new Consumption(
                name, after, 0, Duration.ofHours(1), 10, Duration.ofSeconds(30), Duration.ofHours(1), 100);
    }

    private static LoggingConfig logging(String work) {
        return new LoggingConfig(Optional.of(Path.of(work, "log/dbferry.log")), 14, 20 << 20, false);
    }
}
