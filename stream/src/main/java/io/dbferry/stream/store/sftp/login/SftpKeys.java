package io.dbferry.stream.store.sftp.login;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import com.jcraft.jsch.SSHAgentConnector;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives JSch the account's keys: those of its private-key file, or else those of the SSH agent. */
public record SftpKeys(SftpAccount account, Optional<Path> agentSocket) {
    private static final byte[] NO_PASSPHRASE = {};

    /**
     * Loads the keys.
     *
     * @throws DepotException if the file cannot be read or opened with the passphrase, or no agent has a key
     */
    void giveTo(JSch jsch) throws DepotException {
        if (account.privateKey().isPresent()) {
            loadFile(jsch, account.privateKey().get());
        } else {
            jsch.setIdentityRepository(agent());
        }
    }

    private void loadFile(JSch jsch, Path file) throws DepotException {
        byte[] bytes = read(file, "private key");
        byte[] passphrase = passphrase();
        try {
            KeyPair key = KeyPair.load(jsch, bytes.clone(), null);
            boolean encrypted = key.isEncrypted();
            if (encrypted && passphrase.length == 0) {
                throw refused(
                        "the private key '" + file + "' needs a passphrase",
                        "Write it into a file that only you can read and name that in 'ssh.passphrase-file'.",
                        null);
            }
            if (encrypted && !key.decrypt(passphrase.clone())) {
                throw refused(
                        "the passphrase does not open the private key '" + file + "'",
                        "Try it: ssh-keygen -y -f '" + file + "', then correct the passphrase file.",
                        null);
            }
            jsch.addIdentity(file.toString(), bytes, null, encrypted ? passphrase : null);
            key.dispose();
        } catch (JSchException | RuntimeException e) {
            throw refused(
                    "'" + file + "' is not a private key in a format that is known",
                    "Name an OpenSSH or PEM private key; ssh-keygen -t ed25519 makes one.",
                    e);
        }
    }

    private byte[] passphrase() throws DepotException {
        if (account.passphraseFile().isEmpty()) {
            return NO_PASSPHRASE;
        }
        String text = new String(read(account.passphraseFile().get(), "passphrase file"), StandardCharsets.UTF_8);
        return text.lines().findFirst().orElse("").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] read(Path file, String what) throws DepotException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw refused(
                    "the " + what + " '" + file + "' does not exist", "Correct its path, or put the file there.", e);
        } catch (IOException e) {
            throw refused(
                    "the " + what + " '" + file + "' cannot be read",
                    "Give the account that DbFerry runs as the right to read it.",
                    e);
        }
    }

    private IdentityRepository agent() throws DepotException {
        Path socket = agentSocket.orElseThrow(() -> refused(
                "no private key is configured and SSH_AUTH_SOCK names no SSH agent",
                "Name a key in 'ssh.private-key', or start an agent: eval $(ssh-agent) && ssh-add",
                null));
        try {
            SSHAgentConnector connector = new SSHAgentConnector(socket);
            IdentityRepository identities = new AgentIdentityRepository(connector);
            if (connector.isAvailable() && !identities.getIdentities().isEmpty()) {
                return identities;
            }
        } catch (AgentProxyException e) {
            throw noAgentKey(socket, e);
        }
        throw noAgentKey(socket, null);
    }

    private DepotException noAgentKey(Path socket, @Nullable Throwable thrown) {
        return refused(
                "no private key is configured and the SSH agent at '" + socket + "' has no key",
                "Name a key in 'ssh.private-key', or give the agent one: ssh-add",
                thrown);
    }

    private DepotException refused(String cause, String hint, @Nullable Throwable thrown) {
        return StoreAction.open(account.address()).because(Problem.AUTHENTICATION, cause, hint, thrown);
    }
}
