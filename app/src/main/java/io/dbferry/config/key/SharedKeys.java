package io.dbferry.config.key;

import io.dbferry.config.DepotLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The keys that both sides have. */
public final class SharedKeys {
    public static final Key<Side> ROLE = Key.both(
                    "role", Forms.either("sender", Side.SENDER, "receiver", Side.RECEIVER))
            .needed()
            .example("sender")
            .means("the side that this config is for");

    public static final Key<String> STREAM = Key.both("stream", Forms.NAME)
            .needed()
            .example("transapp")
            .means("the name that both sides use; 1 to 63 of `A-Z a-z 0-9 . _ -`, not starting with a dot");

    public static final Key<String> DATABASE_URL = Key.both("database.url", Forms.DATABASE_URL)
            .needed()
            .example("postgresql://app@127.0.0.1:5432/transapp?sslmode=verify-full")
            .means("the database; missing parts are as in libpq. Never a password");

    public static final Key<Path> DATABASE_PASSWORD_FILE = Key.both("database.password-file", Forms.PATH)
            .otherwise("`PGPASSWORD`, else `PGPASSFILE` or `~/.pgpass`")
            .example("/etc/dbferry/database-password")
            .means("a file with the password in its first line. Other users must not be able to read it");

    public static final Key<DepotLocation> DEPOT = Key.both("depot", Forms.DEPOT)
            .needed()
            .example("sftp://transapp@viz.example.org:22/home/transapp/bkps")
            .means(
                    "what shipments travel through: an SFTP address, port 22 by default, an object store as `s3://bucket/prefix`, or a"
                            + " folder's path");

    public static final Key<Long> BANDWIDTH_LIMIT = Key.both("bandwidth-limit", Forms.BANDWIDTH)
            .example("20MB/s")
            .means(
                    "the most bytes of files that a run sends to or reads from a depot on another machine in a second; at least"
                            + " `64KB/s`. Without it, as many as the line carries");

    public static final Key<Path> SSH_PRIVATE_KEY = Key.both("ssh.private-key", Forms.PATH)
            .otherwise("the SSH agent of `SSH_AUTH_SOCK`")
            .example("~/.ssh/id_ed25519")
            .means(
                    "the key that opens SFTP and, on the sender, signs manifests. Without it nothing is signed. Other users"
                            + " must not be able to read it");

    public static final Key<Path> SSH_PASSPHRASE_FILE = Key.both("ssh.passphrase-file", Forms.PATH)
            .example("/etc/dbferry/passphrase")
            .means("a file with the key's passphrase in its first line");

    /** With two phases that may have to wait, a run ends within about a minute of a server that is gone. */
    public static final Key<Duration> SSH_RETRY_FOR = Key.both("ssh.retry-for", Forms.DURATION)
            .standard("30s")
            .example("2m")
            .means("how long an unreachable server is retried without progress; `0s` disables retries");

    public static final Key<Path> SSH_KNOWN_HOSTS = Key.both("ssh.known-hosts", Forms.PATH)
            .standard("~/.ssh/known_hosts")
            .example("/etc/dbferry/known_hosts")
            .means("known servers, in OpenSSH's format; DbFerry connects to no other");

    public static final Key<Path> WORK = Key.both("work", Forms.PATH)
            .needed()
            .example("/var/lib/dbferry")
            .means("a folder of DbFerry's own: state, locks, logs, outgoing shipments");

    public static final Key<Long> KEEP_FREE_SPACE = Key.both("keep.free-space", Forms.SIZE)
            .standard("2GB")
            .example("10GB")
            .means(
                    "free disk to keep: on the disk of `work`, on the sender also of the depot (if its server reports free"
                            + " space, as OpenSSH does), on the receiver also of its media. DbFerry stops (exit 8) rather than use"
                            + " this space; it deletes nothing to free it");

    public static final Key<Long> KEEP_SIZE = Key.both("keep.size", Forms.SIZE)
            .example("50GB")
            .means(
                    "the most that all shipments in the depot may take. Above it, a receiver deletes the oldest shipments"
                            + " that may go; a sender ships nothing and exits with code 8. Checking it costs one SFTP request per"
                            + " shipment");

    public static final Key<Boolean> RECEIPTS = Key.both("receipts", Forms.either("left", true, "none", false))
            .standard("left")
            .example("none")
            .means(
                    "`none`: nothing goes from the receiver to the depot: the receiver leaves no receipts and deletes nothing, the"
                            + " sender deletes by `keep`. On both sides alike: [ship one way](../how-to/ship-one-way.md)");

    public static final Key<Duration> KEEP_COMPLETE = Key.both("keep.complete", Forms.DURATION)
            .standard("4d")
            .example("14d")
            .means("how long applied completes stay in the depot; on a sender only with `receipts: none`");

    public static final Key<Duration> KEEP_PARTIAL = Key.both("keep.partial", Forms.DURATION)
            .standard("2d")
            .example("12h")
            .means("how long applied partials stay in the depot; on a sender only with `receipts: none`");

