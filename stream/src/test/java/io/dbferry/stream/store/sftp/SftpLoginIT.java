package io.dbferry.stream.store.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.sftp.login.SftpAccount;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SshAgent;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in by whom, at OpenSSH's own server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SftpLoginIT {
    private static final String USER = System.getProperty("user.name");

    @TempDir
    Path here;

    private SshKey key;
    private SshKey locked;
    private OpenSshServer server;

    @BeforeAll
    void startServer(@TempDir Path root) throws IOException {
        key = SshKey.make(root, "ed25519");
        locked = SshKey.make(root, "ed25519", "open sesame");
        server = OpenSshServer.start(root.resolve("sshd"), List.of(key.publicFile(), locked.publicFile()));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ed25519, ''",
        "ecdsa, ''",
        "ecdsa, -b 521",
        "ecdsa, -m PEM",
        "ecdsa, -m PKCS8",
        "rsa, ''",
        "rsa, -m PEM",
        "rsa, -m PKCS8"
    })
    void keyOfEveryTypeAndFormatLogsIn(String type, String options) throws IOException {
        String[] each = options.isEmpty() ? new String[0] : options.split(" ");
        SshKey open = SshKey.make(here, type, "", each);
        SshKey closed = SshKey.make(here, type, "open sesame", each);
        Optional<String> passphrase = Optional.of("open sesame\nmore\n");
        try (OpenSshServer fresh =
                OpenSshServer.start(here.resolve("sshd"), List.of(open.publicFile(), closed.publicFile()))) {
            for (SshKey own : List.of(open, closed)) {
                try (Store depot = SftpStore.open(withPassphrase(fresh, own, passphrase))) {
                    assertThat(depot.list("")).extracting(Store.Entry::name).contains("sshd");
                }
            }
        }
    }

    @Test
    void missingPassphraseIsTold() {
        assertOpenFails(
                TestAccount.on(server, here, locked.privateFile()),
                Problem.AUTHENTICATION,
                "the private key '" + locked.privateFile() + "' needs a passphrase",
                "Write it into a file that only you can read and name that in 'ssh.passphrase-file'.");
    }

    @Test
    void wrongPassphraseIsToldButNotShown() throws IOException {
        assertOpenFails(
                withPassphrase(server, locked, Optional.of("open barley\n")),
                Problem.AUTHENTICATION,
                "the passphrase does not open the private key '" + locked.privateFile() + "'",
                "Try it: ssh-keygen -y -f '" + locked.privateFile() + "', then correct the passphrase file.");
    }

    @Test
    void missingPassphraseFileIsTold() throws IOException {
        assertOpenFails(
                withPassphrase(server, locked, Optional.empty()),
                Problem.AUTHENTICATION,
                "the passphrase file '" + here.resolve("passphrase") + "' does not exist",
                "Correct its path, or put the file there.");
    }

    @Test
    void missingPrivateKeyIsTold() {
        assertOpenFails(
                TestAccount.on(server, here, here.resolve("nope")),
                Problem.AUTHENTICATION,
                "the private key '" + here.resolve("nope") + "' does not exist",
                "Correct its path, or put the file there.");
    }

    @Test
    void fileThatIsNoPrivateKeyIsTold() {
        assertOpenFails(
                TestAccount.on(server, here, key.publicFile()),
                Problem.AUTHENTICATION,
                "'" + key.publicFile() + "' is not a private key in a format that is known",
                "Name an OpenSSH or PEM private key; ssh-keygen -t ed25519 makes one.");
    }

    @Test
    void keyThatTheServerDoesNotKnowIsTold() {
        SshKey other = SshKey.make(here, "rsa");

        assertOpenFails(
                TestAccount.on(server, here, other.privateFile()),
                Problem.AUTHENTICATION,
                "the server does not let " + USER + " in with '" + other.privateFile() + "'",
                "Add the public key to ~/.ssh/authorized_keys of " + USER + " on 127.0.0.1; ssh-keygen -y -f '"
                        + other.privateFile() + "' prints it.");
    }

    @Test
    void agentLogsIn() throws IOException {
        try (SshAgent agent = SshAgent.start(here)) {
            agent.add(key);

            try (Store depot = SftpStore.open(withoutKey(), Optional.of(agent.socket()))) {
                assertThat(depot.list("")).isNotNull();
            }
        }
    }

    @Test
    void agentWithoutTheRightKeyIsTold() throws IOException {
        try (SshAgent agent = SshAgent.start(here)) {
            agent.add(SshKey.make(here, "ecdsa"));

            assertThatThrownBy(() -> SftpStore.open(withoutKey(), Optional.of(agent.socket())))
                    .isInstanceOfSatisfying(DepotException.class, e -> {
                        assertThat(e)
                                .hasMessage("cannot open depot '" + withoutKey().address()
                                        + "': the server does not let " + USER + " in with the keys of the SSH agent");
                        assertThat(e.hint())
                                .isEqualTo("Add the public key to ~/.ssh/authorized_keys of " + USER
                                        + " on 127.0.0.1; ssh-add -L prints it.");
                    });
        }
    }

    @Test
    void agentWithoutAnyKeyIsTold() throws IOException {
        try (SshAgent agent = SshAgent.start(here)) {
            assertThatThrownBy(() -> SftpStore.open(withoutKey(), Optional.of(agent.socket())))
                    .hasMessage("cannot open depot '" + withoutKey().address()
                            + "': no private key is configured and the SSH agent at '" + agent.socket()
                            + "' has no key");
        }
    }

    @Test
    void missingAgentIsTold() {
        assertThatThrownBy(() -> SftpStore.open(withoutKey(), Optional.of(here.resolve("no-socket"))))
                .hasMessage("cannot open depot '" + withoutKey().address()
                        + "': no private key is configured and the SSH agent at '" + here.resolve("no-socket")
                        + "' has no key");
        assertThatThrownBy(() -> SftpStore.open(withoutKey(), Optional.empty()))
                .hasMessage("cannot open depot '" + withoutKey().address()
                        + "': no private key is configured and SSH_AUTH_SOCK names no SSH agent");
    }

    @Test
    void serverThatIsNotThereIsTold() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertOpenFails(
                new SftpAccount("u", "127.0.0.1", port, "/f", Optional.of(key.privateFile()), Optional.empty(), here),
                Problem.UNREACHABLE,
                "127.0.0.1 port " + port + " refuses connections",
                "Check that the SSH server runs there and that no firewall is in between.");
    }

    @Test
    void hostWithoutAnAddressIsTold() {
        SftpAccount account = new SftpAccount(
                "u",
                "no-such-host.invalid",
                22,
                "/f",
                Optional.of(key.privateFile()),
                Optional.empty(),
                here.resolve("known_hosts"));

        assertOpenFails(
                account,
                Problem.UNREACHABLE,
                "no address is known for no-such-host.invalid",
                "Check the host's name in 'depot' and this machine's DNS.");
        assertThat(account.address()).isEqualTo("sftp://u@no-such-host.invalid/f");
    }

    private SftpAccount withoutKey() {
        return new SftpAccount(
                USER,
                "127.0.0.1",
                server.port(),
                here.toString(),
                Optional.empty(),
                Optional.empty(),
                server.knownHosts());
    }

    private SftpAccount withPassphrase(OpenSshServer at, SshKey own, Optional<String> content) throws IOException {
        Path file = here.resolve("passphrase");
        if (content.isPresent()) {
            Files.writeString(file, content.get());
        }
        return new SftpAccount(
                USER,
                "127.0.0.1",
                at.port(),
                here.toString(),
                Optional.of(own.privateFile()),
                Optional.of(file),
                at.knownHosts());
    }

    private static void assertOpenFails(SftpAccount account, Problem problem, String cause, String hint) {
        assertThatThrownBy(() -> SftpStore.open(account, Optional.empty()))
                .isInstanceOfSatisfying(DepotException.class, e -> {
                    assertThat(e).hasMessage("cannot open depot '" + account.address() + "': " + cause);
                    assertThat(e.hint()).isEqualTo(hint);
                    assertThat(e.problem()).isEqualTo(problem);
                });
    }

    @Test
    void textOfALoginScriptBeforeSftpIsTold() throws IOException {
        try (OpenSshServer printing =
                OpenSshServer.startPrinting(here.resolve("printing"), List.of(key.publicFile()))) {
            SftpAccount account = TestAccount.on(printing, here, key.privateFile());
            assertThatThrownBy(() -> SftpStore.open(account, Optional.empty()))
                    .isInstanceOfSatisfying(DepotException.class, e -> {
                        assertThat(e)
                                .hasMessage("cannot open depot '" + account.address()
                                        + "': the server sends something else where SFTP is to begin");
                        assertThat(e.hint()).startsWith("A login script of the account prints text: ");
                        assertThat(e.problem()).isEqualTo(Problem.ACCESS);
                    });
        }
    }

    @Test
    void bothListsAreNamedWhereNoKeyExchangeIsCommon() throws IOException {
        try (OpenSshServer old =
                OpenSshServer.startWithOldKeyExchange(here.resolve("old"), List.of(key.publicFile()))) {
            SftpAccount account = TestAccount.on(old, here, key.privateFile());
            assertThatThrownBy(() -> SftpStore.open(account, Optional.empty()))
                    .isInstanceOfSatisfying(DepotException.class, e -> {
                        assertThat(e)
                                .hasMessageStartingWith("cannot open depot '" + account.address()
                                        + "': the server and DbFerry have no common kex: the server offers"
                                        + " diffie-hellman-group14-sha1")
                                .hasMessageContaining(", DbFerry ")
                                .hasMessageContaining("curve25519-sha256");
                        assertThat(e.hint()).startsWith("Allow one of DbFerry's in sshd_config of 127.0.0.1");
                        assertThat(e.problem()).isEqualTo(Problem.ACCESS);
                    });
        }
    }
}
