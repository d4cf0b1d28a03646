package io.dbferry.stream.store.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.StoreContract;
import io.dbferry.stream.store.sftp.login.SftpAccount;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SmallDisk;
import io.dbferry.testing.SshKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong after the login, at OpenSSH's own server. */
final class SftpTroubleIT {
    @TempDir
    Path root;

    @TempDir
    Path folder;

    private SshKey key;
    private OpenSshServer server;
    private SftpAccount account;

    @BeforeEach
    void startServer() throws IOException {
        key = SshKey.make(root, "ed25519");
        server = OpenSshServer.start(root.resolve("sshd"), List.of(key.publicFile()));
        account = TestAccount.on(server, folder, key.privateFile());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void missingFolderIsNotOpened() {
        SftpAccount missing = TestAccount.on(server, folder.resolve("nope"), key.privateFile());

        assertProblem(
                () -> SftpStore.open(missing),
                Problem.ACCESS,
                "cannot open depot '" + missing.address() + "': the folder does not exist",
                "Create it on 127.0.0.1: mkdir -p '" + folder.resolve("nope") + "'");
    }

    @Test
    void fileIsNotOpened() throws IOException {
        SftpAccount file = TestAccount.on(server, Files.createFile(folder.resolve("a")), key.privateFile());

        assertProblem(
                () -> SftpStore.open(file),
                Problem.ACCESS,
                "cannot open depot '" + file.address() + "': it is not a folder",
                "Name a folder in 'depot'.");
    }

    @Test
    void missingRightToWriteIsTold() throws IOException {
        Files.createFile(folder.resolve("a"));
        try (OpenSshServer readOnly =
                        OpenSshServer.startReadOnly(root.resolve("read-only"), List.of(key.publicFile()));
                SftpStore depot = SftpStore.open(TestAccount.on(readOnly, folder, key.privateFile()))) {
            String hint = "Give the account that DbFerry runs as or logs in with the right to read and write there.";
            String end = " depot '" + depot.describe() + "': permission denied";

            assertProblem(() -> write(depot, 10), Problem.ACCESS, "cannot write 'file' to" + end, hint);
            assertProblem(() -> depot.makeFolder("x"), Problem.ACCESS, "cannot make folder 'x' in" + end, hint);
            assertProblem(() -> writeSmall(depot, "x"), Problem.ACCESS, "cannot make folder 'x' in" + end, hint);
            assertProblem(
                    () -> depot.renaming().orElseThrow().rename("a", "b"),
                    Problem.ACCESS,
                    "cannot rename 'a' to 'b' in" + end,
                    hint);
            assertProblem(() -> depot.delete("a"), Problem.ACCESS, "cannot delete 'a' of" + end, hint);
        }
    }

    @Test
    void fullServerIsTold() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(root.resolve("disk"));
                SftpStore depot = SftpStore.open(TestAccount.on(server, disk.folder(), key.privateFile()))) {
            assertProblem(
                    () -> write(depot, 3_000_000),
                    Problem.FULL,
                    "cannot write 'file' to depot '" + depot.describe() + "': no space left",
                    "Free space there, or keep applied shipments for less long.");

            assertProblem(
                    () -> writeSmall(depot, "small"),
                    Problem.FULL,
                    "cannot write 'small/file' to depot '" + depot.describe() + "': no space left",
                    "Free space there, or keep applied shipments for less long.");

            depot.delete("file");
            write(depot, 100_000);
            writeSmall(depot, "small");
            assertThat(disk.folder().resolve("small/file")).hasSize(300_000);
        }
    }

    @Test
    @Timeout(30)
    void serverThatDiesInMidUploadIsToldAndARepeatSucceedsWhenItIsBack() throws IOException {
        try (SftpStore depot = SftpStore.open(account)) {
            String message = "cannot write 'file' to depot '" + depot.describe() + "': the connection broke";
            String hint = "Run the same command again when the server can be reached.";

            assertProblem(() -> depot.append("file", 0, killing(server::killAll)), Problem.UNREACHABLE, message, hint);

            assertProblem(
                    () -> write(depot, 10),
                    Problem.UNREACHABLE,
                    "cannot open depot '" + depot.describe() + "': 127.0.0.1 port " + server.port()
                            + " refuses connections",
                    "Check that the SSH server runs there and that no firewall is in between.");
            server.restart();
            write(depot, 5_000_000);
            assertThat(folder.resolve("file")).hasSize(5_000_000);
        }
    }

    @Test
    @Timeout(30)
    void sessionThatDiesInMidUploadIsToldAndARepeatSucceeds() throws IOException {
        try (SftpStore depot = SftpStore.open(account)) {
            assertProblem(
                    () -> depot.append("file", 0, killing(server::killSessions)),
                    Problem.UNREACHABLE,
                    "cannot write 'file' to depot '" + depot.describe() + "': the connection broke",
                    "Run the same command again when the server can be reached.");

            write(depot, 5_000_000);
            assertThat(folder.resolve("file")).hasSize(5_000_000);
        }
    }

    @Test
    @Timeout(30)
    void serverThatDiesInMidDownloadIsToldInsteadOfAShortFile() throws IOException {
        try (SftpStore depot = SftpStore.open(account)) {
            write(depot, 20_000_000);
            String message = "cannot read 'file' of depot '" + depot.describe() + "': the connection broke";
            String hint = "Run the same command again when the server can be reached.";

            try (InputStream content = depot.get("file")) {
                content.readNBytes(1_000_000);
                server.killSessions();
                assertProblem(content::readAllBytes, Problem.UNREACHABLE, message, hint);
            }

            try (InputStream content = depot.get("file")) {
                assertThat(content.readAllBytes()).hasSize(20_000_000);
            }
        }
    }

    @Test
    @Timeout(30)
    void whatWasAnnouncedOnASessionThatDiedIsAskedAgain() throws IOException {
        try (SftpStore depot = SftpStore.open(account)) {
            depot.makeFolder("a");
            depot.soon(Soon.NOTHING.list("", "a").look("a"));
            server.killSessions();

            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(depot.list(""))
                    .hasSize(1));
            assertThat(depot.list("a")).isEmpty();
            assertThat(depot.find("a")).isPresent();
        }
    }

    @Test
    @Timeout(30)
    void depotGoesOnAfterAnIdleSessionDied() throws IOException {
        try (SftpStore depot = SftpStore.open(account)) {
            depot.makeFolder("a");
            server.killSessions();
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(depot.list(""))
                    .hasSize(1));
        }
    }

    private static long write(SftpStore depot, int bytes) throws IOException {
        return depot.append("file", 0, new ByteArrayInputStream(StoreContract.random(bytes)));
    }

    private static void writeSmall(SftpStore depot, String folder) throws IOException {
        depot.putAll(folder, Map.of("file", Content.of(StoreContract.random(300_000))), Soon.NOTHING);
    }

    /** Endless content that does something to the server after its first 5 MB. */
    private static InputStream killing(Runnable kill) {
        AtomicBoolean killed = new AtomicBoolean();
        return new InputStream() {
            private long read;

            @Override
            public int read() {
                read++;
                if (read > 5_000_000 && killed.compareAndSet(false, true)) {
                    kill.run();
                }
                return 'x';
            }
        };
    }

    private static void assertProblem(ThrowingCallable call, Problem problem, String message, String hint) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DepotException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.hint()).isEqualTo(hint);
            assertThat(e.problem()).isEqualTo(problem);
        });
    }
}
