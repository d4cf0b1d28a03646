package io.dbferry.depot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.nativefs.NativeFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** Apache MINA's SSH server in this process, on a free port; it sees the whole file system of this machine. */
final class MinaServer implements AutoCloseable {
    private final SshServer server;
    private final Path knownHosts;

    private MinaServer(SshServer server, Path knownHosts) {
        this.server = server;
        this.knownHosts = knownHosts;
    }

    static MinaServer start(Path root, Path authorizedPublicKey) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        SimpleGeneratorHostKeyProvider hostKeys = new SimpleGeneratorHostKeyProvider(root.resolve("host-key"));
        hostKeys.setAlgorithm("EC");
        hostKeys.setKeySize(256);
        server.setKeyPairProvider(hostKeys);
        server.setPublickeyAuthenticator(new AuthorizedKeysAuthenticator(authorizedPublicKey));
        server.setFileSystemFactory(NativeFileSystemFactory.INSTANCE);
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.start();
        Path knownHosts = root.resolve("known_hosts");
        Files.writeString(knownHosts, "[127.0.0.1]:" + server.getPort() + " " + publicLine(hostKeys) + "\n");
        return new MinaServer(server, knownHosts);
    }

    private static String publicLine(KeyPairProvider hostKeys) throws IOException {
        try {
            return PublicKeyEntry.toString(
                    hostKeys.loadKeys(null).iterator().next().getPublic());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    SftpAccount account(Path folder, Path privateKey) {
        return new SftpAccount(
                "anyone",
                "127.0.0.1",
                server.getPort(),
                folder.toString(),
                Optional.of(privateKey),
                Optional.empty(),
                knownHosts);
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
