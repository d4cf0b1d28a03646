package io.dbferry.stream;

import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.WithoutRename;
import io.dbferry.stream.store.sftp.SftpStore;
import io.dbferry.stream.store.sftp.TestAccount;
import io.dbferry.testing.MinaServer;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SftpServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The depot on real SFTP servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DepotIT {
    private Path root;
    private SshKey key;
    private OpenSshServer openSsh;
    private MinaServer mina;

    @BeforeAll
    void startServers(@TempDir Path folder) throws IOException {
        root = folder.toRealPath();
        key = SshKey.make(root, "ecdsa"); // which both servers know
        openSsh = OpenSshServer.start(root.resolve("sshd"), List.of(key.publicFile()));
        mina = MinaServer.start(Files.createDirectory(root.resolve("mina")), key.publicFile());
    }

    @AfterAll
    void stopServers() {
        openSsh.close();
        mina.close();
    }

    private Store on(SftpServer server) throws IOException {
        Path folder = Files.createTempDirectory(root.resolve("mina"), "depot");
        return SftpStore.open(TestAccount.on(server, folder, key.privateFile()));
    }

    @Nested
    class OnOpenSsh extends DepotContract {
        @Override
        public Store open() throws IOException {
            return on(openSsh);
        }
    }

    @Nested
    class OnOpenSshWithoutRename extends DepotContract {
        @Override
        public Store open() throws IOException {
            return new WithoutRename(on(openSsh));
        }
    }

    @Nested
    class OnMina extends DepotContract {
        @Override
        public Store open() throws IOException {
            return on(mina);
        }
    }

    @Nested
    class OnMinaWithoutRename extends DepotContract {
        @Override
        public Store open() throws IOException {
            return new WithoutRename(on(mina));
        }
    }
}
