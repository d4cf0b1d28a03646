package io.dbferry.postgres.connect;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import org.newsclub.net.unix.AFUNIXSocketFactory;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Opens connections to one database, all with the same settings, so that values have one text form whatever the server,
 * the role and this machine are set to. Safe for use by several threads.
 */
public final class Database {
    /** A parameter of libpq: what pgjdbc calls it, and libpq's environment variable. All take the same values. */
    private record Parameter(PGProperty property, String variable) {}

    private static final Map<String, Parameter> PARAMETERS = Map.of(
            "application_name", new Parameter(PGProperty.APPLICATION_NAME, "PGAPPNAME"),
            "connect_timeout", new Parameter(PGProperty.CONNECT_TIMEOUT, "PGCONNECT_TIMEOUT"),
            "options", new Parameter(PGProperty.OPTIONS, "PGOPTIONS"),
            "sslmode", new Parameter(PGProperty.SSL_MODE, "PGSSLMODE"),
            "sslrootcert", new Parameter(PGProperty.SSL_ROOT_CERT, "PGSSLROOTCERT"),
            "sslcert", new Parameter(PGProperty.SSL_CERT, "PGSSLCERT"),
            "sslkey", new Parameter(PGProperty.SSL_KEY, "PGSSLKEY"));

    /** protocol_violation: what PgBouncer says to settings in the startup packet that it does not know. */
    private static final String PROTOCOL_VIOLATION = "08P01";

    /** How long a pooler may take to serve a second connection before it counts as having no room for it, in seconds. */
    private static final String POOLER_PATIENCE = "10";

    private final DatabaseUrl url;
    private final Supplier<Optional<String>> password;
    private final String applicationName;
    private final Refusals refusals;
    private final Map<String, String> settings;
    private final String socketFactory;
    private final String socketArgument;

    /**
     * @param password asked at each connection
     * @param failure what every failure of this database is, but for a full disk
     * @param applicationName what pg_stat_activity shows, unless the URL says
     */
    public Database(DatabaseUrl url, Supplier<Optional<String>> password, Failure failure, String applicationName) {
        this(
                url,
                password,
                applicationName,
                new Refusals(url, failure, false),
                Map.of(),
                AFUNIXSocketFactory.FactoryArg.class.getName(),
                url.host() + "/.s.PGSQL." + url.port());
    }

    private Database(
            DatabaseUrl url,
            Supplier<Optional<String>> password,
            String applicationName,
            Refusals refusals,
            Map<String, String> settings,
            String socketFactory,
            String socketArgument) {
        this.url = url;
        this.password = password;
        this.applicationName = applicationName;
        this.refusals = refusals;
        this.settings = Map.copyOf(settings);
        this.socketFactory = socketFactory;
        this.socketArgument = socketArgument;
    }

    /**
     * The same server by sockets of another kind, where the URL names one of this machine.
     *
     * @param sockets has a constructor that takes the argument
     */
    public Database through(Class<? extends SocketFactory> sockets, String argument) {
        return new Database(url, password, applicationName, refusals, settings, sockets.getName(), argument);
    }

    /**
     * The same for statements on rows of which not all may leave the sender: what the server says of a failure is kept back
     * where it may quote a value.
     *
     * @param secrets settings of each session, of names with a dot; no statement's text has their values
     */
    public Database discreet(Map<String, String> secrets) {
        return new Database(
                url, password, applicationName, refusals.discreet(), secrets, socketFactory, socketArgument);
    }

    /**
     * Opens a connection in autocommit. Its search_path is empty: every name but PostgreSQL's own needs its schema.
     * Through a pooler in session mode it leaves nothing in the server's process once it is closed.
     *
     * @throws DbferryException if the server cannot be reached or refuses, or a pooler in another mode stands before it
     */
    public Connection connect() {
        return connect(properties());
    }

    /**
     * Opens a connection that sends each text as it is, several statements as one message: the server alone says where
     * one ends.
     *
     * @throws DbferryException as {@link #connect}
     */
    public Connection connectForScripts() {
        Properties properties = properties();
        PGProperty.PREFER_QUERY_MODE.set(properties, PreferQueryMode.SIMPLE.value());
        return connect(properties);
    }

