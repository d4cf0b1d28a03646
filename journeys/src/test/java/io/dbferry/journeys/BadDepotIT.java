package io.dbferry.journeys;

import static io.dbferry.journeys.BadInputIT.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A depot that is away, or lets nobody in: the shipment waits at the sender and is shipped when the depot is back. */
@Timeout(120)
class BadDepotIT {
    @TempDir
    private Path folder;

    private TwoServers servers;
    private SshKey key;
    private OpenSshServer sshd;

    @BeforeEach
    void senderBySftpReceiverByFolder() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE bus (id serial PRIMARY KEY, plate text, updated_at timestamptz DEFAULT now())");
        servers.onSender("INSERT INTO bus (plate) VALUES ('AA'), ('BB')");
        key = SshKey.make(folder, "ed25519");
        sshd = OpenSshServer.start(folder.resolve("sshd"), List.of(key.publicFile()));
        senderBy(sshd, servers.depot(), sshd.knownHosts());
    }

    @AfterEach
    void stop() {
        sshd.close();
    }

    @Test
    void unknownHostKeyShipsNothing() throws Exception {
        Path knownHosts = Files.createFile(folder.resolve("known_hosts"));
        senderBy(sshd, servers.depot(), knownHosts);

        assertFails(
                servers.sender("dump", "complete"),
                4,
                "cannot open depot '" + url(sshd, servers.depot()) + "': the host key of 127.0.0.1 is not in '"
                        + knownHosts + "' (it offers ssh-ed25519 "
                        + sshd.hostKey().fingerprint() + ")",
                "Check the key with the server's operator, then run: ssh-keyscan -p " + sshd.port() + " 127.0.0.1 >> "
                        + knownHosts);

        Files.copy(sshd.knownHosts(), knownHosts, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertShips("complete");
    }

    @Test
    void missingFolderIsNotMade() throws Exception {
        Path missing = folder.resolve("nowhere");
        senderBy(sshd, missing, sshd.knownHosts());
        assertFails(
                servers.sender("dump", "complete"),
                4,
                "cannot open depot '" + url(sshd, missing) + "': the folder does not exist",
                "Create it on 127.0.0.1: mkdir -p '" + missing + "'");
        servers.senderConfig(missing.toString(), "");
        assertFails(
                servers.sender("dump", "complete"),
                4,
                "cannot open depot '" + missing + "': the folder does not exist",
                "Create it: mkdir -p '" + missing + "'");
        assertThat(missing).doesNotExist();

        senderBy(sshd, servers.depot(), sshd.knownHosts());
        assertShips("complete");
    }

    @Test
    void shipmentWaitsForTheRightToWrite() throws Exception {
        try (OpenSshServer readOnly =
                OpenSshServer.startReadOnly(folder.resolve("read-only"), List.of(key.publicFile()))) {
            senderBy(readOnly, servers.depot(), readOnly.knownHosts());

            TwoServers.Run dump = servers.sender("dump", "complete");

            assertThat(dump.err())
                    .matches("cannot make folder 'incoming/\\d{8}T\\d{6}Z-000001' in depot '"
                            + url(readOnly, servers.depot()) + "': permission denied\n"
                            + "HINT: Give the account that DbFerry runs as or logs in with the right to read and write"
                            + " there.\n");
            assertThat(dump.exit()).isEqualTo(4);
        }
        assertThat(waiting("complete")).hasSize(1);

        senderBy(sshd, servers.depot(), sshd.knownHosts());
        assertWaitingOneIsShipped();
    }

    @Test
    void serverThatIsDownIsToldAndTheNextRunCatchesUp() throws Exception {
        assertShips("complete");
        servers.onSender("UPDATE bus SET plate = 'CC', updated_at = now() WHERE id = 1");
        sshd.killAll();

        assertFails(
                servers.sender("dump", "partial"),
                4,
                "cannot open depot '" + url(sshd, servers.depot()) + "': 127.0.0.1 port " + sshd.port()
                        + " refuses connections",
                "Check that the SSH server runs there and that no firewall is in between.");

        sshd.restart();
        assertShips("partial");
    }

    @Test
    void shipmentOfAServerThatDiesInMidUploadWaitsAndIsShippedWhenItIsBack() throws Exception {
        makeMuchToShip();
        CompletableFuture<TwoServers.Run> dump = whenUploading("complete");

        sshd.killAll();

        TwoServers.Run run = dump.get();
        assertThat(run.err())
                .startsWith("cannot ")
                .contains(" depot '" + url(sshd, servers.depot()) + "': ")
                .contains("\nHINT: ");
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out()).isEmpty();
        assertThat(waiting("complete")).hasSize(1);
        assertThat(servers.depot().resolve("complete")).doesNotExist();
        sshd.restart();
        assertWaitingOneIsShipped();
    }

    @Test
    void nextRunGoesOnWhereTheUploadBrokeAndAWrongStartIsRefusedAndMended() throws Exception {
        Path there = breakInMidUpload();
        try (FileChannel file = FileChannel.open(there, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[1000]), 0);
        }
        sshd.restart();

        assertThat(servers.sender("dump", "partial").out())
                .as("the wrong bytes were not sent again, nor looked at")
                .startsWith("shipped complete 000001, which had waited for the depot\n");

        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err())
                .startsWith("cannot load complete 000001: ")
                .contains("The sender is asked for a complete");
        assertThat(load.exit()).isEqualTo(5);
        assertThat(servers.sender("dump", "partial").out())
                .startsWith("a complete instead of a partial: receiver 'viz' asks for one\nshipped complete 00000");
        TwoServers.Run mended = servers.receiver("load");
        assertThat(mended.exit()).as(mended.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void uploadWhoseEndAPowerCutLeftAsZerosIsSentAnew() throws Exception {
        Path there = breakInMidUpload();
        try (FileChannel file = FileChannel.open(there, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[4096]), file.size() - 4096);
        }
        sshd.restart();

        assertThat(servers.sender("dump", "partial").out())
                .startsWith("shipped complete 000001, which had waited for the depot\n");
        assertLoadMakesBothSidesEqual();
    }

    /** Leaves a complete that waits, and returns the part of its file in the depot: more than is compared of it. */
    private Path breakInMidUpload() throws Exception {
        makeMuchToShip();
        CompletableFuture<TwoServers.Run> dump = whenUploaded("complete", 2_500_000);
        sshd.killAll();
        assertThat(dump.get().exit()).isEqualTo(4);
        try (Stream<Path> all = Files.walk(servers.depot().resolve("incoming"))) {
            return all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    @Test
    void whatWaitsGoesOutInSequenceWhateverItsKind() throws Exception {
        assertShips("complete");
        makeMuchToShip();
        CompletableFuture<TwoServers.Run> dump = whenUploading("complete");
        sshd.killAll();
        assertThat(dump.get().exit()).isEqualTo(4);
        sshd.restart();

        assertThat(servers.sender("dump", "partial").out())
                .startsWith("shipped complete 000002, which had waited for the depot\n");
        servers.onSender("UPDATE bus SET plate = 'CC', updated_at = now() WHERE id = 1");
        assertShips("partial");
    }

    @Test
    void runWaitsForOneOfTheOtherKindThatDeliversItsShipmentsAndLeavesItIts() throws Exception {
        assertShips("complete");
        servers.onSender("UPDATE bus SET plate = 'CC', updated_at = now() WHERE id = 1");
        Path work = folder.resolve("sender/work");
        CompletableFuture<TwoServers.Run> partial;
        try (LockHolder complete = LockHolder.of(work.resolve("complete-outbox.lock"))) {
            try (LockHolder delivery = LockHolder.of(work.resolve("partial-outbox.lock"))) {
                partial = CompletableFuture.supplyAsync(() -> servers.sender("dump", "partial"));
                assertThatThrownBy(() -> partial.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            }
            TwoServers.Run run = partial.get();
            assertThat(run.exit()).as(run.err()).isZero();
        }
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void nothingIsBuiltWhileTheDepotIsAway() throws Exception {
        assertShips("complete");
        sshd.killAll();
        for (int i = 0; i < 3; i++) {
            servers.onSender("UPDATE bus SET plate = '" + i + "', updated_at = now() WHERE id = 1");
            assertThat(servers.sender("dump", "partial").exit()).isEqualTo(4);
        }
        assertThat(folder.resolve("sender/work/outbox/partial")).doesNotExist();

        sshd.restart();
        assertShips("partial");
    }

    @Test
    void connectionThatBreaksInMidUploadIsMadeAnewWithinTheRun() throws Exception {
        makeMuchToShip();
        CompletableFuture<TwoServers.Run> dump = whenUploading("complete");

        sshd.killSessions();

        TwoServers.Run run = dump.get();
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(waiting("complete")).isEmpty();
        assertLoadMakesBothSidesEqual();
    }

    /** Text that does not compress, so that the upload takes a while. */
    private void makeMuchToShip() throws Exception {
        servers.onSender("INSERT INTO bus (plate) SELECT (SELECT string_agg(md5(random()::text || j || i), '')"
                + " FROM generate_series(1, 20) j) FROM generate_series(1, 60000) i");
    }

    private CompletableFuture<TwoServers.Run> whenUploading(String kind) {
        return whenUploaded(kind, 1);
    }

    private CompletableFuture<TwoServers.Run> whenUploaded(String kind, long bytes) {
        CompletableFuture<TwoServers.Run> dump = CompletableFuture.supplyAsync(() -> servers.sender("dump", kind));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> bytesIn(servers.depot().resolve("incoming")) >= bytes);
        assertThat(dump).isNotDone();
        return dump;
    }

    private static long bytesIn(Path incoming) {
        try (Stream<Path> all = Files.walk(incoming)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(p -> p.toFile().length())
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private List<Path> waiting(String kind) throws IOException {
        try (Stream<Path> shipments =
                Files.list(folder.resolve("sender/work/outbox").resolve(kind))) {
            return shipments
                    .filter(s -> Files.exists(s.resolve("manifest.json")))
                    .toList();
        }
    }

    private void assertWaitingOneIsShipped() throws Exception {
        TwoServers.Run dump = servers.sender("dump", "complete");
        assertThat(dump.err()).isEmpty();
        assertThat(dump.out())
                .startsWith("shipped complete 000001, which had waited for the depot\nshipped complete 000002: ");
        assertThat(waiting("complete")).isEmpty();
        assertLoadMakesBothSidesEqual();
    }

    private void assertShips(String kind) throws Exception {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.out()).as(dump.err()).startsWith("shipped " + kind);
        assertLoadMakesBothSidesEqual();
    }

    private void assertLoadMakesBothSidesEqual() throws Exception {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEmpty();
        assertThat(load.exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private void senderBy(OpenSshServer server, Path depot, Path knownHosts) throws IOException {
        servers.senderConfig(
                url(server, depot),
                "ssh: {private-key: " + key.privateFile() + ", known-hosts: " + knownHosts + ", retry-for: 2s}");
    }

    private static String url(OpenSshServer server, Path depot) {
        return "sftp://" + System.getProperty("user.name") + "@127.0.0.1:" + server.port() + depot;
    }
}
