package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that ship and load as soon as something was committed. */
class ContinuousIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @Test
    void commitsArriveWithinSecondsOneAfterTheOtherAndTogether() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text)");
        servers.onSender("INSERT INTO item VALUES (0, 'before')");
        servers.senderConfig("partial: {tables: {'*': {strategy: scan}}}\n"
                + "schedule: {complete-dump: never, partial-dump: continuous, at-most-every: 200ms}");
        servers.receiverConfig("schedule: {partial-load: continuous}");
        servers.sender("dump", "complete");
        servers.receiver("load");
        try (DaemonProcess sender = DaemonProcess.start(folder.resolve("sender.yaml"));
                DaemonProcess receiver = DaemonProcess.start(folder.resolve("receiver.yaml"));
                Connection application = servers.connectSender();
                Statement statement = application.createStatement()) {
            for (int i = 1; i <= 3; i++) {
                statement.execute("INSERT INTO item VALUES (" + i + ", 'alone')");
                awaitEqual();
            }
            long before = partials();
            application.setAutoCommit(false);
            for (int i = 100; i < 300; i++) {
                statement.execute("INSERT INTO item VALUES (" + i + ", 'one of many'); COMMIT");
                Thread.sleep(5);
            }
            application.rollback();
            awaitEqual();
            assertThat(partials() - before).as("partials of 200 commits").isBetween(1L, 40L);
            Thread.sleep(2000);
            long quiet = sender.lines().size();
            Thread.sleep(1500);
            assertThat(sender.lines()).as("what an idle sender prints").hasSize((int) quiet);
        }
    }

    /** Sooner than the next minute. */
    private void awaitEqual() {
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(servers.receiverRows()).isEqualTo(servers.senderRows()));
    }

    private long partials() throws Exception {
        try (Stream<Path> partials = Files.list(servers.depot().resolve("partial"))) {
            return partials.count();
        }
    }
}
