package io.dbferry.postgres.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.testing.PostgresServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseIT {
    private static final String PASSWORD_HINT = "Put the password into ~/.pgpass, PGPASSWORD or database.password-file";

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 18})
    void settingsAreTheSameWhateverTheDatabaseIsSetTo(int major) throws SQLException {
        PostgresServer server = PostgresServer.of(major);
        String name = server.createDatabase("settings");
        for (String setting : new String[] {
            "search_path = public",
            "\"TimeZone\" = 'America/Bogota'",
            "\"DateStyle\" = 'SQL, DMY'",
            "\"IntervalStyle\" = iso_8601",
            "bytea_output = escape",
            "extra_float_digits = -3",
            "statement_timeout = 300000",
            "idle_in_transaction_session_timeout = 300000"
        }) {
            server.execute("postgres", "ALTER DATABASE " + name + " SET " + setting);
        }

        try (Connection connection = database(server.url(name)).connect()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(read(
                            connection,
                            "SELECT concat_ws(' | ', timestamptz '2026-11-23 03:31:07.1-05',"
                                    + " interval '1 day 2 hours', float8 '0.1' + float8 '0.2', bytea '\\xff')"))
                    .isEqualTo("2026-11-23 08:31:07.1+00 | 1 day 02:00:00 | 0.30000000000000004 | \\xff");
            assertThat(
                            read(
                                    connection,
                                    "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings"
                                            + " WHERE name IN ('search_path', 'lc_monetary', 'row_security', 'statement_timeout',"
                                            + " 'synchronize_seqscans', 'idle_in_transaction_session_timeout', 'application_name')"))
                    .isEqualTo("application_name=dbferry test idle_in_transaction_session_timeout=0 lc_monetary=C"
                            + " row_security=off search_path= statement_timeout=0 synchronize_seqscans=off");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void connectsThroughAUnixSocket(int major) throws SQLException {
        PostgresServer server = PostgresServer.of(major);
        String name = server.createDatabase("socket");
        String url = "postgresql://postgres@/%s?host=%s&port=%d&sslmode=require"
                .formatted(name, server.socketFolder(), server.port());

        try (Connection connection = database(url).connect()) {
            assertThat(read(
                            connection,
                            "SELECT current_database() || coalesce(inet_client_addr()::text, ' by socket')"))
                    .isEqualTo(name + " by socket");
        }
    }

    @Test
    void connectsWithPasswordAndParametersOfTheUrl() throws SQLException {
        PostgresServer server = PostgresServer.of(15);
        server.createRole("app", "p@ss:w%rd");
        String name = server.createDatabase("odd %name");
        String url = server.url("odd%20%25name_" + name.substring(name.lastIndexOf('_') + 1), "app")
                + "?application_name=theirs&connect_timeout=3&options=-c%20work_mem%3D2MB&sslmode=prefer";

        try (Connection connection = database(url, "p@ss:w%rd").connect()) {
            assertThat(read(
                            connection,
                            "SELECT concat_ws(' ', current_database(), current_user,"
                                    + " current_setting('work_mem'), current_setting('application_name'))"))
                    .isEqualTo(name + " app 2MB theirs");
        }
    }

    @Test
    void wrongPasswordSaysWhereToPutTheRightOne() {
        PostgresServer server = PostgresServer.of(15);
        server.createRole("app", "right");
        String url = server.url("postgres", "app");

        assertRefused(
                database(url, "wrong"),
                "cannot connect to database '" + url + "': password authentication failed for user \"app\"",
                PASSWORD_HINT);
    }

    @Test
    void missingPasswordSaysWhereToPutIt() {
        PostgresServer server = PostgresServer.of(15);
        server.createRole("app", "right");
        String url = server.url("postgres", "app");

        assertRefused(
                database(url),
                "cannot connect to database '" + url + "': the server asks for a password and none was found",
                PASSWORD_HINT);
    }

    @Test
    void missingDatabaseSaysToCreateIt() {
        String url = PostgresServer.of(15).url("missing");

        assertRefused(
                database(url),
                "cannot connect to database '" + url + "': database \"missing\" does not exist",
                "As a superuser: CREATE DATABASE \"missing\"; or name another in database.url");
    }

    @Test
    void missingRoleSaysHowToMakeIt() {
        String url = PostgresServer.of(15).url("postgres", "nobody");

        assertRefused(
                database(url),
                "cannot connect to database '" + url + "': role \"nobody\" does not exist",
                "As a superuser: CREATE ROLE \"nobody\" LOGIN");
    }

    @Test
    void noServerSaysToCheckTheUrl() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String hint = "Check that PostgreSQL runs there (systemctl status postgresql), and that database.url is right";
        String tcp = "postgresql://app@127.0.0.1:" + port + "/x";
        String unix = "postgresql://app@/x?host=/no/such/folder";

        assertRefused(database(tcp), "cannot connect to database '" + tcp + "': connection refused", hint);
        assertRefused(database(unix), "cannot connect to database '" + unix + "': no such file or directory", hint);
    }

    @Test
    void unknownHostIsNamed() {
        String url = "postgresql://app@no-such-host.invalid:5432/x";

        assertRefused(
                database(url),
                "cannot connect to database '" + url + "': unknown host 'no-such-host.invalid'",
                "Check that PostgreSQL runs there (systemctl status postgresql), and that database.url is right");
    }

    @Test
    void deniedPermissionSaysWhatToGrant() throws SQLException {
        PostgresServer server = PostgresServer.of(18);
        server.createRole("app", "right");
        String name = server.createDatabase("denied");
        server.execute(
                name,
                "CREATE TABLE public.t (); CREATE SCHEMA hidden; CREATE TABLE hidden.t ();"
                        + "CREATE TABLE public.r (); GRANT SELECT ON public.r TO app; ALTER TABLE public.r ENABLE ROW LEVEL SECURITY");
        Database database = database(server.url(name, "app"), "right");

        assertStatementRefused(
                database,
                "TABLE public.t",
                "cannot read table 't': permission denied for table t",
                "As the tables' owner: GRANT SELECT ON ALL TABLES IN SCHEMA public TO \"app\"; for others, see dbferry check");
        assertStatementRefused(
                database,
                "TABLE hidden.t",
                "cannot read table 't': permission denied for schema hidden",
                "As the schema's owner: GRANT USAGE ON SCHEMA hidden TO \"app\"");
        assertStatementRefused(
                database,
                "TABLE public.r",
                "cannot read table 't': query would be affected by row-level security policy for table \"r\"",
                "Let the role see all rows: ALTER ROLE \"app\" BYPASSRLS");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"53100, DISK_SPACE", "57P01, SOURCE_DATABASE", "XX000, SOURCE_DATABASE"})
    void fullDiskOfTheServerIsAFailureOfItsOwn(String state, Failure failure) {
        DbferryException refused = database("postgresql://app@db/x")
                .refused("write table 't'", new SQLException("could not extend file.", state));

        assertThat(refused.failure()).isEqualTo(failure);
        assertThat(refused).hasMessage("cannot write table 't': could not extend file");
    }

    @Test
    void describesItselfByItsUrl() {
        assertThat(database("postgresql://app@db/x").describe()).isEqualTo("postgresql://app@db:5432/x");
    }

    private static void assertRefused(Database database, String message, String hint) {
        assertThatThrownBy(() -> database.connect().close())
                .isInstanceOfSatisfying(DbferryException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.SOURCE_DATABASE);
                    assertThat(e.hint()).isEqualTo(hint);
                })
                .hasMessage(message);
    }

    private static void assertStatementRefused(Database database, String sql, String message, String hint)
            throws SQLException {
        try (Connection connection = database.connect()) {
            SQLException e = catchThrowableOfType(SQLException.class, () -> read(connection, sql));
            DbferryException refused = database.refused("read table 't'", e);
            assertThat(refused).hasMessage(message).hasCause(e);
            assertThat(refused.hint()).isEqualTo(hint);
        }
    }

    private static Database database(String url, String... password) {
        Optional<String> found =
                Optional.of(password).filter(p -> p.length == 1).map(p -> p[0]);
        return new Database(DatabaseUrl.parse(url), () -> found, Failure.SOURCE_DATABASE, "dbferry test");
    }

    private static String read(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
