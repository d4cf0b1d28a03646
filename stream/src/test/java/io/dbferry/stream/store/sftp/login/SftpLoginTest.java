package io.dbferry.stream.store.sftp.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.testing.MinaServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom a login believes and who lets it in, with Apache MINA's server in this process. */
@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SftpLoginTest {
    @TempDir
    Path here;

    private SshKey key;
    private MinaServer server;
    private String hostLine;
    private OfferedHostKey offered;

    @BeforeAll
    void start(@TempDir Path root) throws IOException {
        key = SshKey.make(root, "ecdsa");
        server = MinaServer.start(root, key.publicFile());
        hostLine = Files.readString(server.knownHosts()).strip();
        offered = OfferedHostKey.ask("127.0.0.1", server.port()).orElseThrow();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void knownServerThatKnowsTheKeyIsOpened() throws IOException {
        var session = login(account(server.port(), key, server.knownHosts())).open();

        assertThat(session.isConnected()).isTrue();
        session.disconnect();
    }

    @Test
    void offeredKeyIsTheOneInKnownHosts() throws IOException {
        assertThat(offered.knownHostsLine()).isEqualTo(hostLine);
        assertThat(offered.fingerprint()).matches("SHA256:[A-Za-z0-9+/]{43}");
        assertThat(offered.isKnown(server.knownHosts())).isTrue();
        assertThat(offered.isKnown(here.resolve("none"))).isFalse();
        assertThat(offered.isKnown(knownHosts("@revoked " + hostLine))).isFalse();
        assertThat(new OfferedHostKey("h", 22, "ssh-ed25519", "AAAA", "SHA256:x").knownHostsLine())
                .isEqualTo("h ssh-ed25519 AAAA");
        assertThat(OfferedHostKey.ask("127.0.0.1", freePort())).isEmpty();
    }

    @Test
    void unknownServerIsNotBelieved() throws IOException {
        Path file = knownHosts("");

        assertFails(
                account(server.port(), key, file),
                Problem.HOST_KEY,
                "the host key of 127.0.0.1 is not in '" + file + "' (it offers ecdsa-sha2-nistp256 "
                        + offered.fingerprint() + ")",
                "Check the key with the server's operator, then run: ssh-keyscan -p " + server.port() + " 127.0.0.1 >> "
                        + file);
    }

    @Test
    void serverWithAnotherKeyIsNotBelieved() throws IOException {
        String name = "[127.0.0.1]:" + server.port();
        Path file = knownHosts(name + " " + key.publicLine());

        assertFails(
                account(server.port(), key, file),
                Problem.HOST_KEY,
                "the host key of 127.0.0.1 is not the one in '" + file + "' (it offers ecdsa-sha2-nistp256 "
                        + offered.fingerprint() + ")",
                "Someone may be listening in, or the server was reinstalled: ask its operator. If the new key is"
                        + " right, run: ssh-keygen -R '" + name + "' -f '" + file + "' && ssh-keyscan -p "
                        + server.port() + " 127.0.0.1 >> " + file);
    }

    @Test
    void revokedKeyIsNotBelieved() throws IOException {
        Path file = knownHosts("@revoked " + hostLine + "\n" + hostLine);

        assertFails(
                account(server.port(), key, file),
                Problem.HOST_KEY,
                "the host key of 127.0.0.1 is revoked in '" + file + "' (it offers ecdsa-sha2-nistp256 "
                        + offered.fingerprint() + ")",
                "Ask the server's operator: the key must not be trusted any more.");
    }

    @Test
    void keyThatTheServerDoesNotKnowIsNamed() {
        SshKey other = SshKey.make(here, "ecdsa");

        assertFails(
                account(server.port(), other, server.knownHosts()),
                Problem.AUTHENTICATION,
                "the server does not let anyone in with '" + other.privateFile() + "'",
                "Add the public key to ~/.ssh/authorized_keys of anyone on 127.0.0.1; ssh-keygen -y -f '"
                        + other.privateFile() + "' prints it.");
    }

    @Test
    void portWithoutAServerIsNamed() throws IOException {
        int port = freePort();

        assertFails(
                account(port, key, server.knownHosts()),
                Problem.UNREACHABLE,
                "127.0.0.1 port " + port + " refuses connections",
                "Check that the SSH server runs there and that no firewall is in between.");
    }

    @Test
    void serverThatHangsUpIsNamed() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread hangsUp = new Thread(() -> {
                try {
                    socket.accept().close();
                } catch (IOException e) {
                    return;
                }
            });
            hangsUp.start();
            assertThatThrownBy(() -> login(account(socket.getLocalPort(), key, server.knownHosts()))
                            .open())
                    .isInstanceOfSatisfying(DepotException.class, e -> {
                        assertThat(e)
                                .hasMessageStartingWith("cannot open depot 'sftp://anyone@127.0.0.1:"
                                        + socket.getLocalPort() + "/d': the connection to 127.0.0.1 port "
                                        + socket.getLocalPort() + " failed: ");
                        assertThat(e.hint()).isEqualTo("Check that an SSH server runs there; its log may say more.");
                        assertThat(e.problem()).isEqualTo(Problem.UNREACHABLE);
                    });
            hangsUp.join();
        }
    }

    @Test
    void folderOfAnAccountIsAbsolute() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SftpAccount("u", "h", 22, "d", Optional.empty(), Optional.empty(), here))
                .withMessage("not an absolute folder: 'd'");
    }

    private Path knownHosts(String lines) throws IOException {
        return Files.writeString(Files.createTempFile(here, "known", "hosts"), lines + "\n");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static SftpAccount account(int port, SshKey key, Path knownHosts) {
        return new SftpAccount(
                "anyone", "127.0.0.1", port, "/d", Optional.of(key.privateFile()), Optional.empty(), knownHosts);
    }

    private static SftpLogin login(SftpAccount account) {
        return new SftpLogin(account, new SftpKeys(account, Optional.empty()));
    }

    private static void assertFails(SftpAccount account, Problem problem, String cause, String hint) {
        assertThatThrownBy(() -> login(account).open()).isInstanceOfSatisfying(DepotException.class, e -> {
            assertThat(e).hasMessage("cannot open depot '" + account.address() + "': " + cause);
            assertThat(e.hint()).isEqualTo(hint);
            assertThat(e.problem()).isEqualTo(problem);
        });
    }
}
