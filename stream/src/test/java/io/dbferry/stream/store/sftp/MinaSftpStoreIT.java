package io.dbferry.stream.store.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.FoldersContract;
import io.dbferry.stream.store.LocalFolderContract;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StoreContract;
import io.dbferry.stream.store.WithoutRename;
import io.dbferry.testing.MinaServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract over SFTP with Apache MINA's server, which has other habits than OpenSSH's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MinaSftpStoreIT extends LocalFolderContract {
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
    public boolean replaces() {
        return true;
    }

    @Override
    public Store open() throws DepotException {
        return SftpStore.open(TestAccount.on(server, folder, key.privateFile()));
    }

    @Test
    void serverThatGivesLessAtOnceThanIsAskedForIsReadWhole() throws IOException {
        byte[] content = StoreContract.random(300_000);
        store.put("a.bin", Content.of(content));
        store.put("small", Content.of(Arrays.copyOf(content, 60_000)));
        server.faults().giveAtMost(1_000);
        try {
            store.soon(Soon.NOTHING.read("small"));
            assertThat(content("a.bin")).isEqualTo(content);
            assertThat(content("small")).isEqualTo(Arrays.copyOf(content, 60_000));
        } finally {
            server.faults().end();
        }
    }

    @Nested
    class Renameless extends StoreContract implements FoldersContract {
        @Override
        public Store open() throws DepotException {
            return new WithoutRename(SftpStore.open(TestAccount.on(server, folder, key.privateFile())));
        }
    }
}
