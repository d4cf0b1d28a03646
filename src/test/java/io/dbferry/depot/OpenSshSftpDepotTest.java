package io.dbferry.depot;

import io.dbferry.SshKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract over SFTP with OpenSSH's own server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenSshSftpDepotTest extends LocalFolderContract {
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

    @Override
    Depot open() throws DepotException {
        return SftpDepot.open(server.account(folder, key.privateFile()));
    }
}
