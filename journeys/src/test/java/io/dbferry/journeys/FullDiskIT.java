package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SmallDisk;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks of 1 MB: a run that has no room says so with the numbers, leaves nothing half, and succeeds when there is room. */
@Timeout(120)
class FullDiskIT {
    private static final String KEEP = "keep: {free-space: 1MB}";

    @TempDir
    private Path folder;

    private TwoServers servers;
    private SmallDisk disk;

    @BeforeEach
    void twoServersAndASmallDisk() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth(
                "CREATE TABLE photo (id serial PRIMARY KEY, content bytea, updated_at timestamptz DEFAULT now())");
        disk = SmallDisk.mount(folder.resolve("disk"));
    }

    @AfterEach
    void unmount() {
        disk.close();
    }

    @Test
    void workWithoutRoomForAShipmentIsToldBeforeItIsBuilt() throws Exception {
        photos(5000);
        sender(servers.depot().toString(), disk.folder().resolve("work"), "keep: {free-space: 100KB}");

        TwoServers.Run dump = servers.sender("dump", "complete");

        assertThat(dump.err())
                .matches("cannot build a shipment in '" + disk.folder()
                        + "/work': [0-9.]+ k?M?B are free, [0-9.]+ MB are"
                        + " needed, 100 kB are to stay free\nHINT: Free [0-9.]+ MB there, or lower keep.free-space\n");
        assertThat(dump.exit()).isEqualTo(8);
        assertThat(disk.folder().resolve("work/outbox")).doesNotExist();
        servers.onSender("TRUNCATE photo");
        photos(10);
        assertShips("complete");
    }

    @Test
    void workWithoutRoomForTheRowsOfAPartialIsToldBeforeItIsBuilt() throws Exception {
        photos(10);
        sender(servers.depot().toString(), disk.folder().resolve("work"), "keep: {free-space: 100KB}");
        assertShips("complete");
        photos(3000);
        servers.onSender("ANALYZE photo");

        TwoServers.Run dump = servers.sender("dump", "partial");

        assertThat(dump.err()).startsWith("cannot build a shipment in '" + disk.folder() + "/work': ");
        assertThat(dump.exit()).isEqualTo(8);
        assertThat(disk.folder().resolve("work/outbox/partial")).doesNotExist();
        servers.onSender("DELETE FROM photo WHERE id > 20");
        assertShips("partial");
    }

    @Test
    void workThatFillsUpWhileAShipmentIsBuiltIsToldAndLeftEmpty() throws Exception {
        photos(800);
        sender(servers.depot().toString(), disk.folder().resolve("work"), "keep: {free-space: 0KB}");

        TwoServers.Run dump = servers.sender("dump", "complete");

        assertThat(dump.err())
                .matches("cannot build complete 000001 in '" + disk.folder() + "/work/outbox/complete': no space left; "
                        + "[0-9.]+ [kM]B are free, it needs more\n"
                        + "HINT: Free space there, then run the command again\n");
        assertThat(dump.exit()).isEqualTo(8);
        assertThat(disk.folder().resolve("work/outbox/complete")).isEmptyDirectory();
        assertThat(servers.depot().resolve("complete")).doesNotExist();
        servers.onSender("DELETE FROM photo WHERE id > 10");
        assertShips("complete");
    }

    @Test
    void shipmentForAFullFolderWaits() throws Exception {
        assertWaitsForSpaceIn(disk.folder().toString(), "");
    }

    @Test
    void shipmentForAFullServerWaits() throws Exception {
        SshKey key = SshKey.make(folder, "ed25519");
        try (OpenSshServer sshd = OpenSshServer.start(folder.resolve("sshd"), List.of(key.publicFile()))) {
            String url = "sftp://" + System.getProperty("user.name") + "@127.0.0.1:" + sshd.port() + disk.folder();
            assertWaitsForSpaceIn(
                    url, "ssh: {private-key: " + key.privateFile() + ", known-hosts: " + sshd.knownHosts() + "}");
        }
    }

    private void assertWaitsForSpaceIn(String depot, String ssh) throws Exception {
        photos(400);
        Path other = Files.write(disk.folder().resolve("other"), random(900_000));
        sender(depot, folder.resolve("sender/work"), KEEP + "\n" + ssh);
        assertThat(servers.sender("dump", "complete").err())
                .matches("cannot build a shipment for depot '" + depot
                        + "': [0-9.]+ kB are free there, 1.0 MB are to stay"
                        + " free\nHINT: Free [0-9.]+ kB there, or keep applied shipments for less long;"
                        + " 'dbferry prune --dry-run' on a receiver says what stays, and for whom\n");
        sender(depot, folder.resolve("sender/work"), "keep: {free-space: 0KB}\n" + ssh);

        TwoServers.Run refused = servers.sender("dump", "complete");

        assertThat(refused.err())
                .matches("cannot build a shipment for depot '" + depot + "': [0-9.]+ kB are free there, [0-9.]+ kB are"
                        + " needed\nHINT: Free [0-9.]+ kB there, or keep applied shipments for less long;"
                        + " 'dbferry prune --dry-run' on a receiver says what stays, and for whom\n");
        assertThat(refused.exit()).isEqualTo(8);
        assertThat(folder.resolve("sender/work/outbox")).doesNotExist();

        Files.write(other, random(500_000));
        TwoServers.Run dump = servers.sender("dump", "complete");

        assertThat(dump.err())
                .matches("cannot deliver complete 000001 to depot '" + depot + "': no space left; [0-9.]+ k?B of it are"
                        + " there, [0-9.]+ k?B are to come\nHINT: Free [0-9.]+ k?B there, or keep applied shipments for"
                        + " less long; the shipment waits in '" + folder
                        + "/sender/work/outbox/complete/\\d{8}T\\d{6}Z-000001' for the next run\n");
        assertThat(dump.exit()).isEqualTo(8);
        assertThat(disk.folder().resolve("complete")).doesNotExist();

        Files.delete(other);
        assertThat(servers.sender("dump", "partial").out())
                .startsWith("shipped complete 000001, which had waited for the depot\n");
        assertThat(files(disk.folder().resolve("complete"))).hasSize(1);
    }

    @Test
    void depotThatHasItsSizeTakesNoMoreAndKeepsWhatItHas() throws Exception {
        photos(10);
        sender(servers.depot().toString(), folder.resolve("sender/work"), "keep: {free-space: 1MB, size: 300KB}");
        assertShips("complete");
        sender(servers.depot().toString(), folder.resolve("sender/work"), "keep: {free-space: 1MB, size: 1KB}");

        TwoServers.Run dump = servers.sender("dump", "complete");

        assertThat(dump.err())
                .matches("cannot build a shipment for depot '" + servers.depot() + "': [0-9.]+ k?B are needed beside"
                        + " [0-9.]+ kB of shipments there, keep.size allows 1.0 kB\nHINT: Raise keep.size, or keep"
                        + " applied shipments for less long; 'dbferry prune --dry-run' on a receiver says what stays,"
                        + " and for whom\n");
        assertThat(dump.exit()).isEqualTo(8);
        assertThat(files(servers.depot().resolve("complete"))).hasSize(1);
    }

    @Test
    void workLimitIsKept() throws Exception {
        photos(400);
        sender(servers.depot().toString(), folder.resolve("sender/work"), "keep: {free-space: 1MB, work: 100KB}");

        TwoServers.Run dump = servers.sender("dump", "complete");

        assertThat(dump.err())
                .matches("cannot build a shipment in '" + folder + "/sender/work': [0-9.]+ kB are needed beside 0 B of"
                        + " other shipments, keep.work allows 100 kB\n"
                        + "HINT: Raise keep.work, or fix what keeps shipments from reaching the depot\n");
        assertThat(dump.exit()).isEqualTo(8);
        sender(servers.depot().toString(), folder.resolve("sender/work"), "keep: {free-space: 1MB, work: 10MB}");
        assertShips("complete");
    }

    @Test
    void shipmentThatTurnsOutLargerThanTheWorkLimitDoesNotWait() throws Exception {
        photos(400);
        Files.write(disk.folder().resolve("other"), random(550_000));
        sender(disk.folder().toString(), folder.resolve("sender/work"), "keep: {free-space: 1KB, work: 500KB}");

        TwoServers.Run dump = servers.sender("dump", "complete");

        assertThat(dump.err()).startsWith("cannot deliver complete 000001 to depot '" + disk.folder() + "': ");
        assertThat(dump.exit()).isEqualTo(8);

        assertThat(files(folder.resolve("sender/work/outbox/complete"))).isEmpty();
    }

    @Test
    void mediaFolderWithoutRoomIsToldBeforeAnythingIsInstalled() throws Exception {
        mediaOf(700_000);
        Path other = Files.write(disk.folder().resolve("other"), random(500_000));
        receiver("keep: {free-space: 100KB}\nmedia: [{folder: " + disk.folder() + "}]");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err())
                .matches("cannot load media into '" + disk.folder() + "': [0-9.]+ kB are free, [0-9.]+ kB are needed, "
                        + "100 kB are to stay free\nHINT: Free [0-9.]+ kB there, or lower keep.free-space\n");
        assertThat(load.exit()).isEqualTo(8);
        assertMediaArriveWithout(other);
    }

    @Test
    void mediaFolderThatFillsUpIsToldAndHoldsNoHalfFile() throws Exception {
        mediaOf(700_000);
        Path other = Files.write(disk.folder().resolve("other"), random(500_000));
        // With a second disk nobody knows beforehand how much goes to which.
        receiver("keep: {free-space: 0KB}\nmedia: [{folder: " + disk.folder() + "}, {folder: "
                + Files.createDirectories(folder.resolve("second")) + "}]");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err())
                .matches("cannot install media of complete 000001 in '" + disk.folder() + "': no space left; "
                        + "[0-9.]+ kB are free, it needs 684 kB\n"
                        + "HINT: Free space there, then run the command again\n");
        assertThat(load.exit()).isEqualTo(8);
        assertMediaArriveWithout(other);
    }

    private void mediaOf(int bytes) throws Exception {
        photos(10);
        Files.write(folder.resolve("sender/media/a.jpeg"), random(bytes));
        sender(
                servers.depot().toString(),
                folder.resolve("sender/work"),
                KEEP + "\nmedia: [{folder: " + folder.resolve("sender/media") + "}]");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
    }

    private void assertMediaArriveWithout(Path other) throws Exception {
        assertThat(files(disk.folder())).containsExactly(other);
        assertThat(servers.receiverRowsOf("photo", "id")).isEmpty();
        Files.delete(other);
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(disk.folder().resolve("a.jpeg")).hasBinaryContent(random(700_000));
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private void assertShips(String kind) throws Exception {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    /** Rows of about 1.6 kB that cannot be made smaller. */
    private void photos(int count) throws Exception {
        servers.onSender("INSERT INTO photo (content) SELECT (SELECT string_agg(sha256((i * 100 + j)::text::bytea), '')"
                + " FROM generate_series(1, 50) j) FROM generate_series(1, " + count + ") i");
    }

    private void sender(String depot, Path work, String lines) throws IOException {
        servers.senderConfig(depot, "");
        Path config = folder.resolve("sender.yaml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace(folder.resolve("sender/work").toString(), work.toString())
                        .replace(KEEP, lines));
    }

    private void receiver(String lines) throws IOException {
        servers.receiverConfig("");
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace(KEEP, lines));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static List<Path> files(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.toList();
        }
    }
}
