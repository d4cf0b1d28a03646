package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender's database that is not what it was: copied back from a disk, recovered to a new timeline, another cluster. */
class SenderSetBackIT {
    private static final String TABLE =
            "CREATE TABLE item (id int PRIMARY KEY, note text, updated_at timestamptz NOT NULL"
                    + " DEFAULT clock_timestamp())";

    @TempDir
    private Path folder;

    @Test
    void databaseThatWasSetBackFailedOverOrReplacedIsToldAndHealedByAComplete() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path older = folder.resolve("older");
        TwoServers servers;
        int port;
        try (PostgresServer first = PostgresServer.startOn(15, data, 0)) {
            port = first.port();
            servers = TwoServers.in(folder, first, PostgresServer.of(18));
            servers.onBoth(TABLE);
            servers.onSender("INSERT INTO item SELECT i, 'old' FROM generate_series(1, 10) i");
            assertShips(servers, "partial", "a complete instead of a partial: the stream has no complete yet\n");
        }
        ChildProcess.run(Path.of("cp"), "-a", data.toString(), older.toString());
        try (PostgresServer first = PostgresServer.startOn(15, data, port)) {
            servers.onSender("INSERT INTO item SELECT i, 'lost' FROM generate_series(11, 20000) i");
            assertShips(servers, "partial", "shipped partial 000002: 19,990 rows");
        }

        try (PostgresServer copy = PostgresServer.startOn(15, older, port)) {
            servers.onSender("INSERT INTO item SELECT i, 'new' FROM generate_series(11, 12) i");
            assertShips(
                    servers,
                    "partial",
                    "a complete instead of a partial: the database was set back: it stands at WAL position 0/");
        }
        Files.createFile(older.resolve("recovery.signal"));
        Files.writeString(
                older.resolve("postgresql.auto.conf"), "restore_command = 'false'\n", StandardOpenOption.APPEND);
        try (PostgresServer recovered = PostgresServer.startOn(15, older, port)) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> writes(servers));
            servers.onSender("INSERT INTO item VALUES (13, 'new')");
            assertShips(
                    servers,
                    "partial",
                    "a complete instead of a partial: the database went over from timeline 1 to 2, as after a failover"
                            + " or a restore\n");
            servers.onSender("INSERT INTO item VALUES (14, 'new')");
            assertShips(servers, "partial", "shipped partial ");
        }
        Path other = Files.createDirectory(folder.resolve("other"));
        try (PostgresServer replaced = PostgresServer.startOn(15, other, port)) {
            replaced.createDatabase("sender");
            servers.onSender(TABLE + "; INSERT INTO item VALUES (1, 'of another')");
            assertShips(
                    servers,
                    "partial",
                    "a complete instead of a partial: the database is not the one that was shipped before\n");
        }
    }

    private static void assertShips(TwoServers servers, String kind, String said) throws Exception {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        assertThat(dump.out()).startsWith(said);
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        if (said.contains(": the database ")) {
            assertThat(load.err())
                    .startsWith("warning: complete ")
                    .contains(" does not continue ", ", applied before it: the database ");
        }
    }

    private static boolean writes(TwoServers servers) throws Exception {
        try (Connection connection = servers.connectSender();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT NOT pg_is_in_recovery()")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
