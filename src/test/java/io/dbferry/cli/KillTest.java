package io.dbferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that is killed at any moment leaves nothing that its next run does not mend. */
class KillTest {
    private static final int ROWS = 300_000;
    private static final int KILLS = 2;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("dbferry.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private TwoServers servers;
    private int killed;

    @BeforeEach
    void manyRows() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text, updated_at timestamptz NOT NULL)");
        servers.onSender("INSERT INTO item SELECT i, md5(i::text) || md5('x' || i), clock_timestamp()"
                + " FROM generate_series(1, " + ROWS + ") i");
    }

    @Test
    void killedRunsAreMendedByTheNext() throws Exception {
        killThenRun("sender.yaml", "dump", "complete");
        killThenRun("receiver.yaml", "load");
        assertEqualAndClean();

        servers.onSender("UPDATE item SET note = 'p' || note, updated_at = clock_timestamp() WHERE id % 2 = 0");
        killThenRun("sender.yaml", "dump", "partial");
        killThenRun("receiver.yaml", "load");
        assertEqualAndClean();

        servers.onSender("DELETE FROM item WHERE id % 3 = 0; UPDATE item SET note = 'c' || note WHERE id % 5 = 0");
        killThenRun("sender.yaml", "dump", "complete");
        killThenRun("receiver.yaml", "load");
        assertEqualAndClean();
        assertThat(killed)
                .as("runs that were killed before their end, seed %d", seed)
                .isPositive();
    }

    private void killThenRun(String config, String... command) throws Exception {
        for (int i = 0; i < KILLS; i++) {
            Process process = start(config, command);
            if (!process.waitFor(200 + random.nextInt(1800), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                killed++;
            }
            process.waitFor();
        }
        Process process = start(config, command);
        assertThat(process.waitFor()).as("%s, seed %d", printed(), seed).isZero();
    }

    private Process start(String config, String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "--config",
                folder.resolve(config).toString()));
        line.addAll(List.of(command));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile())
                .start();
    }

    private String printed() throws Exception {
        return Files.readString(folder.resolve("printed"));
    }

    private void assertEqualAndClean() throws Exception {
        assertThat(rows(servers.connectReceiver())).as("seed %d", seed).isEqualTo(rows(servers.connectSender()));
        assertThat(one(
                        servers.connectReceiver(),
                        "SELECT count(*) FROM pg_class WHERE relnamespace = 'dbferry'::regnamespace"
                                + " AND relname LIKE 'stage%'"))
                .as("stages, seed %d", seed)
                .isEqualTo("0");
        assertThat(files(servers.depot().resolve("incoming")))
                .as("seed %d", seed)
                .isEmpty();
        assertThat(files(folder.resolve("sender/work/outbox/complete")))
                .as("seed %d", seed)
                .isEmpty();
        assertThat(files(folder.resolve("sender/work/outbox/partial")))
                .as("seed %d", seed)
                .isEmpty();
    }

    private static String rows(Connection connection) throws Exception {
        return one(connection, "SELECT count(*) || md5(string_agg(i::text, '' ORDER BY id)) FROM item i");
    }

    private static String one(Connection connection, String query) throws Exception {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<Path> files(Path of) throws Exception {
        if (!Files.isDirectory(of)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(of)) {
            return files.toList();
        }
    }
}
