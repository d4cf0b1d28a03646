package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.objects.ObjectServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bucket whose server is slow, has too much to do, loses answers, or is gone. */
class ObjectStoreFaultsIT {
    private static final int STRIDE = Integer.getInteger("steps.stride", 12);

    @TempDir
    private Path folder;

    private TwoServers servers;
    private ObjectServer server;
    private int change;

    @BeforeEach
    void twoTablesAndMedia() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("""
                partial: {minutes: 10}
                media:
                  - {folder: %s, named-by: [report.image]}
                """.formatted(folder.resolve("sender/media")));
        servers.receiverConfig("media:\n  - folder: " + folder.resolve("receiver/media") + "\n");
        servers.onBoth("CREATE TABLE bus (id int PRIMARY KEY, n int, updated_at timestamptz NOT NULL);"
                + " CREATE TABLE report (id serial PRIMARY KEY, bus int REFERENCES bus, image text,"
                + " updated_at timestamptz NOT NULL)");
        servers.onSender("INSERT INTO bus SELECT i, 0, clock_timestamp() FROM generate_series(1, 10) i");
        server = ObjectServer.start();
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
    }

    /** Each fourth call is refused, each fourth is done and its answer lost, each fourth is slow. */
    private static final class Unsteady implements ObjectServer.Faults {
        private final AtomicInteger calls;

        Unsteady(int first) {
            this.calls = new AtomicInteger(first);
        }

        @Override
        public void before(String call) {
            switch (calls.incrementAndGet() % 4) {
                case 0 -> throw ObjectServer.slowDown();
                case 1 -> sleep();
                default -> {}
            }
        }

        private static void sleep() {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void after(String call) {
            if (calls.get() % 4 == 2) {
                throw ObjectServer.answer(500, "InternalError");
            }
        }
    }

    @Test
    void unsteadyServerDelaysAndChangesNothing() throws Exception {
        BucketDepot.use(servers, server, server.newBucket(), "20s");
        for (String kind : new String[] {"complete", "partial"}) {
            change();
            server.fail(new Unsteady(change));
            assertDone(servers.sender("dump", kind));
            assertDone(servers.receiver("load"));
            assertEqual();
        }
        assertDone(servers.receiver("prune"));
    }

    /** From one call on: that one is done and its answer lost, and nothing gets through after it. */
    private static final class Gone implements ObjectServer.Faults {
        private final AtomicInteger left;

        Gone(int call) {
            this.left = new AtomicInteger(call);
        }

        boolean struck() {
            return left.get() <= 0;
        }

        @Override
        public void before(String call) {
            if (left.decrementAndGet() < 0) {
                throw ObjectServer.answer(500, "InternalError");
            }
        }

        @Override
        public void after(String call) {
            if (struck()) {
                throw ObjectServer.answer(500, "InternalError");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "partial"})
    void serverThatIsGoneAtAnyCallIsMadeUpForByTheNextRun(String kind) throws Exception {
        BucketDepot.use(servers, server, server.newBucket(), "0s");
        change();
        assertDone(servers.sender("dump", "complete"));
        assertDone(servers.receiver("load"));
        int faults = 0;
        for (int call = 1 + new Random().nextInt(STRIDE); ; call += STRIDE) {
            change();
            Gone gone = new Gone(call);
            server.fail(gone);
            TwoServers.Run dump = servers.sender("dump", kind);
            TwoServers.Run load = servers.receiver("load");
            server.failNoMore();
            assertThat(dump.exit()).as("call %d: %s", call, dump.err()).isIn(0, 4);
            assertThat(load.exit()).as("call %d: %s", call, load.err()).isIn(0, 4);
            assertDone(servers.receiver("load")); // whatever is there is whole
            assertDone(servers.sender("dump", kind));
            assertDone(servers.receiver("load"));
            assertEqual();
            if (!gone.struck()) {
                break;
            }
            faults++;
        }
        assertThat(faults).isPositive();
    }

    private static void assertDone(TwoServers.Run run) {
        assertThat(run.exit()).as("%s%s", run.out(), run.err()).isZero();
    }

    private void change() throws Exception {
        change++;
        String image = "image-" + change % 7 + ".jpeg";
        byte[] content = new byte[2000];
        new Random(change).nextBytes(content);
        Files.write(folder.resolve("sender/media").resolve(image), content);
        servers.onSender("UPDATE bus SET n = n + 1, updated_at = clock_timestamp() WHERE id % 3 = " + change % 3 + ";"
                + " INSERT INTO report (bus, image, updated_at) VALUES (" + (1 + change % 10) + ", '" + image
                + "', clock_timestamp())");
    }

    private void assertEqual() throws Exception {
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(media("receiver")).isEqualTo(media("sender"));
    }

    private Map<String, String> media(String side) throws Exception {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve(side).resolve("media"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(file.getFileName().toString(), io.dbferry.text.Hashing.sha256(Files.readAllBytes(file)));
            }
        }
        return content;
    }
}