    private Connection connect(Properties properties) {
        try {
            return prepared(open(properties), properties);
        } catch (SQLException e) {
            throw refusals.connecting(e);
        }
    }

    /** A pooler may refuse what the driver asks for as it connects; the driver then asks for it afterwards. */
    private Connection open(Properties properties) throws SQLException {
        Properties startup = (Properties) properties.clone();
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(startup, "9.0");
        try {
            return new Driver().connect(driverUrl(), startup);
        } catch (SQLException e) {
            if (!PROTOCOL_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            return new Driver().connect(driverUrl(), properties);
        }
    }

    /** What programs that use libpq must find in their environment to connect as this does; the password among it. */
    public Map<String, String> libpqEnvironment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PGHOST", url.host(),
                "PGPORT", String.valueOf(url.port()),
                "PGUSER", url.user(),
                "PGDATABASE", url.database(),
                "PGAPPNAME", applicationName));
        password.get().ifPresent(secret -> environment.put("PGPASSWORD", secret));
        url.parameters()
                .forEach((name, value) -> environment.put(parameter(name).variable(), value));
        return environment;
    }

    /** Turns a statement's failure into one that its reader can act on; {@code what} follows "cannot". */
    public DbferryException refused(String what, SQLException e) {
        return refusals.executing(what, e);
    }

    /** The same with the place in the database's own functions where the statement failed. */
    public DbferryException refusedWithContext(String what, SQLException e) {
        return refusals.executingWithContext(what, e);
    }

    /** The database's URL for messages; holds nothing secret. */
    public String describe() {
        return url.describe();
    }

    private Connection prepared(Connection connection, Properties properties) throws SQLException {
        try {
            if (SessionSettings.setIfDirect(connection, refusals.ofTarget())) {
                SessionSettings.set(connection, settings);
                return connection;
            }
            requireSession(connection, properties);
            Connection session = PooledSession.of(connection);
            SessionSettings.set(session, refusals.ofTarget());
            SessionSettings.set(session, settings);
            return session;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void requireSession(Connection connection, Properties properties) throws SQLException {
        Properties impatient = (Properties) properties.clone();
        PGProperty.SOCKET_TIMEOUT.set(impatient, POOLER_PATIENCE);
        PGProperty.PREFER_QUERY_MODE.set(impatient, PreferQueryMode.SIMPLE.value());
        boolean session;
        try {
            session = Pooler.keepsOneProcess(connection, () -> open(impatient));
        } catch (SQLException e) {
            throw refusals.pooler("it gives no second connection a transaction", e);
        }
        if (!session) {
            // The driver may have had to set it before anyone could know.
            try (Statement statement = connection.createStatement()) {
                statement.execute("RESET extra_float_digits");
            }
            throw refusals.pooler("it gives each transaction or statement another process of the server", null);
        }
    }

    private String driverUrl() {
        String host = url.isSocket() ? "localhost" : url.hostOfUri();
        String database =
                URLEncoder.encode(url.database(), StandardCharsets.UTF_8).replace("+", "%20");
        return "jdbc:postgresql://" + host + ":" + url.port() + "/" + database;
    }

    private static Parameter parameter(String name) {
        return Objects.requireNonNull(PARAMETERS.get(name));
    }

    private Properties properties() {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, url.user());
        // Never absent: the driver would look into .pgpass by itself, and use one that is open to others.
        PGProperty.PASSWORD.set(properties, password.get().orElse(""));
        PGProperty.APPLICATION_NAME.set(properties, applicationName);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        url.parameters().forEach((name, value) -> parameter(name).property().set(properties, value));
        if (url.isSocket()) {
            PGProperty.SOCKET_FACTORY.set(properties, socketFactory);
            PGProperty.SOCKET_FACTORY_ARG.set(properties, socketArgument);
            // A Unix socket has no TLS; libpq passes over sslmode there too.
            PGProperty.SSL_MODE.set(properties, "disable");
        }
        return properties;
    }
}
