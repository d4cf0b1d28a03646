package io.dbferry.stream.store.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.sftp.login.SftpAccount;
import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.RequiredProgram;
import io.dbferry.testing.SshKey;
import java.io.IOException;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Which server is believed to be the one meant, with OpenSSH's own server and its {@code known_hosts}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SftpHostKeyIT {
    @TempDir
    Path here;

    private SshKey key;
    private OpenSshServer server;

    @BeforeAll
    void startServer(@TempDir Path root) throws IOException {
        key = SshKey.make(root, "ed25519");
        server = OpenSshServer.start(root.resolve("sshd"), List.of(key.publicFile()));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Test
    void hostKeyThatIsNotKnownIsTold() throws IOException {
        Path knownHosts = here.resolve("known_hosts");

        assertOpenFails(
                knowing(knownHosts),
                "the host key of 127.0.0.1 is not in '" + knownHosts + "' (it offers ssh-ed25519 "
                        + server.hostKey().fingerprint() + ")",
                "Check the key with the server's operator, then run: ssh-keyscan -p " + server.port() + " 127.0.0.1 >> "
                        + knownHosts);
        assertThat(knownHosts).doesNotExist();
    }

    @Test
    void hintOfAnUnknownHostKeyMendsIt() throws IOException {
        Path knownHosts = here.resolve("known_hosts");
        ChildProcess scan = ChildProcess.run(new ProcessBuilder(
                "sh", "-c", "ssh-keyscan -p " + server.port() + " 127.0.0.1 2>/dev/null >> " + knownHosts));
        assertThat(scan.exitCode()).isZero();

        SftpStore.open(knowing(knownHosts)).close();
    }

    /** The server offers an ed25519 key too, which JSch would ask for first. */
    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa", "ed25519"})
    void hostIsKnownByAnyOneOfItsKeys(String type) throws IOException {
        Path knownHosts = here.resolve("known_hosts");
        String scan = "ssh-keyscan -t " + type + " -p " + server.port() + " 127.0.0.1 2>/dev/null > " + knownHosts;
        ChildProcess.run(new ProcessBuilder("sh", "-c", scan)).succeeded();
        assertThat(Files.readAllLines(knownHosts)).hasSize(1);

        SftpStore.open(knowing(knownHosts)).close();
    }

    @Test
    void hostKeyThatChangedIsTold() throws IOException {
        Path knownHosts = here.resolve("known_hosts");
        String name = "[127.0.0.1]:" + server.port();
        Files.writeString(knownHosts, name + " " + SshKey.make(here, "ed25519").publicLine() + "\n");

        assertOpenFails(
                knowing(knownHosts),
                "the host key of 127.0.0.1 is not the one in '" + knownHosts + "' (it offers ssh-ed25519 "
                        + server.hostKey().fingerprint() + ")",
                "Someone may be listening in, or the server was reinstalled: ask its operator. If the new key is"
                        + " right, run: ssh-keygen -R '" + name + "' -f '" + knownHosts + "' && ssh-keyscan -p "
                        + server.port() + " 127.0.0.1 >> " + knownHosts);
    }

    @Test
    void hostKeyThatIsRevokedIsTold() throws IOException {
        Path knownHosts = here.resolve("known_hosts");
        String line = "[127.0.0.1]:" + server.port() + " " + server.hostKey().publicLine() + "\n";
        Files.writeString(knownHosts, "@revoked " + line + line);

        assertOpenFails(
                knowing(knownHosts),
                "the host key of 127.0.0.1 is revoked in '" + knownHosts + "' (it offers ssh-ed25519 "
                        + server.hostKey().fingerprint() + ")",
                "Ask the server's operator: the key must not be trusted any more.");
    }

    /** As OpenSSH's own client decides, which is asked too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "* KEY; true",
                "*.0.0.1,[127.0.0.?]:* KEY; true",
                "127.0.0.1 KEY; true",
                "127.0.0.* KEY; true",
                "[127.0.0.1]:1 KEY; false",
                "[*]:PORT,![127.*]:PORT KEY; false",
                "*,!127.0.0.1 KEY; true",
                "![127.0.0.1]:PORT KEY; false",
                "@revoked * KEY|* KEY; false",
                "* KEY|@revoked [127.0.0.?]:* KEY; false",
                "* KEY|@revoked 10.* KEY; true",
                "@revoked * OTHER|* KEY; true",
                "* OTHER|* KEY; true",
                "@cert-authority * KEY; false",
                "@other * KEY; false",
                "# * KEY; false",
                "* OTHER; false",
                "* KEY|* broken; true"
            })
    void knownHostsIsReadAsOpenSshReadsIt(String lines, boolean known) throws IOException {
        Path knownHosts = here.resolve("known_hosts");
        SshKey other = SshKey.make(here, "ed25519");
        Files.writeString(
                knownHosts,
                lines.replace("KEY", server.hostKey().publicLine())
                                .replace("OTHER", other.publicLine())
                                .replace("PORT", String.valueOf(server.port()))
                                .replace('|', '\n')
                        + "\n");
        ProcessBuilder ssh = new ProcessBuilder(
                RequiredProgram.find("ssh").toString(),
                "-F",
                "none",
                "-p",
                String.valueOf(server.port()),
                "-i",
                key.privateFile().toString(),
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "BatchMode=yes",
                "-o",
                "UserKnownHostsFile=" + knownHosts,
                "-o",
                "GlobalKnownHostsFile=/dev/null",
                "-o",
                "HostKeyAlgorithms=ssh-ed25519",
                "-s",
                "127.0.0.1",
                "sftp");
        ssh.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        String said = ChildProcess.run(ssh).output();
        assertThat(!said.contains("Host key verification failed")).as(said).isEqualTo(known);

        if (known) {
            SftpStore.open(knowing(knownHosts)).close();
        } else {
            assertThatThrownBy(() -> SftpStore.open(knowing(knownHosts), Optional.empty()))
                    .isInstanceOfSatisfying(
                            DepotException.class, e -> assertThat(e.problem()).isEqualTo(Problem.HOST_KEY));
        }
    }

    @Test
    void keyThatIsRevokedForAllHostsIsTold() throws IOException {
        Path knownHosts = here.resolve("known_hosts");
        String key = server.hostKey().publicLine();
        Files.writeString(knownHosts, "[127.0.0.1]:" + server.port() + " " + key + "\n@revoked * " + key + "\n");

        assertOpenFails(
                knowing(knownHosts),
                "the host key of 127.0.0.1 is revoked in '" + knownHosts + "' (it offers ssh-ed25519 "
                        + server.hostKey().fingerprint() + ")",
                "Ask the server's operator: the key must not be trusted any more.");
    }

    @Test
    void hashedHostIsKnown() throws IOException {
        Path knownHosts = Files.copy(server.knownHosts(), here.resolve("known_hosts"));
        ChildProcess.run(RequiredProgram.find("ssh-keygen"), "-H", "-f", knownHosts.toString())
                .succeeded();
        assertThat(Files.readString(knownHosts)).startsWith("|1|");

        SftpStore.open(knowing(knownHosts)).close();
    }

    private SftpAccount knowing(Path knownHosts) {
        return new SftpAccount(
                System.getProperty("user.name"),
                "127.0.0.1",
                server.port(),
                here.toString(),
                Optional.of(key.privateFile()),
                Optional.empty(),
                knownHosts);
    }

    private static void assertOpenFails(SftpAccount account, String cause, String hint) {
        assertThatThrownBy(() -> SftpStore.open(account, Optional.empty()))
                .isInstanceOfSatisfying(DepotException.class, e -> {
                    assertThat(e).hasMessage("cannot open depot '" + account.address() + "': " + cause);
                    assertThat(e.hint()).isEqualTo(hint);
                    assertThat(e.problem()).isEqualTo(Problem.HOST_KEY);
                });
    }
}
