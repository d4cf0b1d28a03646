package io.dbferry.stream.store.sftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.StoreContract;
import io.dbferry.stream.store.sftp.login.SftpAccount;
import io.dbferry.testing.MinaServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.sshd.sftp.common.SftpConstants;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the refusals, the lies and the half answers of a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SftpRefusalTest {
    private static final String RIGHTS =
            "Give the account that DbFerry runs as or logs in with the right to read and write there.";
    private static final String AGAIN = "Run the same command again when the server can be reached.";
    private static final String SPACE = "Free space there, or keep applied shipments for less long.";

    private SshKey key;
    private Path folder;
    private MinaServer server;
    private SftpAccount account;
    private SftpStore store;

    @BeforeAll
    void start(@TempDir Path root) throws IOException {
        key = SshKey.make(root, "ecdsa");
        folder = Files.createDirectory(root.resolve("depot"));
        server = MinaServer.start(root, key.publicFile());
        account = TestAccount.on(server, folder, key.privateFile());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        store = SftpStore.open(account);
        store.makeFolder("a");
        write("a/x", "content");
    }

    @AfterEach
    void close() throws IOException {
        server.faults().end();
        server.offerSftp(true);
        store.delete("a");
        store.close();
    }

    @Test
    void missingRightIsNamedWithWhatWasTried() {
        for (String request : new String[] {"OPEN", "MKDIR", "EXTENDED", "REMOVE", "OPENDIR"}) {
            server.faults().refuse(request, SftpConstants.SSH_FX_PERMISSION_DENIED, "Permission denied");
        }
        String end = " depot '" + store.describe() + "': permission denied";

        assertProblem(() -> write("a/y", "y"), Problem.ACCESS, "cannot write 'a/y' to" + end, RIGHTS);
        assertProblem(() -> store.get("a/x"), Problem.ACCESS, "cannot read 'a/x' of" + end, RIGHTS);
        assertProblem(() -> store.makeFolder("b"), Problem.ACCESS, "cannot make folder 'b' in" + end, RIGHTS);
        assertProblem(() -> putAll("b"), Problem.ACCESS, "cannot make folder 'b' in" + end, RIGHTS);
        assertProblem(() -> putAll("a"), Problem.ACCESS, "cannot write 'a/file' to" + end, RIGHTS);
        assertProblem(
                () -> store.renaming().orElseThrow().rename("a/x", "a/y"),
                Problem.ACCESS,
                "cannot rename 'a/x' to 'a/y' in" + end,
                RIGHTS);
        assertProblem(() -> store.delete("a/x"), Problem.ACCESS, "cannot delete 'a/x' of" + end, RIGHTS);
        assertProblem(() -> store.delete("a"), Problem.ACCESS, "cannot delete 'a' of" + end, RIGHTS);
        assertProblem(() -> store.list("a"), Problem.ACCESS, "cannot list folder 'a' of" + end, RIGHTS);
        assertThat(folder.resolve("a/x")).hasContent("content");
    }

    @Test
    void serversOwnWordsAreShownWhereThereAreNoBetterOnes() {
        server.faults().refuse("READDIR", SftpConstants.SSH_FX_FAILURE, "Failure");

        assertProblem(
                () -> store.list("a"),
                Problem.ACCESS,
                "cannot list folder 'a' of depot '" + store.describe() + "': the server answers 'Failure'",
                "Look into the server's log, and at the rights and the free space of the folder.");
    }

    @Test
    void folderThatGoesWhileItIsListedIsEmpty() throws IOException {
        server.faults().refuse("READDIR", SftpConstants.SSH_FX_NO_SUCH_FILE, "No such file");
        assertThat(store.list("a")).isEmpty();

        server.faults().end();
        server.faults().refuse("OPENDIR", SftpConstants.SSH_FX_NO_SUCH_FILE, "No such file");
        assertThat(store.list("a")).isEmpty();
    }

    @Test
    void writtenBytesThatAreNotThereAreMissed() {
        server.faults().refuse("WRITE", SftpConstants.SSH_FX_OK, "");
        String hint = "Run the same command again; if it stays so, another process writes there too.";

        assertProblem(
                () -> write("a/y", "four"),
                Problem.UNREACHABLE,
                "cannot write 'a/y' to depot '" + store.describe() + "': 4 bytes were written but the depot holds 0",
                hint);
        assertProblem(
                () -> putAll("a"),
                Problem.UNREACHABLE,
                "cannot write 'a/file' to depot '" + store.describe()
                        + "': 300000 bytes were written but the depot holds 0",
                hint);
    }

    @Test
    void fullDiskIsFoundBehindAFailure() throws IOException {
        server.faults().tellFreeBytes(1000, 5);
        try (SftpStore full = SftpStore.open(account)) {
            assertThat(full.freeBytes()).hasValue(5);
            server.faults().refuse("WRITE", SftpConstants.SSH_FX_FAILURE, "Failure");

            assertProblem(
                    () -> full.put("a/y", Content.of(new byte[10])),
                    Problem.FULL,
                    "cannot write 'a/y' to depot '" + store.describe() + "': no space left",
                    SPACE);
        }
    }

    @Test
    void freeBytesAreUnknownWhereTheServerDoesNotTellThem() throws IOException {
        assertThat(store.freeBytes()).isEmpty();

        server.faults().tellFreeBytes(0, 0);
        try (SftpStore noDisk = SftpStore.open(account)) {
            assertThat(noDisk.freeBytes()).as("a store that is no disk").isEmpty();
            server.faults().refuse("EXTENDED", SftpConstants.SSH_FX_FAILURE, "Failure");
            assertThat(noDisk.freeBytes()).isEmpty();
        }
    }

    @Test
    void quotaIsAFullDisk() {
        server.faults().refuse("WRITE", SftpConstants.SSH_FX_QUOTA_EXCEEDED, "quota");

        assertProblem(
                () -> write("a/y", "y"),
                Problem.FULL,
                "cannot write 'a/y' to depot '" + store.describe() + "': no space left",
                SPACE);
    }

    @Test
    void fileThatEndsEarlyIsABrokenConnection() throws IOException {
        store.put("a/large", Content.of(StoreContract.random(100_000)));
        server.faults().refuse("READ", SftpConstants.SSH_FX_EOF, "EOF");
        String end = "' of depot '" + store.describe() + "': the connection broke";

        try (InputStream read = store.get("a/large")) {
            assertProblem(read::read, Problem.UNREACHABLE, "cannot read 'a/large" + end, AGAIN);
        }
        assertProblem(() -> store.get("a/x"), Problem.UNREACHABLE, "cannot read 'a/x" + end, AGAIN);
    }

    @Test
    void smallFileThatIsGoneBehindItsBytesIsABrokenConnection() {
        server.faults().refuse("FSTAT", SftpConstants.SSH_FX_NO_SUCH_FILE, "No such file");

        assertProblem(
                () -> store.get("a/x"),
                Problem.UNREACHABLE,
                "cannot read 'a/x' of depot '" + store.describe() + "': the connection broke",
                AGAIN);
    }

    @Test
    void fileThatAnotherDeletedFirstIsDeleted() throws IOException {
        server.faults().refuse("REMOVE", SftpConstants.SSH_FX_NO_SUCH_FILE, "No such file");

        store.delete("a/x");
    }

    @Test
    void folderThatAnotherMadeFirstIsMade() throws IOException {
        server.faults().refuse("MKDIR", SftpConstants.SSH_FX_FAILURE, "Failure");
        store.soon(Soon.NOTHING.look("b"));
        assertThat(store.find("a/none")).as("by then the look was answered").isEmpty();
        Files.createDirectory(folder.resolve("b"));

        store.makeFolder("b");

        Files.delete(folder.resolve("b"));
    }

    @Test
    void readerThatWasClosedReadsNoMore() throws IOException {
        store.put("a/large", Content.of(StoreContract.random(100_000)));
        InputStream read = store.get("a/large");
        read.close();
        read.close();

        assertThatThrownBy(read::read).isInstanceOf(DepotException.class);
        assertThat(store.find("a/large")).as("the store goes on").isPresent();
    }

    @Test
    void depotThatIsNoFolderIsNotOpened() throws IOException {
        SftpAccount gone = TestAccount.on(server, folder.resolve("gone"), key.privateFile());
        SftpAccount file = TestAccount.on(server, folder.resolve("a/x"), key.privateFile());

        assertProblem(
                () -> SftpStore.open(gone),
                Problem.ACCESS,
                "cannot open depot '" + gone.address() + "': the folder does not exist",
                "Create it on 127.0.0.1: mkdir -p '" + folder.resolve("gone") + "'");
        assertProblem(
                () -> SftpStore.open(file),
                Problem.ACCESS,
                "cannot open depot '" + file.address() + "': it is not a folder",
                "Name a folder in 'depot'.");
    }

    @Test
    void textInPlaceOfSftpIsRecognized() {
        server.faults().greet("Welcome to the depot\n");

        assertProblem(
                () -> SftpStore.open(account),
                Problem.ACCESS,
                "cannot open depot '" + store.describe() + "': the server sends something else where SFTP is to begin",
                "A login script of the account prints text: let ~/.bashrc and the like print only in interactive shells,"
                        + " or set 'Subsystem sftp internal-sftp' in sshd_config. To see it: ssh anyone@127.0.0.1"
                        + " true");
    }

    @Test
    void serverWithoutSftpIsNamed() {
        server.offerSftp(false);

        assertProblem(
                () -> SftpStore.open(account),
                Problem.UNREACHABLE,
                "cannot open depot '" + store.describe()
                        + "': the server opens no SFTP channel: failed to send channel request",
                "Check that SFTP is allowed for this account; the server's log may say more.");
    }

    private void write(String file, String text) throws IOException {
        store.put(file, Content.of(text.getBytes(UTF_8)));
    }

    private void putAll(String name) throws IOException {
        store.putAll(name, Map.of("file", Content.of(StoreContract.random(300_000))), Soon.NOTHING);
    }

    private static void assertProblem(ThrowingCallable call, Problem problem, String message, String hint) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DepotException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.hint()).isEqualTo(hint);
            assertThat(e.problem()).isEqualTo(problem);
        });
    }
}