    public static final Key<Integer> KEEP_COMPLETES = Key.both("keep.completes", Forms.COUNT)
            .example("3")
            .means(
                    "how many completes stay in the depot; older ones, and partials before them, are deleted before their age"
                            + " is up; on a sender only with `receipts: none`");

    public static final Key<Optional<Path>> LOGGING_FILE = Key.both("logging.file", Forms.orWord(Forms.PATH, "none"))
            .otherwise("`log/dbferry.log` in `work`")
            .example("/var/log/dbferry/dbferry.log")
            .means("the log file, or `none`");

    public static final Key<Integer> LOGGING_KEEP = Key.both("logging.keep", Forms.DAYS)
            .standard("14d")
            .example("30d")
            .means("how many days of log files to keep, in whole days");

    public static final Key<Long> LOGGING_SIZE = Key.both("logging.size", Forms.LOG_SIZE)
            .standard("20MB")
            .example("5MB")
            .means(
                    "the size at which a log file is rotated. All files together take at most this much for each day kept");

    public static final Key<Boolean> LOGGING_JSON = Key.both(
                    "logging.format", Forms.either("text", false, "json", true))
            .standard("text")
            .example("json")
            .means("`json`: each line is an object");

    public static final Key<List<String>> TABLES = Key.both("tables", Forms.TEXTS)
            .otherwise("sender: all of the schema public; receiver: all that a shipment carries")
            .example("['\"AndroidRequests_\"*']")
            .means("[patterns](#table-patterns). On the receiver, other tables are not touched");

    public static final Key<List<String>> EXCLUDE = Key.both("exclude", Forms.TEXTS)
            .example("[django_session]")
            .means(
                    "[patterns](#table-patterns): on the sender, tables that are not shipped; on the receiver, tables that no"
                            + " shipment touches, whatever `tables` says");

    /** A receiver reads the folder alone. */
    public static final Key<Path> MEDIA_FOLDER = Key.both("media[].folder", Forms.MEDIA_FOLDER)
            .needed()
            .example("/srv/app/media/reported_images")
            .means(
                    "a folder of files: on the sender what is shipped; on the receiver where it is installed, in the order of"
                            + " the sender's folders");

    public static final Key<Path> METRICS_FILE = Key.both("metrics.file", Forms.PATH)
            .example("/var/lib/prometheus/node-exporter/dbferry.prom")
            .means("the file to write metrics to after each run, for node_exporter's textfile collector:"
                    + " [metrics.md](metrics.md)");

    public static final Key<Integer> METRICS_PORT = Key.both("metrics.port", Forms.PORT)
            .example("9187")
            .means(
                    "for `run`: serves [a page](../how-to/watch-on-a-page.md), `/status.json`, `/metrics` and `/health` on this port"
                            + " of 127.0.0.1");

    public static final Key<List<String>> METRICS_HOSTS = Key.both("metrics.hosts", Form.list(Forms.HOST))
            .example("[status.example.org]")
            .means("names that this port answers for beside 127.0.0.1 and localhost, such as that of a proxy");

    public static final Key<ZoneId> TIME_ZONE = Key.both("schedule.time-zone", Forms.TIME_ZONE)
            .otherwise("the machine's")
            .example("America/Santiago")
            .means("the time zone of all times of `schedule`");

    public static final Key<Duration> JITTER = Key.both("schedule.jitter", Forms.JITTER)
            .standard("0s")
            .example("30s")
            .means("for `run`: each job starts up to this much later, at random; at most `1h`");

    public static final Key<Duration> AT_MOST_EVERY = Key.both("schedule.at-most-every", PartialForms.INTERVAL)
            .standard("500ms")
            .example("2s")
            .means(
                    "for `continuous`: partials begin at least this long after each other, and carry together what was committed"
                            + " meanwhile; how often a receiver asks the depot. Between `100ms` and `1h`");

    static final List<Key<?>> ALL = List.of(
            ROLE,
            STREAM,
            DATABASE_URL,
            DATABASE_PASSWORD_FILE,
            DEPOT,
            BANDWIDTH_LIMIT,
            SSH_PRIVATE_KEY,
            SSH_PASSPHRASE_FILE,
            SSH_RETRY_FOR,
            SSH_KNOWN_HOSTS,
            WORK,
            KEEP_FREE_SPACE,
            KEEP_SIZE,
            RECEIPTS,
            KEEP_COMPLETE,
            KEEP_PARTIAL,
            KEEP_COMPLETES,
            LOGGING_FILE,
            LOGGING_KEEP,
            LOGGING_SIZE,
            LOGGING_JSON,
            TABLES,
            EXCLUDE,
            MEDIA_FOLDER,
            METRICS_FILE,
            METRICS_PORT,
            METRICS_HOSTS,
            TIME_ZONE,
            JITTER,
            AT_MOST_EVERY);

    private SharedKeys() {}
}
