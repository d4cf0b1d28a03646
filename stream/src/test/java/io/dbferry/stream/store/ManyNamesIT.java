package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.folder.FolderStore;
import io.dbferry.stream.store.sftp.SftpStore;
import io.dbferry.stream.store.sftp.TestAccount;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder with as many names as can be listed, and one more: it is never cut in silence. */
class ManyNamesIT {
    @TempDir
    private Path folder;

    @Test
    void folderWithMoreNamesThanCanBeListedIsRefusedAndItsFirstNamesAreFound() throws Exception {
        fill(Store.MOST_NAMES);
        assertLists(FolderStore.open(folder), Store.MOST_NAMES);
        SshKey key = SshKey.make(Files.createTempDirectory(folder, "key"), "ed25519");
        try (OpenSshServer server =
                        OpenSshServer.start(Files.createTempDirectory(folder, "sshd"), List.of(key.publicFile()));
                Store sftp = SftpStore.open(TestAccount.on(server, folder, key.privateFile()))) {
            assertLists(sftp, Store.MOST_NAMES);

            Files.createFile(folder.resolve("many/x"));

            assertRefuses(FolderStore.open(folder));
            assertRefuses(sftp);
        }
    }

    private void fill(int names) throws IOException {
        Path many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < names; i++) {
            Files.createFile(many.resolve(Integer.toString(1_000_000 + i)));
        }
    }

    private static void assertLists(Store depot, int names) throws IOException {
        assertThat(depot.list("many")).hasSize(names);
    }

    private void assertRefuses(Store depot) throws IOException {
        assertThatThrownBy(() -> depot.list("many"))
                .isInstanceOf(DepotException.class)
                .hasMessage("cannot list folder 'many' of depot '" + depot.describe()
                        + "': it holds more than 200000 names")
                .extracting(e -> ((DepotException) e).hint())
                .asString()
                .startsWith("Run 'dbferry prune' on the receiver");
        assertThat(depot.first("many", name -> !name.startsWith("10")))
                .hasSize(Store.MOST_NAMES - 100_000 + 1)
                .first()
                .extracting(Store.Entry::name)
                .isEqualTo("1100000");
        assertThat(depot.first("many", name -> true))
                .hasSize(Store.MOST_NAMES)
                .last()
                .extracting(Store.Entry::name)
                .isEqualTo("1199999");
    }
}
