package io.dbferry.depot;

import io.dbferry.SshKey;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract over SFTP with Apache MINA's server, which has other habits than OpenSSH's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MinaSftpDepotTest extends LocalFolderContract {
    private SshKey key;
    private MinaServer server;

    @BeforeAll
    void startServer(@TempDir Path root) throws IOException {
        key = SshKey.make(root, "ecdsa");
        server = MinaServer.start(root, key.publicFile());
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Override
    Depot open() throws DepotException {
        return SftpDepot.open(server.account(folder, key.privateFile()));
    }
}
