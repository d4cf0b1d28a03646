package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completes come from a standby, so that the primary does not pay for them; partials say that they need the primary. */
class StandbyIT {
    @TempDir
    private Path folder;

    @Test
    void completesComeFromAStandby() throws Exception {
        try (PostgresServer primary = PostgresServer.startOn(15, folder.resolve("primary"), 0)) {
            TwoServers servers = TwoServers.in(folder, primary, PostgresServer.of(18));
            servers.onBoth("CREATE TABLE bus (id int PRIMARY KEY, plate text)");
            servers.onSender("INSERT INTO bus SELECT i, 'p' || i FROM generate_series(1, 500) i");
            copy(primary);
            try (PostgresServer standby = PostgresServer.startOn(15, folder.resolve("standby"), 0)) {
                Path config = folder.resolve("sender.yaml");
                Files.writeString(
                        config,
                        Files.readString(config).replace(":" + primary.port() + "/", ":" + standby.port() + "/"));
                ship(servers);

                servers.onSender("UPDATE bus SET plate = 'later' WHERE id = 7; DELETE FROM bus WHERE id = 8");
                awaitReplay(primary, standby);
                ship(servers);

                TwoServers.Run partial = servers.sender("dump", "partial");
                assertThat(partial.exit()).isEqualTo(3);
                assertThat(partial.err())
                        .isEqualTo("cannot dump partial: cannot execute CREATE TABLE AS in a read-only transaction\n"
                                + "HINT: Name the primary server in database.url if this is a standby, from which completes"
                                + " alone can come; else as a superuser: ALTER ROLE \"postgres\" RESET"
                                + " default_transaction_read_only\n");
            }
        }
    }

    private static void ship(TwoServers servers) throws SQLException {
        TwoServers.Run dump = servers.sender("dump", "complete");
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    /** As pg_basebackup does, which the test's binaries do not have. */
    private void copy(PostgresServer primary) throws Exception {
        Path from = folder.resolve("primary");
        Path to = folder.resolve("standby");
        try (Connection connection = primary.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('copy', true)");
            try (Stream<Path> files = Files.walk(from)) {
                files.filter(file -> !file.endsWith("postmaster.pid"))
                        .forEach(file -> copy(file, to.resolve(from.relativize(file))));
            }
            try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
                row.next();
                Files.writeString(to.resolve("backup_label"), row.getString(1));
            }
        }
        Files.createFile(to.resolve("standby.signal"));
        Files.writeString(
                to.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + primary.port() + " user=postgres'\n");
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (NoSuchFileException e) {
            // the server has deleted it since: the log says so too
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReplay(PostgresServer primary, PostgresServer standby) {
        String written = one(primary, "SELECT pg_current_wal_lsn()::text");
        Awaitility.await()
                .until(() -> one(standby, "SELECT (pg_last_wal_replay_lsn() >= '" + written + "'::pg_lsn)::text")
                        .equals("true"));
    }

    private static String one(PostgresServer server, String query) {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
