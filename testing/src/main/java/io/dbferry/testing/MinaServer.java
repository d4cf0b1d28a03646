package io.dbferry.testing;

import io.dbferry.testing.sftp.CountedRequests;
import io.dbferry.testing.sftp.SftpFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.nativefs.NativeFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;

/** Apache MINA's SSH server in this process, on a free port; it sees the whole file system of this machine. */
public final class MinaServer implements SftpServer {
    private final SshServer server;
    private final Path knownHosts;
    private final CountedRequests requests;

    private MinaServer(SshServer server, Path knownHosts, CountedRequests requests) {
        this.server = server;
        this.knownHosts = knownHosts;
        this.requests = requests;
    }

    public static MinaServer start(Path root, Path authorizedPublicKey) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        CoreModuleProperties.TCP_NODELAY.set(server, true); // as OpenSSH's: answers go without waiting for each other
        SimpleGeneratorHostKeyProvider hostKeys = new SimpleGeneratorHostKeyProvider(root.resolve("host-key"));
        hostKeys.setAlgorithm("EC");
        hostKeys.setKeySize(256);
        server.setKeyPairProvider(hostKeys);
        server.setPublickeyAuthenticator(new AuthorizedKeysAuthenticator(authorizedPublicKey));
        server.setFileSystemFactory(NativeFileSystemFactory.INSTANCE);
        CountedRequests requests = new CountedRequests();
        server.setSubsystemFactories(List.of(requests));
        server.start();
        Path knownHosts = root.resolve("known_hosts");
        Files.writeString(knownHosts, "[127.0.0.1]:" + server.getPort() + " " + publicLine(hostKeys) + "\n");
        return new MinaServer(server, knownHosts, requests);
    }

    private static String publicLine(KeyPairProvider hostKeys) throws IOException {
        try {
            return PublicKeyEntry.toString(
                    hostKeys.loadKeys(null).iterator().next().getPublic());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** What was asked of the server since the last call: SFTP's names of the requests, and how many there were. */
    public Map<String, Integer> takeRequests() {
        return requests.take();
    }

    /** What the server does otherwise than it should. */
    public SftpFaults faults() {
        return requests.faults();
    }

    /** Ends all sessions at once. */
    public void killSessions() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    /** Whether sessions that begin get SFTP at all. */
    public void offerSftp(boolean offered) {
        server.setSubsystemFactories(offered ? List.of(requests) : List.of());
    }

    @Override
    public String user() {
        return "anyone";
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public Path knownHosts() {
        return knownHosts;
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
