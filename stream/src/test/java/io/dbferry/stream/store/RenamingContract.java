package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.DepotException.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stores promise that rename. */
public interface RenamingContract {
    Store store();

    private Renaming renaming() {
        return store().renaming().orElseThrow();
    }

    void write(String file, String text) throws IOException;

    String text(String file) throws IOException;

    void assertProblem(ThrowingCallable call, Problem problem, String message, String hint);

    @Test
    default void folderIsRenamedWithAllInIt() throws IOException {
        store().makeFolder("incoming/x/y");
        write("incoming/x/y/f", "content");
        store().makeFolder("complete");

        renaming().rename("incoming/x", "complete/z");

        assertThat(store().list("incoming")).isEmpty();
        assertThat(text("complete/z/y/f")).isEqualTo("content");
    }

    @Test
    default void renameNeverReplaces() throws IOException {
        write("a", "a's");
        write("b", "b's");
        store().makeFolder("c");
        store().makeFolder("d");

        assertThatThrownBy(() -> renaming().rename("a", "b"))
                .isExactlyInstanceOf(FileAlreadyExistsException.class)
                .hasMessage("b");
        assertThatThrownBy(() -> renaming().rename("c", "d")).isExactlyInstanceOf(FileAlreadyExistsException.class);

        assertThat(text("a")).isEqualTo("a's");
        assertThat(text("b")).isEqualTo("b's");
        assertThat(store().list("")).hasSize(4);
    }

    /** Whether the store replaces a file in one step. */
    boolean replaces();

    @Test
    default void fileIsReplacedInOneStepOrNotAtAll() throws IOException {
        write("a", "a's");
        write("b", "b's");

        assertThat(renaming().replace("a", "b")).isEqualTo(replaces());

        assertThat(text("b")).isEqualTo(replaces() ? "a's" : "b's");
        assertThat(store().list("")).hasSize(replaces() ? 1 : 2);
    }

    @Test
    default void folderIsNeverReplacedByAFile() throws IOException {
        write("a", "a's");
        store().makeFolder("b");
        write("b/f", "f's");

        assertThat(renaming().replace("a", "b")).isFalse();

        assertThat(text("a")).isEqualTo("a's");
        assertThat(text("b/f")).isEqualTo("f's");
    }

    @Test
    default void replacementByWhatIsMissingLeavesTheFile() throws IOException {
        write("b", "b's");

        if (replaces()) {
            assertThatThrownBy(() -> renaming().replace("nope", "b"))
                    .isExactlyInstanceOf(NoSuchFileException.class)
                    .hasMessage("nope");
        } else {
            assertThat(renaming().replace("nope", "b")).isFalse();
        }

        assertThat(text("b")).isEqualTo("b's");
    }

    @Test
    default void renameOfWhatIsMissingSaysSo() {
        assertThatThrownBy(() -> renaming().rename("nope", "b"))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage("nope");
    }

    @Test
    default void renameIntoAMissingFolderIsRefused() throws IOException {
        write("a", "x");

        assertProblem(
                () -> renaming().rename("a", "nope/a"),
                Problem.ACCESS,
                "cannot rename 'a' to 'nope/a' in depot '%s': the folder does not exist",
                "Run the same command again: it recreates its folders.");
    }

    @Test
    default void nothingIsRenamedToBelowAFile() throws IOException {
        write("a", "x");

        assertProblem(
                () -> renaming().rename("a", "a/b"),
                Problem.ACCESS,
                "cannot rename 'a' to 'a/b' in depot '%s': the folder does not exist",
                "Run the same command again: it recreates its folders.");
    }

    /** Times may be whole seconds. */
    @Test
    default void folderHasAnotherTimeOnceSomethingIsRenamedIntoIt() throws Exception {
        store().makeFolder("incoming/x");
        store().makeFolder("complete");
        Instant before = modified("complete");
        Thread.sleep(1_100);

        renaming().rename("incoming/x", "complete/x");

        Instant after = modified("complete");
        assertThat(after).isAfter(before);
        Thread.sleep(1_100);
        renaming().rename("complete/x", "incoming/x");
        assertThat(modified("complete")).isAfter(after);
    }

    private Instant modified(String folder) throws IOException {
        return store().find(folder).orElseThrow().modified();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "a//b", "..", "a/../b", ""})
    default void nothingIsRenamedIntoOrOutOfElsewhere(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> renaming().rename(path, "b"));
        assertThatIllegalArgumentException().isThrownBy(() -> renaming().rename("b", path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "star*", "what?", "[a-z]", "back\\slash", "ñandú €", "it's", "~"})
    default void newNameMeansItself(String name) throws IOException {
        store().makeFolder(name);
        write(name + "/" + name, "content");

        renaming().rename(name + "/" + name, name + "/" + name + name);

        assertThat(store().list(name)).extracting(Store.Entry::name).containsExactly(name + name);
        assertThat(text(name + "/" + name + name)).isEqualTo("content");
    }
}
