package io.dbferry.postgres.connect;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.newsclub.net.unix.AFUNIXSocketFactory;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Opens connections to one database, all with the same settings, so that values have one text form whatever the server,
 * the role and this machine are set to. Safe for use by several threads.
 */
public final class Database {
    /** libpq's parameters and what pgjdbc calls them; both take the same values. */
    private static final Map<String, PGProperty> PROPERTIES = Map.of(
            "application_name", PGProperty.APPLICATION_NAME,
            "connect_timeout", PGProperty.CONNECT_TIMEOUT,
            "options", PGProperty.OPTIONS,
            "sslmode", PGProperty.SSL_MODE,
            "sslrootcert", PGProperty.SSL_ROOT_CERT,
            "sslcert", PGProperty.SSL_CERT,
            "sslkey", PGProperty.SSL_KEY);

    /**
     * All settings in one round trip. Those that are not settings of every supported version are set where they are:
     * transaction_timeout is new in 17. An extra_float_digits above 0 gives the shortest text that is exact (since
     * PostgreSQL 12). With row_security off a policy that would hide rows is an error, as in pg_dump. Compiling (jit)
     * costs more than it saves in statements that run once for each table or chunk, as ours do.
     */
    private static final String SETTINGS = """
            SELECT pg_catalog.count(pg_catalog.set_config(s.name, v.value, false))
            FROM (VALUES
                ('search_path', ''),
                ('TimeZone', 'UTC'),
                ('DateStyle', 'ISO, YMD'),
                ('IntervalStyle', 'postgres'),
                ('extra_float_digits', '1'),
                ('bytea_output', 'hex'),
                ('lc_monetary', 'C'),
                ('xmloption', 'content'),
                ('standard_conforming_strings', 'on'),
                ('row_security', 'off'),
                ('synchronize_seqscans', 'off'),
                ('statement_timeout', '0'),
                ('transaction_timeout', '0'),
                ('idle_in_transaction_session_timeout', '0'),
                ('idle_session_timeout', '0'),
                ('jit', 'off')
            ) AS v(name, value) JOIN pg_catalog.pg_settings AS s ON s.name OPERATOR(pg_catalog.=) v.name""";

    private final DatabaseUrl url;
    private final Supplier<Optional<String>> password;
    private final String applicationName;
    private final Refusals refusals;

    /**
     * @param password asked at each connection
     * @param failure what every failure of this database is, but for a full disk
     * @param applicationName what pg_stat_activity shows, unless the URL says
     */
    public Database(DatabaseUrl url, Supplier<Optional<String>> password, Failure failure, String applicationName) {
        this.url = url;
        this.password = password;
        this.applicationName = applicationName;
        this.refusals = new Refusals(url, failure);
    }

    /**
     * Opens a connection in autocommit. Its search_path is empty: every name but PostgreSQL's own needs its schema.
     *
     * @throws DbferryException if the server cannot be reached or refuses
     */
    public Connection connect() {
        try {
            return prepared(new Driver().connect(driverUrl(), properties()));
        } catch (SQLException e) {
            throw refusals.connecting(e);
        }
    }

    /** Turns a statement's failure into one that its reader can act on; {@code what} follows "cannot". */
    public DbferryException refused(String what, SQLException e) {
        return refusals.executing(what, e);
    }

    /** The database's URL for messages; holds nothing secret. */
    public String describe() {
        return url.describe();
    }

    private static Connection prepared(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SETTINGS);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private String driverUrl() {
        String host = url.isSocket() ? "localhost" : url.hostOfUri();
        String database =
                URLEncoder.encode(url.database(), StandardCharsets.UTF_8).replace("+", "%20");
        return "jdbc:postgresql://" + host + ":" + url.port() + "/" + database;
    }

    private Properties properties() {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, url.user());
        // Never absent: the driver would look into .pgpass by itself, and use one that is open to others.
        PGProperty.PASSWORD.set(properties, password.get().orElse(""));
        PGProperty.APPLICATION_NAME.set(properties, applicationName);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        url.parameters().forEach((name, value) -> Objects.requireNonNull(PROPERTIES.get(name))
                .set(properties, value));
        if (url.isSocket()) {
            PGProperty.SOCKET_FACTORY.set(properties, AFUNIXSocketFactory.FactoryArg.class.getName());
            PGProperty.SOCKET_FACTORY_ARG.set(properties, url.host() + "/.s.PGSQL." + url.port());
            // A Unix socket has no TLS; libpq passes over sslmode there too.
            PGProperty.SSL_MODE.set(properties, "disable");
        }
        return properties;
    }
}
