package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Steps in the daemon's threads. */
@Timeout(120)
class QueueDaemonIT {
    private static final int COMMITS = 40;

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, updated_at timestamptz DEFAULT now())");
        servers.onSender("INSERT INTO item VALUES (1)");
    }

    private void config(String postprocess) throws Exception {
        servers.receiverConfig(
                "schedule: {complete-load: '0 0 29 2 *', partial-load: '0 0 29 2 *'}\npostprocess: " + postprocess);
    }

    @Test
    void commitWakesAStepWithinMilliseconds() throws Exception {
        servers.onReceiver("CREATE TABLE woke (at timestamptz, sequence bigint)");
        Files.writeString(
                folder.resolve("woke.sql"),
                "INSERT INTO woke VALUES (clock_timestamp(), current_setting('dbferry.sequence')::bigint)");
        config("[{sql: woke.sql}]");
        servers.sender("dump", "complete");
        try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("receiver.yaml"))) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !servers.receiverRowsOf("woke", "1").isEmpty());

            List<Double> millis = commits();

            System.out.printf(
                    "from commit to a step's first statement, %d commits: median %.1f ms, 90%% %.1f ms, longest %.1f ms%n",
                    COMMITS, millis.get(COMMITS / 2), millis.get(COMMITS * 9 / 10), millis.get(COMMITS - 1));
            assertThat(millis.get(COMMITS / 2)).isLessThan(1000);
            long began = System.nanoTime();
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        }
    }

    /** Commits as a load's transaction ends, each half a second after the one before. */
    private List<Double> commits() throws Exception {
        List<Double> millis = new ArrayList<>();
        try (Connection connection = servers.connectReceiver();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < COMMITS; i++) {
                int sequence = 1000 + i;
                statement.execute("INSERT INTO dbferry.ledger (stream, sequence, kind, shipment, stream_id,"
                        + " manifest_sha256, source_time, rows_inserted, rows_updated, rows_deleted, media_files, bytes,"
                        + " changes_end) SELECT stream, " + sequence + ", 'partial', shipment, stream_id,"
                        + " manifest_sha256, source_time, 0, 0, 0, 0, 0, nextval('dbferry.change_position')"
                        + " FROM dbferry.ledger WHERE sequence = 1");
                statement.execute("SELECT pg_notify('dbferry_changes', 'test')");
                connection.commit();
                try (ResultSet now = statement.executeQuery("SELECT clock_timestamp()")) {
                    now.next();
                    String committed = now.getString(1);
                    connection.commit();
                    Thread.sleep(500);
                    try (ResultSet woke = statement.executeQuery("SELECT 1000 * extract(epoch FROM at - '" + committed
                            + "'::timestamptz) FROM woke WHERE sequence = " + sequence)) {
                        assertThat(woke.next())
                                .as("half a second after the commit")
                                .isTrue();
                        millis.add(woke.getDouble(1));
                    }
                    connection.commit();
                }
            }
        }
        Collections.sort(millis);
        return millis;
    }

    @Test
    void failingStepIsReportedAndRetriedByCommandWhileLoadsGoOn() throws Exception {
        config("[{name: broken, back-off: 1h, command: [sh, -c, \"test -e fixed\"]},"
                + " {name: fine, command: [sh, -c, \"echo $DBFERRY_SEQUENCE >> fine\"]}]");
        servers.sender("dump", "complete");
        try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("receiver.yaml"))) {
            daemon.awaitLine(
                    "error: postprocess broken: cannot postprocess complete 000001: 'sh -c test -e fixed' ended with exit"
                            + " code 1; HINT: The rows are loaded; fix the step, then run 'dbferry queue retry broken'.*");
            servers.onSender("INSERT INTO item VALUES (2)");
            servers.sender("dump", "partial");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.exists(folder.resolve("fine"))
                            && Files.readString(folder.resolve("fine")).equals("1\n2\n"));
            Files.createFile(folder.resolve("fixed"));

            assertThat(servers.receiver("queue", "retry", "broken").exit()).isZero();

            await().atMost(Duration.ofSeconds(30)).until(() -> servers.receiver("queue")
                    .out()
                    .lines()
                    .anyMatch(line -> line.startsWith("broken") && line.endsWith("up to date")));
            assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        }
    }
}
