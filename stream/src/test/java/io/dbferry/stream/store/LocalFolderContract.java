package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.Store.Entry;
import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract where the depot ends in a folder of this machine, which tests can tamper with. */
public abstract class LocalFolderContract extends StoreContract
        implements FoldersContract, AppendingContract, RenamingContract, SoonContract {
    @TempDir
    public Path folder;

    @TempDir
    public Path outside;

    @BeforeEach
    public final void putAFileOutside() throws IOException {
        Files.writeString(outside.resolve("secret"), "not in the depot");
    }

    @Test
    public void linksAndSpecialFilesAreNotListed() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), outside);
        ChildProcess.run(RequiredProgram.find("mkfifo"), folder.resolve("pipe").toString())
                .succeeded();
        write("file", "x");

        assertThat(store.list("")).extracting(Entry::name).containsExactly("file");
    }

    @Test
    public void fileThatIsALinkIsNeitherReadNorWritten() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret"));

        assertRefused("read 'link' of", () -> store.get("link"));
        InputStream content = new ByteArrayInputStream(new byte[] {1});
        assertRefused("write 'link' to", () -> ((AppendingStore) store).append("link", 0, content));
        assertThatThrownBy(() -> write("link", "overwritten")).isInstanceOf(DepotException.class);

        assertThat(outside.resolve("secret")).hasContent("not in the depot");
    }

    private void assertRefused(String action, ThrowingCallable call) {
        boolean here = store.localFiles().isPresent();
        String cause = here ? "a symbolic link" : "not a plain file";
        String hint = here
                ? "A depot holds plain files and folders only: remove the link."
                : "A depot holds plain files and folders only: move what is there out of the depot.";
        assertProblem(call, Problem.ACCESS, "cannot " + action + " depot '%s': 'link' is " + cause, hint);
    }

    @Test
    public void deleteTakesALinkButNotWhatItNames() throws IOException {
        store.makeFolder("a");
        Files.createSymbolicLink(folder.resolve("a/folder-link"), outside);
        Files.createSymbolicLink(folder.resolve("file-link"), outside.resolve("secret"));

        store.delete("a");
        store.delete("file-link");

        assertThat(folder).isEmptyDirectory();
        assertThat(outside.resolve("secret")).hasContent("not in the depot");
    }

    @Test
    public void pipeInPlaceOfAFileIsRefusedInsteadOfWaitedFor() throws IOException {
        ChildProcess.run(RequiredProgram.find("mkfifo"), folder.resolve("pipe").toString())
                .succeeded();

        assertProblem(
                () -> store.get("pipe"),
                Problem.ACCESS,
                "cannot read 'pipe' of depot '%s': 'pipe' is not a plain file",
                "A depot holds plain files and folders only: move what is there out of the depot.");
        assertThat(store.find("other")).as("the store goes on").isEmpty();
    }

    @Test
    public void smallFilesTakeThePlaceOfLinksAndDoNotFollowThem() throws IOException {
        store.makeFolder("a");
        Files.createSymbolicLink(folder.resolve("a/secret"), outside.resolve("secret"));

        store.putAll("a", Map.of("secret", Content.of(new byte[] {'x'})), Soon.NOTHING);

        assertThat(outside.resolve("secret")).hasContent("not in the depot");
        assertThat(Files.isSymbolicLink(folder.resolve("a/secret"))).isFalse();
        assertThat(folder.resolve("a/secret")).hasContent("x");
    }

    @Test
    public void smallFilesDoNotGoThroughALinkToAFolder() throws IOException {
        Files.createSymbolicLink(folder.resolve("a"), outside);

        assertThatThrownBy(() -> store.putAll("a", Map.of("secret", Content.of(new byte[] {'x'})), Soon.NOTHING))
                .isInstanceOf(DepotException.class);

        assertThat(outside.resolve("secret")).hasContent("not in the depot");
    }

    @Test
    public void listThatIsAnnouncedDoesNotFollowALink() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), outside);

        store.soon(Soon.NOTHING.list("link").read("link/secret"));

        assertThatThrownBy(() -> store.list("link")).isInstanceOf(DepotException.class);
    }
}
