package io.dbferry.demo.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * An SFTP server on a free port of 127.0.0.1 with one account, {@value #USER}, that only the sender's key opens and
 * that sees one folder as its root. No shell, no forwarding.
 */
public final class DemoSftpServer implements AutoCloseable {
    public static final String USER = "transapp";

    private final SshServer server;

    private DemoSftpServer(SshServer server) {
        this.server = server;
    }

    /** Takes connections when it returns. */
    public static DemoSftpServer start(DemoKeys keys, Path root) throws IOException {
        Files.createDirectories(root);
        SshServer server = SshServer.setUpDefaultServer();
        CoreModuleProperties.TCP_NODELAY.set(server, true); // as OpenSSH's: answers go without waiting for each other
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(keys.host()));
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator((user, key, session) ->
                USER.equals(user) && KeyUtils.compareKeys(key, keys.client().getPublic()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(root));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory.Builder().build()));
        server.start();
        return new DemoSftpServer(server);
    }

    public int port() {
        return server.getPort();
    }

    /** Cuts the connections that are open and waits until the server is gone. Safe to repeat. */
    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
