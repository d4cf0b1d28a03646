package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.dbferry.stream.store.DepotException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stores promise whose folders are more than a part of names. */
public interface FoldersContract {
    Store store();

    void write(String file, String text) throws IOException;

    String text(String file) throws IOException;

    void assertProblem(ThrowingCallable call, Problem problem, String message, String hint);

    @Test
    default void writeIntoAMissingFolderIsRefused() {
        assertProblem(
                () -> write("nope/a.txt", "x"),
                Problem.ACCESS,
                "cannot write 'nope/a.txt' to depot '%s': the folder does not exist",
                "Run the same command again: it recreates its folders.");
    }

    @Test
    default void writeOverAFolderIsRefused() throws IOException {
        store().makeFolder("a");

        assertProblem(
                () -> write("a", "x"),
                Problem.ACCESS,
                "cannot write 'a' to depot '%s': 'a' is not a plain file",
                "A depot holds plain files and folders only: move what is there out of the depot.");
    }

    @Test
    default void folderIsMadeWithThoseAboveItAndOnlyOnce() throws IOException {
        store().makeFolder("a/b/c");
        write("a/b/c/f", "x");

        store().makeFolder("a/b/c");
        store().makeFolder("");

        assertThat(text("a/b/c/f")).isEqualTo("x");
    }

    @Test
    default void folderInPlaceOfAFileIsRefused() throws IOException {
        write("a", "x");

        assertProblem(
                () -> store().makeFolder("a/b"),
                Problem.ACCESS,
                "cannot make folder 'a/b' in depot '%s': 'a' is not a folder",
                "Move what is there out of the depot.");
    }

    @Test
    default void nothingIsBelowAFile() throws IOException {
        write("a", "x");

        assertThat(store().list("a/b")).isEmpty();
        assertThatThrownBy(() -> store().get("a/b/c")).isExactlyInstanceOf(NoSuchFileException.class);
        store().delete("a/b");
        assertProblem(
                () -> write("a/b", "x"),
                Problem.ACCESS,
                "cannot write 'a/b' to depot '%s': the folder does not exist",
                "Run the same command again: it recreates its folders.");
    }

    @Test
    default void readOfAFolderIsRefused() throws IOException {
        store().makeFolder("a");

        assertProblem(
                () -> store().get("a"),
                Problem.ACCESS,
                "cannot read 'a' of depot '%s': 'a' is not a plain file",
                "A depot holds plain files and folders only: move what is there out of the depot.");
    }

    @Test
    default void listOfAFileIsRefused() throws IOException {
        write("a.txt", "x");

        assertProblem(
                () -> store().list("a.txt"),
                Problem.ACCESS,
                "cannot list folder 'a.txt' of depot '%s': 'a.txt' is not a folder",
                "Move what is there out of the depot.");
    }

    @Test
    default void emptyFolderIsListed() throws IOException {
        store().makeFolder("a/b");

        assertThat(store().list("a")).singleElement().satisfies(entry -> assertThat(entry.folder())
                .isTrue());
        assertThat(store().list("a/b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "a//b", "..", "a/../b"})
    default void noFolderIsMadeOutsideOfTheStore(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> store().makeFolder(path));
    }

    @Test
    default void smallFilesComeTogetherIntoAFolderThatIsMadeForThem() throws IOException {
        store().makeFolder("a/b/x/full");
        Map<String, Content> files = new LinkedHashMap<>();
        files.put("x", Content.of(new byte[100_000]));
        files.put("y", Content.of(new byte[0]));
        files.put("z", Content.of("z".getBytes(StandardCharsets.UTF_8)));

        store().putAll("a/b", files, Soon.NOTHING);
        store().putAll("c/d/e", files, Soon.NOTHING);
        store().putAll("", Map.of("z", Content.of("at the root".getBytes(StandardCharsets.UTF_8))), Soon.NOTHING);

        for (String folder : List.of("a/b", "c/d/e")) {
            assertThat(store().list(folder))
                    .extracting(Store.Entry::name, Store.Entry::bytes)
                    .containsExactly(tuple("x", 100_000L), tuple("y", 0L), tuple("z", 1L));
            assertThat(text(folder + "/z")).isEqualTo("z");
        }
        assertThat(text("z")).isEqualTo("at the root");
    }

    @Test
    default void filesThatAreNotSmallComeTooWhereTheyAreAskedToComeTogether() throws IOException {
        store().putAll("a", Map.of("large", Content.of(StoreContract.random(3_000_000))), Soon.NOTHING);

        assertThat(store().find("a/large")).map(Store.Entry::bytes).contains(3_000_000L);
    }

    @Test
    default void smallFilesDoNotComeIntoAFile() throws IOException {
        write("a", "x");

        assertProblem(
                () -> store().putAll("a", Map.of("b", Content.of(new byte[1])), Soon.NOTHING),
                Problem.ACCESS,
                "cannot make folder 'a' in depot '%s': 'a' is not a folder",
                "Move what is there out of the depot.");
        assertThat(text("a")).isEqualTo("x");
    }
}
