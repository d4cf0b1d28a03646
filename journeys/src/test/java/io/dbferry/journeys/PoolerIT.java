package io.dbferry.journeys;

import static io.dbferry.journeys.BadInputIT.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.PgBouncer;
import io.dbferry.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection pooler before a database: refused, or used as if it were not there, and never left with our settings. */
@Timeout(120)
class PoolerIT {
    private static final String HINT = "Name PostgreSQL's own host and port in database.url, or a pool in session mode"
            + " with at least 4 connections free (PgBouncer: pool_mode = session)";

    private static final String IGNORE = "ignore_startup_parameters=extra_float_digits";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE bus (id int PRIMARY KEY, plate text)");
        servers.onSender("INSERT INTO bus VALUES (1, 'AA'), (2, 'BB')");
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "transaction, default_pool_size=1",
        "transaction, server_round_robin=1",
        "statement, default_pool_size=20"
    })
    void poolThatSharesProcessesIsRefusedOnEitherSideAndKeepsNoSetting(String mode, String more) throws Exception {
        servers.sender("dump", "complete");
        servers.receiver("load");
        try (PgBouncer source = pooler(15, databaseOf("sender"), mode, more, IGNORE);
                PgBouncer target = pooler(18, databaseOf("receiver"), mode, more, IGNORE)) {
            String atSource = useUrl("sender", source.url());
            String atTarget = useUrl("receiver", target.url());

            assertFails(servers.sender("dump", "partial"), 3, atSource, HINT);
            assertFails(servers.sender("dump", "complete"), 3, atSource, HINT);
            assertFails(servers.receiver("load"), 6, atTarget, HINT);
            assertThat(servers.sender("check")).satisfies(run -> {
                assertThat(run.exit()).isEqualTo(3);
                assertThat(run.out()).contains("fail  database     " + atSource + "\n      HINT: " + HINT);
            });
            assertThat(servers.receiver("check")).satisfies(run -> {
                assertThat(run.exit()).isEqualTo(6);
                assertThat(run.out()).contains("fail  database     " + atTarget + "\n      HINT: " + HINT);
            });
            assertApplicationIsUnharmed(source);
            assertApplicationIsUnharmed(target);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"server_reset_query=, server_check_delay=30", IGNORE + ", server_reset_query="})
    void poolInSessionModeServesBothSidesAndIsLeftAsItWas(String first, String second) throws Exception {
        try (PgBouncer source = pooler(15, databaseOf("sender"), "session", first, second);
                PgBouncer target = pooler(18, databaseOf("receiver"), "session", first, second)) {
            useUrl("sender", source.url());
            useUrl("receiver", target.url());
            leaveTraces(source);
            leaveTraces(target);

            for (int i = 3; i < 6; i++) {
                assertThat(servers.sender("dump", i % 2 > 0 ? "complete" : "partial"))
                        .satisfies(PoolerIT::isDone);
                assertThat(servers.receiver("load")).satisfies(PoolerIT::isDone);
                assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
                servers.onSender("INSERT INTO bus VALUES (" + i + ", 'CC')");
            }

            assertApplicationIsUnharmed(source);
            assertApplicationIsUnharmed(target);
        }
    }

    @Test
    void poolWithoutRoomForASecondConnectionIsRefused() throws Exception {
        try (PgBouncer target = pooler(18, databaseOf("receiver"), "session", "default_pool_size=1", IGNORE)) {
            useUrl("receiver", target.url());
            servers.sender("dump", "complete");

            assertFails(
                    servers.receiver("load"),
                    6,
                    "cannot use database '" + target.url()
                            + "': a connection pooler stands before it, and it gives no second connection a transaction",
                    HINT);
        }
    }

    private static void isDone(TwoServers.Run run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
    }

    private PgBouncer pooler(int major, String database, String mode, String... more) throws Exception {
        return PgBouncer.start(folder, PostgresServer.of(major), database, mode, more);
    }

    private String databaseOf(String side) throws Exception {
        return Files.readString(folder.resolve(side + ".yaml")).replaceAll("(?s).*url: \"[^\"]*/([^\"]*)\".*", "$1");
    }

    /** Returns what a refusal of that pool says. */
    private String useUrl(String side, String url) throws Exception {
        Path config = folder.resolve(side + ".yaml");
        Files.writeString(config, Files.readString(config).replaceAll("url: \"[^\"]*\"", "url: \"" + url + "\""));
        return "cannot use database '" + url + "': a connection pooler stands before it, and it gives each transaction"
                + " or statement another process of the server";
    }

    /** An application that leaves its session in a state of its own, to whoever comes next. */
    private static void leaveTraces(PgBouncer pooler) throws Exception {
        try (Connection connection = application(pooler);
                Statement statement = connection.createStatement()) {
            statement.execute("PREPARE \"S_1\" AS SELECT 1");
            statement.execute("CREATE TEMPORARY TABLE bus (id int)");
            statement.execute("SET enable_seqscan = off");
        }
    }

    private static void assertApplicationIsUnharmed(PgBouncer pooler) throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Connection connection = application(pooler);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FILTER (WHERE id < 3),"
                            + " current_setting('search_path'), current_setting('jit'), current_setting('row_security'),"
                            + " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),"
                            + " current_setting('extra_float_digits'), (SELECT count(*) FROM pg_prepared_statements)"
                            + " FROM bus")) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(2);
                assertThat(row.getString(2)).isEqualTo("\"$user\", public");
                assertThat(row.getString(3)).isEqualTo("on");
                assertThat(row.getString(4)).isEqualTo("on");
                assertThat(row.getInt(5)).isZero();
                assertThat(row.getInt(7)).isZero();
            }
        }
    }

    /** The driver sends each text as one message, which needs nothing of the pool but a process for the moment. */
    private static Connection application(PgBouncer pooler) throws Exception {
        return DriverManager.getConnection(
                "jdbc:" + pooler.url().replace("postgres@", "") + "?user=postgres&preferQueryMode=simple");
    }
}
