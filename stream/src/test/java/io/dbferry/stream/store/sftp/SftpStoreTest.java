package io.dbferry.stream.store.sftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.Store.Entry;
import io.dbferry.stream.store.StoreContract;
import io.dbferry.testing.MinaServer;
import io.dbferry.testing.SshKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a store asks of a server that does as it should: Apache MINA's, in this process. The whole contract is in the ITs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SftpStoreTest {
    private SshKey key;
    private Path folder;
    private MinaServer server;
    private SftpStore store;

    @BeforeAll
    void start(@TempDir Path root) throws IOException {
        key = SshKey.make(root, "ecdsa");
        folder = Files.createDirectory(root.resolve("depot"));
        server = MinaServer.start(root, key.publicFile());
        store = SftpStore.open(TestAccount.on(server, folder, key.privateFile()));
    }

    @AfterAll
    void stop() {
        store.close();
        server.close();
    }

    @BeforeEach
    void empty() throws IOException {
        for (Entry entry : store.list("")) {
            store.delete(entry.name());
        }
    }

    @Test
    void fileIsAskedForInPiecesAndComesBackWhole() throws IOException {
        byte[] content = StoreContract.random(300_000);
        store.put("a.bin", Content.of(content));
        server.takeRequests();

        try (InputStream read = store.get("a.bin")) {
            assertThat(read.readAllBytes()).isEqualTo(content);
            assertThat(read.read()).isEqualTo(-1);
        }

        assertThat(server.takeRequests()).containsEntry("READ", 10).containsEntry("OPEN", 1);
        try (InputStream read = store.get("a.bin", 299_990)) {
            assertThat(read.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 299_990, 300_000));
        }
    }

    @Test
    void smallFileIsReadWholeWithOneRead() throws IOException {
        write("small", "a few bytes");
        server.takeRequests();

        try (InputStream read = store.get("small", 2)) {
            assertThat(read).hasContent("few bytes");
        }

        assertThat(server.takeRequests())
                .containsEntry("LSTAT", 1)
                .containsEntry("OPEN", 1)
                .containsEntry("READ", 1)
                .containsEntry("FSTAT", 1);
    }

    @Test
    void smallFilesAndTheirFoldersGoTogether() throws IOException {
        server.takeRequests();

        store.putAll("a/b", Map.of("x", content("one"), "y", content("two")), Soon.NOTHING.list("a/b"));

        assertThat(store.list("a/b")).extracting(Entry::name).containsExactly("x", "y");
        assertThat(folder.resolve("a/b/x")).hasContent("one");
        assertThat(folder.resolve("a/b/y")).hasContent("two");
        assertThat(server.takeRequests())
                .containsEntry("MKDIR", 2)
                .containsEntry("OPEN", 2)
                .containsEntry("WRITE", 2)
                .as("the list was announced, and not asked for again")
                .containsEntry("OPENDIR", 1);
    }

    @Test
    void filesThatAreTooLargeToGoTogetherGoOneByOne() throws IOException {
        byte[] large = StoreContract.random(1_100_000);

        store.putAll("a", Map.of("x", Content.of(large), "y", content("two")), Soon.NOTHING);

        assertThat(folder.resolve("a/x")).hasBinaryContent(large);
        assertThat(folder.resolve("a/y")).hasContent("two");
    }

    @Test
    void announcedQuestionsAreAskedOnce() throws IOException {
        store.makeFolder("a");
        write("a/x", "content");
        server.takeRequests();

        store.soon(Soon.NOTHING.list("a").look("a/x", "gone").read("a/x"));

        assertThat(store.list("a")).extracting(Entry::bytes).containsExactly(7L);
        assertThat(store.find("a/x")).map(Entry::folder).contains(false);
        assertThat(store.find("gone")).isEmpty();
        try (InputStream read = store.get("a/x")) {
            assertThat(read).hasContent("content");
        }
        assertThat(server.takeRequests())
                .containsEntry("OPENDIR", 1)
                .containsEntry("OPEN", 1)
                .containsEntry("LSTAT", 4);
    }

    @Test
    void whatIsAnnouncedAndNotWantedIsDropped() throws IOException {
        store.makeFolder("a");
        write("a/x", "old");

        store.soon(Soon.NOTHING.list("a", "").look("a").read("a/x"));
        store.delete("a");

        assertThat(store.list("a")).isEmpty();
        assertThat(store.find("a")).isEmpty();
        assertThatThrownBy(() -> store.get("a/x"))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage("a/x");
    }

    @Test
    void folderIsDeletedWithWhatIsBelow() throws IOException {
        store.makeFolder("a/b/c");
        write("a/b/c/x", "x");
        write("a/y", "y");
        Files.createSymbolicLink(folder.resolve("a/link"), folder);

        store.delete("a");
        store.delete("a");

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void listIsSortedAndSkipsWhatIsNoFile() throws IOException {
        write("b", "12");
        write("a", "");
        store.makeFolder("c");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a"));

        assertThat(store.list("")).extracting(Entry::name).containsExactly("a", "b", "c");
        assertThat(store.first("", name -> !name.equals("a")))
                .extracting(Entry::name)
                .containsExactly("b", "c");
        assertThat(store.list("gone")).isEmpty();
        assertThat(store.find("link")).isEmpty();
    }

    @Test
    void longFolderIsListedWholeByMoreReadsThanAreAskedForAtFirst(@TempDir Path many) throws IOException {
        for (int i = 0; i < 1500; i++) {
            Files.createFile(many.resolve(String.valueOf(i)));
        }
        try (SftpStore other = SftpStore.open(TestAccount.on(server, many, key.privateFile()))) {
            assertThat(other.list("")).hasSize(1500);
        }
    }

    @Test
    void fileIsRenamedAndReplaced() throws IOException {
        write("a", "one");
        write("b", "two");

        assertThatThrownBy(() -> store.renaming().orElseThrow().rename("a", "b"))
                .isExactlyInstanceOf(FileAlreadyExistsException.class)
                .hasMessage("b");
        assertThatThrownBy(() -> store.renaming().orElseThrow().rename("gone", "c"))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage("gone");
        assertThatThrownBy(() -> store.renaming().orElseThrow().replace("gone", "c"))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage("gone");
        assertProblem(
                () -> store.renaming().orElseThrow().rename("a", "gone/a"),
                "cannot rename 'a' to 'gone/a' in depot '" + store.describe() + "': the folder does not exist");
        store.renaming().orElseThrow().rename("a", "c");
        assertThat(store.renaming().orElseThrow().replace("c", "b")).isTrue();

        assertThat(folder.resolve("b")).hasContent("one");
        assertThat(store.list("")).hasSize(1);
    }

    @Test
    void folderIsNotReplaced() throws IOException {
        write("a", "one");
        store.makeFolder("full");
        write("full/x", "x");

        assertThat(store.renaming().orElseThrow().replace("a", "full")).isFalse();

        assertThat(folder.resolve("full/x")).hasContent("x");
        assertThat(folder.resolve("a")).hasContent("one");
    }

    @Test
    void appendGoesOnOnlyBehindTheEnd() throws IOException {
        assertThat(store.append("a", 0, bytes("one"))).isEqualTo(3);
        assertThat(store.append("a", 3, bytes(", two"))).isEqualTo(8);
        assertThat(folder.resolve("a")).hasContent("one, two");

        assertProblem(
                () -> store.append("a", 5, bytes("x")),
                "cannot write 'a' to depot '" + store.describe() + "': 8 bytes stand there instead of 5");
        assertProblem(
                () -> store.append("gone/a", 0, bytes("x")),
                "cannot write 'gone/a' to depot '" + store.describe() + "': the folder does not exist");
    }

    @Test
    void contentThatCannotBeReadIsNotTheServersFault() throws IOException {
        IOException failure = new IOException("the disk is gone");

        assertThatThrownBy(() -> store.put("a", StoreContract.once(StoreContract.broken(failure))))
                .isSameAs(failure);
        assertThatThrownBy(() -> store.put("b", new Content() {
                    @Override
                    public long length() {
                        return 1;
                    }

                    @Override
                    public InputStream from(long offset) throws IOException {
                        throw failure;
                    }
                }))
                .as("the file was made, and is closed")
                .isSameAs(failure);

        write("a", "another try");
        assertThat(folder.resolve("a")).hasContent("another try");
    }

    @Test
    void whatIsInTheWayIsNamed() throws IOException {
        write("file", "x");
        store.makeFolder("folder");
        String depot = "depot '" + store.describe() + "': ";

        assertProblem(() -> store.list("file"), "cannot list folder 'file' of " + depot + "'file' is not a folder");
        assertProblem(
                () -> store.makeFolder("file/a"), "cannot make folder 'file/a' in " + depot + "'file' is not a folder");
        assertProblem(
                () -> store.putAll("file", Map.of("x", content("x")), Soon.NOTHING),
                "cannot make folder 'file' in " + depot + "'file' is not a folder");
        assertProblem(() -> write("folder", "x"), "cannot write 'folder' to " + depot + "'folder' is not a plain file");
        assertProblem(
                () -> store.append("folder", 4096, bytes("x")),
                "cannot write 'folder' to " + depot + "'folder' is not a plain file");
        assertProblem(() -> store.get("folder"), "cannot read 'folder' of " + depot + "'folder' is not a plain file");
    }

    @Test
    void brokenSessionIsOpenedAnew() throws Exception {
        write("a", "content");
        store.soon(Soon.NOTHING.look("a"));
        server.killSessions();

        for (int tries = 1; ; tries++) {
            try {
                assertThat(store.find("a")).isPresent();
                break;
            } catch (DepotException e) {
                assertThat(e).hasMessage("cannot read 'a' of depot '" + store.describe() + "': the connection broke");
                assertThat(tries).isLessThan(20);
                Thread.sleep(10);
            }
        }
    }

    private void write(String file, String text) throws IOException {
        store.put(file, content(text));
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(UTF_8));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static void assertProblem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(DepotException.class).hasMessage(message);
    }
}
