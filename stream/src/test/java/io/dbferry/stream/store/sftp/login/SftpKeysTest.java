package io.dbferry.stream.store.sftp.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.JSch;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which key logs in, and what is said of one that cannot; and what is said of a server's answers. */
class SftpKeysTest {
    @TempDir
    Path here;

    @Test
    void aKeyIsLoadedWithItsPassphrase() throws Exception {
        JSch jsch = new JSch();
        give(jsch, SshKey.make(here, "ed25519").privateFile(), Optional.empty());
        give(jsch, SshKey.make(here, "ed25519", "open sesame").privateFile(), passphrase("open sesame\nmore\n"));
        give(jsch, SshKey.make(here, "ed25519").privateFile(), passphrase("needless"));

        assertThat(jsch.getIdentityNames()).hasSize(3);
    }

    @Test
    void aKeyThatStaysShutIsRefused() throws IOException {
        Path key = SshKey.make(here, "ed25519", "open sesame").privateFile();

        assertRefused(
                key,
                Optional.empty(),
                "the private key '" + key + "' needs a passphrase",
                "Write it into a file that only you can read and name that in 'ssh.passphrase-file'.");
        assertRefused(
                key,
                passphrase(""),
                "the private key '" + key + "' needs a passphrase",
                "Write it into a file that only you can read and name that in 'ssh.passphrase-file'.");
        assertRefused(
                key,
                passphrase("sesame"),
                "the passphrase does not open the private key '" + key + "'",
                "Try it: ssh-keygen -y -f '" + key + "', then correct the passphrase file.");
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        Path none = here.resolve("none");
        assertRefused(
                none,
                Optional.empty(),
                "the private key '" + none + "' does not exist",
                "Correct its path, or put the file there.");
        assertRefused(
                here,
                Optional.empty(),
                "the private key '" + here + "' cannot be read",
                "Give the account that DbFerry runs as the right to read it.");
        Path text = Files.writeString(here.resolve("text"), "not a key");
        assertRefused(
                text,
                Optional.empty(),
                "'" + text + "' is not a private key in a format that is known",
                "Name an OpenSSH or PEM private key; ssh-keygen -t ed25519 makes one.");
        Path key = SshKey.make(here, "ed25519", "x").privateFile();
        assertRefused(
                key,
                Optional.of(none),
                "the passphrase file '" + none + "' does not exist",
                "Correct its path, or put the file there.");
    }

    @Test
    void withoutAKeyAnAgentIsAsked() throws IOException {
        SftpAccount account = account(Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> new SftpKeys(account, Optional.empty()).giveTo(new JSch()))
                .isInstanceOfSatisfying(DepotException.class, e -> {
                    assertThat(e)
                            .hasMessage(
                                    "cannot open depot 'sftp://u@h/d': no private key is configured and SSH_AUTH_SOCK"
                                            + " names no SSH agent");
                    assertThat(e.hint())
                            .isEqualTo(
                                    "Name a key in 'ssh.private-key', or start an agent: eval $(ssh-agent) && ssh-add");
                });
        Path dead = Files.createFile(here.resolve("agent"));
        assertThatThrownBy(() -> new SftpKeys(account, Optional.of(dead)).giveTo(new JSch()))
                .isInstanceOfSatisfying(DepotException.class, e -> {
                    assertThat(e)
                            .hasMessage(
                                    "cannot open depot 'sftp://u@h/d': no private key is configured and the SSH agent at"
                                            + " '" + dead + "' has no key");
                    assertThat(e.hint()).isEqualTo("Name a key in 'ssh.private-key', or give the agent one: ssh-add");
                });
    }

    private void assertRefused(Path key, Optional<Path> passphrase, String cause, String hint) {
        assertThatThrownBy(() -> give(new JSch(), key, passphrase)).isInstanceOfSatisfying(DepotException.class, e -> {
            assertThat(e).hasMessage("cannot open depot 'sftp://u@h/d': " + cause);
            assertThat(e.hint()).isEqualTo(hint);
            assertThat(e.problem()).isEqualTo(Problem.AUTHENTICATION);
        });
    }

    private void give(JSch jsch, Path key, Optional<Path> passphrase) throws DepotException {
        new SftpKeys(account(Optional.of(key), passphrase), Optional.empty()).giveTo(jsch);
    }

    private Optional<Path> passphrase(String text) throws IOException {
        return Optional.of(Files.writeString(Files.createTempFile(here, "pass", ""), text));
    }

    private SftpAccount account(Optional<Path> key, Optional<Path> passphrase) {
        return new SftpAccount("u", "h", 22, "/d", key, passphrase, here.resolve("known_hosts"));
    }
}
