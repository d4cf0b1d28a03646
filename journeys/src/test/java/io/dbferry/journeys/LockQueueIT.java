package io.dbferry.journeys;

import static io.dbferry.journeys.BadInputIT.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reader that keeps a table for long, and the load and other readers beside it. */
@Timeout(120)
class LockQueueIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}}");
        servers.onBoth("CREATE TABLE bus (id int PRIMARY KEY, place int UNIQUE);"
                + " CREATE TABLE trip (id int PRIMARY KEY, bus int REFERENCES bus ON DELETE CASCADE)");
        servers.onSender("INSERT INTO bus VALUES (1, 1), (2, 2); INSERT INTO trip VALUES (1, 1), (2, 2)");
        servers.sender("dump", "complete");
    }

    @Test
    void swapBehindALongReaderStopsNoOtherReader() throws Exception {
        servers.receiver("load");
        servers.onSender("UPDATE bus SET place = -id; UPDATE bus SET place = 3 - id");
        servers.sender("dump", "partial");
        try (Connection reader = servers.connectReceiver();
                Connection other = servers.connectReceiver();
                Statement held = reader.createStatement();
                Statement read = other.createStatement()) {
            reader.setAutoCommit(false);
            held.execute("SELECT FROM bus");
            CompletableFuture<TwoServers.Run> load = CompletableFuture.supplyAsync(() -> servers.receiver("load"));
            Duration longest = Duration.ZERO;
            while (!load.isDone()) {
                long start = System.nanoTime();
                read.execute("SELECT FROM bus");
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                longest = took.compareTo(longest) > 0 ? took : longest;
                Thread.sleep(50);
            }

            assertThat(longest).isBetween(Duration.ofMillis(300), Duration.ofMillis(1500));
            assertFails(
                    load.get(),
                    6,
                    "cannot load partial 000002, table 'bus': canceling statement due to lock timeout",
                    "Another session was in the way; run it again");
            reader.rollback();
        }

        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void loadThatWaitsForAnotherSessionSaysForWhichOne() throws Exception {
        servers.receiver("load");
        servers.onSender("UPDATE bus SET place = 7 WHERE id = 1");
        servers.sender("dump", "partial");
        try (Connection writer = servers.connectReceiver();
                Statement held = writer.createStatement()) {
            held.execute("SET application_name = 'nightly report'");
            writer.setAutoCommit(false);
            held.execute("UPDATE bus SET place = 8 WHERE id = 1");
            CompletableFuture<TwoServers.Run> load = CompletableFuture.supplyAsync(() -> servers.receiver("load"));
            Thread.sleep(13_000);
            assertThat(load).isNotDone();
            writer.rollback();

            TwoServers.Run run = load.get();
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.err())
                    .containsPattern("the load waits for a lock of session \\d+ \\(nightly report, user \\w+, idle in"
                            + " transaction for 0 h 0 min 1\\d s\\)");
        }
    }
}
