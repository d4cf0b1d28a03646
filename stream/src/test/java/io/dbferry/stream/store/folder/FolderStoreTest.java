package io.dbferry.stream.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.LocalFiles;
import io.dbferry.stream.store.LocalFolderContract;
import io.dbferry.stream.store.Store;
import io.dbferry.testing.RequiredProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class FolderStoreTest extends LocalFolderContract {
    @Override
    public boolean replaces() {
        return false;
    }

    @Override
    public Store open() throws DepotException {
        return FolderStore.open(folder);
    }

    @Test
    void filesAreTheStoresOwn() throws IOException {
        write("a.txt", "x");
        LocalFiles local = store.localFiles().orElseThrow();

        assertThat(local.path("a.txt")).isEqualTo(folder.resolve("a.txt"));
        assertThatThrownBy(() -> local.path("no/such"))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage("no/such");
    }

    @Test
    void fileThatIsALinkIsNotTheStoresOwn() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret"));

        assertProblem(
                () -> store.localFiles().orElseThrow().path("link"),
                Problem.ACCESS,
                "cannot read 'link' of depot '%s': 'link' is a symbolic link",
                "A depot holds plain files and folders only: remove the link.");
    }

    @Test
    void missingFolderIsNotOpened() {
        Path missing = folder.resolve("nope");

        assertOpenFails(missing, "the folder does not exist", "Create it: mkdir -p '" + missing + "'");
    }

    @Test
    void fileIsNotOpened() throws IOException {
        write("a.txt", "x");

        assertOpenFails(folder.resolve("a.txt"), "it is not a folder", "Name a folder in 'depot'.");
    }

    @Test
    void folderWithoutTheRightToWriteIsNotOpened() {
        // Linux lets not even root write there, and says so.
        Path unwritable = Path.of("/proc/sys");
        RequiredProgram.require(Files.isDirectory(unwritable), "there is no '/proc/sys' here");

        assertOpenFails(
                unwritable,
                "no right to write there",
                "Give the account that DbFerry runs as the right to write there, or run DbFerry as its owner.");
    }

    private static void assertOpenFails(Path path, String cause, String hint) {
        assertThatThrownBy(() -> FolderStore.open(path)).isInstanceOfSatisfying(DepotException.class, e -> {
            assertThat(e).hasMessage("cannot open depot '" + path + "': " + cause);
            assertThat(e.hint()).isEqualTo(hint);
            assertThat(e.problem()).isEqualTo(Problem.ACCESS);
        });
    }

    @Test
    void folderThatVanishedIsTold() throws IOException {
        Files.delete(folder);

        assertProblem(
                () -> store.list(""),
                Problem.ACCESS,
                "cannot list depot '%s': the folder does not exist",
                "Create it: mkdir -p '" + folder + "'");
        Files.createDirectory(folder);
    }

    @Test
    void folderThatIsALinkIsNotFollowedButTheDepotItselfMayBeOne() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), outside);
        String hint = "A depot holds plain files and folders only: remove the link.";

        assertProblem(
                () -> store.get("link/secret"),
                Problem.ACCESS,
                "cannot read 'link/secret' of depot '%s': 'link' is a symbolic link",
                hint);
        assertProblem(
                () -> store.delete("link/secret"),
                Problem.ACCESS,
                "cannot delete 'link/secret' of depot '%s': 'link' is a symbolic link",
                hint);
        assertProblem(
                () -> store.makeFolder("link/x"),
                Problem.ACCESS,
                "cannot make folder 'link/x' in depot '%s': 'link' is a symbolic link",
                hint);
        try (Store linked = FolderStore.open(folder.resolve("link"))) {
            assertThat(linked.list("")).extracting(Store.Entry::name).containsExactly("secret");
        }
    }
}
