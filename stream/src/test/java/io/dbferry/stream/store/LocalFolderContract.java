package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.store.Store.Entry;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract where the depot ends in a folder of this machine, which tests can tamper with. */
public abstract class LocalFolderContract extends StoreContract {
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

        assertThat(depot.list("")).extracting(Entry::name).containsExactly("file");
    }

    @Test
    public void fileThatIsALinkIsNeitherReadNorWritten() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret"));

        assertRefused("read 'link' of", () -> depot.read("link"));
        assertRefused("read 'link' of", () -> depot.fetch("link", here.resolve("x")));
        assertRefused("write 'link' to", () -> write("link", "overwritten"));

        assertThat(outside.resolve("secret")).hasContent("not in the depot");
    }

    private void assertRefused(String action, ThrowingCallable call) {
        String cause = depot.keepsFilesHere() ? "a symbolic link" : "not a plain file";
        String hint = depot.keepsFilesHere()
                ? "A depot holds plain files and folders only: remove the link."
                : "A depot holds plain files and folders only: move what is there out of the depot.";
        assertProblem(call, Problem.ACCESS, "cannot " + action + " depot '%s': 'link' is " + cause, hint);
    }

    @Test
    public void deleteTakesALinkButNotWhatItNames() throws IOException {
        depot.makeFolder("a");
        Files.createSymbolicLink(folder.resolve("a/folder-link"), outside);
        Files.createSymbolicLink(folder.resolve("file-link"), outside.resolve("secret"));

        depot.delete("a");
        depot.delete("file-link");

        assertThat(folder).isEmptyDirectory();
        assertThat(outside.resolve("secret")).hasContent("not in the depot");
    }

    @Test
    public void pipeInPlaceOfAFileIsRefusedInsteadOfWaitedFor() throws IOException {
        ChildProcess.run(RequiredProgram.find("mkfifo"), folder.resolve("pipe").toString())
                .succeeded();

        assertProblem(
                () -> depot.read("pipe"),
                Problem.ACCESS,
                "cannot read 'pipe' of depot '%s': 'pipe' is not a plain file",
                "A depot holds plain files and folders only: move what is there out of the depot.");
    }
}
