package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 1 MB that is full, or fills up, under a daemon: it says so, stays, and goes on once there is room. */
class DaemonDiskIT {
    private static final String NEVER = "0 0 29 2 *";

    @TempDir
    private Path folder;

    private TwoServers servers;
    private SmallDisk disk;

    @BeforeEach
    void twoServersAndASmallDisk() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, image text, updated_at timestamptz DEFAULT now())");
        disk = SmallDisk.mount(folder.resolve("disk"));
    }

    @AfterEach
    void unmount() {
        disk.close();
    }

    @Test
    void receiverWhoseMediaDiskFillsUpLoadsWhatWaitedOnceThereIsRoom() throws Exception {
        Path media = folder.resolve("sender/media");
        servers.senderConfig("media: [{folder: " + media + ", named-by: [item.image]}]");
        servers.receiverConfig("media: [{folder: " + disk.folder() + "}]\nschedule: {complete-load: " + NEVER
                + ", partial-load: " + NEVER + "}");
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace("free-space: 1MB", "free-space: 100KB"));
        try (DaemonProcess daemon = DaemonProcess.start(config)) {
            ship("complete", 1, 300_000);
            daemon.awaitLine("load: applied complete 000001: 1 row inserted, .*, 1 media file, .*");

            ship("partial", 2, 400_000);
            daemon.awaitLine("load: applied partial 000002: 1 row inserted, .*, 1 media file, .*");
            ship("partial", 3, 350_000);
            daemon.awaitLine(
                    "error: load: cannot load media into '" + disk.folder() + "': [0-9.]+ kB are free, "
                            + "[0-9.]+ kB are needed, 100 kB are to stay free; HINT: Free [0-9.]+ kB there, or lower keep.free-space");
            assertThat(servers.receiverRowsOf("item", "id")).hasSize(2);

            Files.delete(disk.folder().resolve("1.jpeg"));
            ship("partial", 4, 10);
            daemon.awaitLine("load: applied partial 000003: 1 row inserted, .*, 1 media file, .*");
            daemon.awaitLine("load: applied partial 000004: 1 row inserted, .*, 1 media file, .*");
            assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
            assertThat(disk.folder().resolve("3.jpeg")).hasSameBinaryContentAs(media.resolve("3.jpeg"));
        }
    }

    private void ship(String kind, int id, int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(id).nextBytes(content);
        Files.write(folder.resolve("sender/media/" + id + ".jpeg"), content);
        servers.onSender("INSERT INTO item VALUES (" + id + ", '" + id + ".jpeg')");
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
    }

    @Test
    void senderOfAFullDepotShipsOnceThereIsRoom() throws Exception {
        Path other = Files.write(disk.folder().resolve("other"), new byte[1_000_000]);
        // Rows of a kilobyte that cannot be made much smaller.
        servers.onSender("INSERT INTO item SELECT i, (SELECT string_agg(md5((i * 100 + j)::text), '')"
                + " FROM generate_series(1, 32) j) FROM generate_series(1, 300) i");
        // Both jobs have missed a run, and catch it up as soon as they are scheduled.
        Files.writeString(Files.createDirectories(folder.resolve("sender/work")).resolve("schedule.json"), """
                {"last": {"complete-dump": "2020-01-01T00:00:00Z", "partial-dump": "2020-01-01T00:00:00Z"}}""");
        schedule("never", NEVER);
        try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("sender.yaml"))) {
            daemon.awaitLine("error: dump partial: cannot build a shipment for depot '" + disk.folder()
                    + "': [0-9.]+ kB are free there, 100 kB are to stay free; HINT: .*");

            Files.delete(other);
            schedule(NEVER, NEVER);
            daemon.signal("HUP");

            daemon.awaitLine("dump complete: shipped complete 000001: 300 rows .*");
            assertThat(daemon.isRunning()).isTrue();
        }
    }

    private void schedule(String complete, String partial) throws IOException {
        servers.senderConfig(
                disk.folder().toString(), "schedule: {complete-dump: " + complete + ", partial-dump: " + partial + "}");
        Path config = folder.resolve("sender.yaml");
        Files.writeString(config, Files.readString(config).replace("free-space: 1MB", "free-space: 100KB"));
    }
}
