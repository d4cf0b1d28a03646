package io.dbferry.check.database;

import io.dbferry.check.finding.Findings;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.connect.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

/** The database's server: its version, and its clock against this machine's. */
public final class ServerCheck {
    private static final int OLDEST = 14;
    private static final int NEWEST = 18;
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    private final Database database;
    private final Clock clock;
    private final Findings findings;

    public ServerCheck(Database database, Clock clock, Findings findings) {
        this.database = database;
        this.clock = clock;
        this.findings = findings;
    }

    public void version(Connection connection) throws SQLException {
        String version = connection.getMetaData().getDatabaseProductVersion();
        int major = connection.getMetaData().getDatabaseMajorVersion();
        String text = database.describe() + " PostgreSQL " + version;
        if (major < OLDEST || major > NEWEST) {
            findings.warn(
                    "database",
                    text + " is not among the versions that DbFerry is tested with",
                    "Use PostgreSQL " + OLDEST + " to " + NEWEST);
        } else {
            findings.ok("database", text);
        }
    }

    public void clock(Connection connection) throws SQLException {
        Instant before = clock.instant();
        Instant theirs = now(connection);
        Instant ours = before.plus(Duration.between(before, clock.instant()).dividedBy(2));
        Duration difference = Duration.between(ours, theirs);
        String seconds = String.format(Locale.ROOT, "%.1f s", Math.abs(difference.toMillis()) / 1000.0);
        if (difference.abs().compareTo(CLOCK_TOLERANCE) > 0) {
            findings.warn(
                    "clock",
                    "the database's clock is " + seconds + (difference.isNegative() ? " behind" : " ahead of")
                            + " this machine's",
                    "On both machines, as root: timedatectl set-ntp true");
        } else {
            findings.ok("clock", "the database's clock and this machine's differ by " + seconds);
        }
    }

    /** Whether a load can write at all. */
    public void writable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            row.next();
            if (row.getBoolean(1)) {
                findings.fail(
                        "database",
                        Failure.TARGET_DATABASE,
                        "the server is in recovery, where nothing can be written",
                        "Name the primary server in database.url");
            }
        }
    }

    /** Large objects are no part of any table: where rows name some, the rows arrive and the objects do not. */
    public void largeObjects(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_largeobject_metadata")) {
            row.next();
            if (row.getLong(1) > 0) {
                findings.warn(
                        "tables",
                        String.format(
                                Locale.ROOT,
                                "the database has %,d large objects, which are not shipped",
                                row.getLong(1)),
                        "Keep their content in a bytea column or in media files; 'vacuumlo -n' counts those that no row"
                                + " names");
            }
        }
    }

    private static Instant now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
