package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.FoldersContract;
import io.dbferry.stream.store.LocalFolderContract;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StoreContract;
import io.dbferry.stream.store.WithoutRename;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract over SFTP with OpenSSH's own server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenSshSftpStoreIT extends LocalFolderContract {
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
    public boolean replaces() {
        return true;
    }

    @Override
    public Store open() throws DepotException {
        return SftpStore.open(TestAccount.on(server, folder, key.privateFile()));
    }

    @Nested
    class Renameless extends StoreContract implements FoldersContract {
        @Override
        public Store open() throws DepotException {
            return new WithoutRename(SftpStore.open(TestAccount.on(server, folder, key.privateFile())));
        }
    }
}
