package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loads, daemons and sessions of steps that are killed at random moments. {@code -Dqueue.seed} repeats a run, and
 * {@code -Dqueue.kills=1000} goes on until so many were killed.
 */
@Timeout(7200)
class KilledConsumersIT {
    private static final Pattern POSITION = Pattern.compile("\"position\" : (\\d+)");

    private static final String SESSIONS = "(SELECT pid, application_name FROM pg_stat_activity"
            + " WHERE datname = current_database() AND application_name LIKE 'dbferry %') s";

    private static final int KILLS = Integer.getInteger("queue.kills", 0);

    private final long seed = Long.getLong("queue.seed", System.nanoTime() % 1_000_000);
    private final Random random = new Random(seed);
    private final AtomicBoolean over = new AtomicBoolean();
    private int processes;
    private volatile int sessions;

    @TempDir
    private Path folder;

    private TwoServers servers;

    @Test
    void stepSeesEachRowOnceByPositionWhateverIsKilled() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, updated_at timestamptz DEFAULT now())");
        servers.onReceiver("CREATE TABLE seen (position bigint)");
        Files.writeString(
                folder.resolve("seen.sql"),
                "INSERT INTO seen SELECT position FROM dbferry.changes; SELECT pg_sleep(0.02)");
        servers.receiverConfig("postprocess: [{sql: seen.sql, batch: 3, back-off: 0s, tries: 1000},"
                + " {name: command, command: [sh, -c, cat >> got], batch: 5, back-off: 0s, tries: 1000}]");
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace("free-space: 1MB", "free-space: 1MB, changes: 1d"));
        servers.onSender("INSERT INTO item VALUES (0)");
        servers.sender("dump", "complete");
        Thread killer = new Thread(this::endSessions, "killer");
        killer.start();
        for (int round = 1; round <= 4 || processes + sessions < KILLS; round++) {
            servers.onSender("INSERT INTO item SELECT " + round + " * 1000 + i FROM generate_series(1, 60) i");
            assertThat(servers.sender("dump", "partial").err())
                    .as("round " + round + ", seed " + seed)
                    .isEmpty();
            killAfterAWhile(config, round % 2 == 0 ? "run" : "load");
            if (round % 20 == 0) {
                System.out.println(
                        "round " + round + ": killed " + processes + " processes, " + sessions + " sessions");
            }
        }
        over.set(true);
        killer.join();
        int loads = 1;
        while (servers.receiver("load").exit() != 0) {
            assertThat(loads++).as("loads until all is done, seed " + seed).isLessThan(20);
        }

        System.out.println("seed " + seed + ": killed " + processes + " processes and " + sessions + " sessions");
        List<String> all = servers.receiverRowsOf("dbferry.changed_rows", "lpad(position::text, 9, '0')");
        assertThat(servers.receiverRowsOf("seen", "lpad(position::text, 9, '0')"))
                .as("seed " + seed)
                .isEqualTo(all)
                .hasSizeGreaterThan(200);
        Matcher got = POSITION.matcher(Files.readString(folder.resolve("got")));
        assertThat(got.results()
                        .map(r -> "(%09d)".formatted(Long.parseLong(r.group(1))))
                        .distinct()
                        .sorted())
                .as("what the command got, at least once each, seed " + seed)
                .isEqualTo(all);
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private void killAfterAWhile(Path config, String command) throws Exception {
        Process process = new ProcessBuilder(DaemonProcess.words(config, command))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile())
                .start();
        int pause = random.nextInt(2000);
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .until(() -> !process.isAlive()
                        || !servers.receiverRowsOf(SESSIONS, "1").isEmpty());
        process.waitFor(pause, TimeUnit.MILLISECONDS);
        processes += process.isAlive() ? 1 : 0;
        ChildProcess.run(Path.of("kill"), "-KILL", String.valueOf(process.pid()));
        process.waitFor();
    }

    /** Ends sessions of steps, at most so many that they still get somewhere. */
    private void endSessions() {
        Random moments = new Random(seed + 1);
        try (Connection connection = servers.connectReceiver();
                Statement statement = connection.createStatement()) {
            while (!over.get()) {
                Thread.sleep(moments.nextInt(KILLS == 0 ? 600 : 100));
                statement.execute("SELECT pg_terminate_backend(pid) FROM " + SESSIONS
                        + " WHERE application_name LIKE 'dbferry postprocess%' LIMIT 1");
                statement.getResultSet().next();
                sessions = sessions + statement.getResultSet().getRow(); // this thread alone writes it
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
