package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.Store.Entry;
import io.dbferry.stream.store.DepotException.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every depot promises, tried on each kind of depot. */
public abstract class StoreContract {
    @TempDir
    public Path here;

    public Store depot = new MemoryStore();

    /** A depot with nothing in it. */
    public abstract Store open() throws Exception;

    @BeforeEach
    public final void openDepot() throws Exception {
        depot = open();
    }

    @AfterEach
    public final void closeDepot() {
        depot.close();
    }

    @Test
    public void newDepotIsEmpty() throws IOException {
        assertThat(depot.list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32_767, 32_768, 32_769, 262_144, 3_000_001})
    public void whatIsWrittenIsReadBack(int size) throws IOException {
        byte[] content = random(size);

        assertThat(depot.write("a.bin", new ByteArrayInputStream(content))).isEqualTo(size);

        assertThat(content("a.bin")).isEqualTo(content);
        assertThat(Files.readAllBytes(depot.fetch("a.bin", here.resolve("fetched"))))
                .isEqualTo(content);
        assertThat(depot.list("")).singleElement().extracting(Entry::bytes).isEqualTo((long) size);
    }

    @Test
    public void writeReplacesALongerFile() throws IOException {
        write("a.txt", "a long text");

        write("a.txt", "short");

        assertThat(text("a.txt")).isEqualTo("short");
    }

    @Test
    public void appendGoesOnBehindWhatIsThere() throws IOException {
        byte[] content = random(700_000);
        depot.write("a.bin", new ByteArrayInputStream(content, 0, 300_001));

        assertThat(depot.append("a.bin", 300_001, new ByteArrayInputStream(content, 300_001, 399_999)))
                .isEqualTo(700_000);
        assertThat(depot.append("a.bin", 700_000, InputStream.nullInputStream()))
                .isEqualTo(700_000);

        assertThat(content("a.bin")).isEqualTo(content);
    }

    @Test
    public void appendFromTheStartReplaces() throws IOException {
        write("a.txt", "a long text");

        assertThat(depot.append("a.txt", 0, InputStream.nullInputStream())).isZero();

        assertThat(text("a.txt")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5})
    public void appendToAFileOfAnotherLengthIsRefused(long from) throws IOException {
        write("a.txt", "four");

        assertProblem(
                () -> depot.append("a.txt", from, new ByteArrayInputStream(random(100_000))),
                Problem.UNREACHABLE,
                "cannot write 'a.txt' to depot '%s': 4 bytes stand there instead of " + from,
                "Run the same command again; if it stays so, another process writes there too.");

        assertThat(text("a.txt")).isEqualTo("four");
    }

    @Test
    public void appendToAMissingFileIsRefused() {
        assertProblem(
                () -> depot.append("a.txt", 7, new ByteArrayInputStream(random(100))),
                Problem.UNREACHABLE,
                "cannot write 'a.txt' to depot '%s': 0 bytes stand there instead of 7",
                "Run the same command again; if it stays so, another process writes there too.");
    }

    @Test
    public void readBeginsWhereItIsToldTo() throws IOException {
        byte[] content = random(500_000);
        depot.write("a.bin", new ByteArrayInputStream(content));

        try (InputStream end = depot.read("a.bin", 123_456);
                InputStream nothing = depot.read("a.bin", 500_000);
                InputStream beyond = depot.read("a.bin", 600_000)) {
            assertThat(end.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 123_456, 500_000));
            assertThat(nothing.readAllBytes()).isEmpty();
            assertThat(beyond.readAllBytes()).isEmpty();
        }
    }

    @Test
    public void uploadGoesOnBehindWhatIsThere() throws IOException {
        CountedContent content = new CountedContent(random(3_000_000));
        depot.write("a.bin", new ByteArrayInputStream(content.bytes(), 0, 2_500_000));

        depot.upload("a.bin", content);
        depot.upload("a.bin", content);

        assertThat(content("a.bin")).isEqualTo(content.bytes());
        assertThat(content.read()).as("sent, and twice the compared end").isEqualTo(500_000 + 2 * (1 << 20));
    }

    @Test
    public void uploadBeginsAnewWhereSomethingElseEndsThere() throws IOException {
        CountedContent content = new CountedContent(random(3_000_000));
        byte[] zeros = Arrays.copyOf(Arrays.copyOf(content.bytes(), 2_400_000), 2_500_000);
        depot.write("a.bin", new ByteArrayInputStream(zeros));

        depot.upload("a.bin", content);

        assertThat(content("a.bin")).isEqualTo(content.bytes());
    }

    @Test
    public void uploadReplacesAFileThatIsLonger() throws IOException {
        write("a.txt", "a long text");

        depot.upload("a.txt", new CountedContent("a long".getBytes(StandardCharsets.UTF_8)));
        depot.upload("empty", new CountedContent(new byte[0]));

        assertThat(text("a.txt")).isEqualTo("a long");
        assertThat(text("empty")).isEmpty();
    }

    @Test
    public void writeIntoAMissingFolderIsRefused() {
        assertProblem(
                () -> write("nope/a.txt", "x"),
                Problem.ACCESS,
                "cannot write 'nope/a.txt' to depot '%s': the folder does not exist",
                "Run the same command again: it makes its folders anew.");
    }

    @Test
    public void writeOverAFolderIsRefused() throws IOException {
        depot.makeFolder("a");

        assertProblem(
                () -> write("a", "x"),
                Problem.ACCESS,
                "cannot write 'a' to depot '%s': 'a' is not a plain file",
                "A depot holds plain files and folders only: move what is there out of the depot.");
    }

    @Test
    public void failureOfTheContentIsNotTheDepots() throws IOException {
        IOException failure = new IOException("the disk that is read is broken");
        InputStream content = new SequenceInputStream(new ByteArrayInputStream(random(100_000)), broken(failure));

        assertThatThrownBy(() -> depot.write("a.bin", content)).isSameAs(failure);

        write("a.bin", "whole");
        assertThat(text("a.bin")).isEqualTo("whole");
    }

    @Test
    public void listTellsNamesKindsAndSizesInOrder() throws IOException {
        write("b.txt", "12345");
        depot.makeFolder("c/inner");
        write("a.txt", "");

        List<Entry> entries = depot.list("");

        assertThat(entries).extracting(Entry::name).containsExactly("a.txt", "b.txt", "c");
        assertThat(entries).extracting(Entry::folder).containsExactly(false, false, true);
        assertThat(entries).extracting(Entry::bytes).containsExactly(0L, 5L, 0L);
        assertThat(entries).allSatisfy(entry -> assertThat(
                        Duration.between(entry.modified(), Instant.now()).abs())
                .isLessThan(Duration.ofMinutes(1)));
        assertThat(depot.list("c")).extracting(Entry::name).containsExactly("inner");
        assertThat(depot.list("c/inner")).isEmpty();
    }

    @Test
    public void findTellsWhatListTells() throws IOException {
        depot.makeFolder("a/folder");
        write("a/file", "12345");
        assertThat(depot.find("a/file")).contains(depot.list("a").get(0));
        assertThat(depot.find("a/folder")).contains(depot.list("a").get(1));
        assertThat(depot.find("a/missing")).isEmpty();
        assertThat(depot.find("missing/file")).isEmpty();
        assertThat(depot.find("a/file/below")).isEmpty();
    }

    @Test
    public void listOfAMissingFolderIsEmpty() throws IOException {
        assertThat(depot.list("nope/at/all")).isEmpty();
    }

    @Test
    public void listOfAFileIsRefused() throws IOException {
        write("a.txt", "x");

        assertProblem(
                () -> depot.list("a.txt"),
                Problem.ACCESS,
                "cannot list folder 'a.txt' of depot '%s': 'a.txt' is not a folder",
                "Move what is there out of the depot.");
    }

    @Test
    public void folderIsMadeWithThoseAboveItAndOnlyOnce() throws IOException {
        depot.makeFolder("a/b/c");
        write("a/b/c/f", "x");

        depot.makeFolder("a/b/c");
        depot.makeFolder("");

        assertThat(text("a/b/c/f")).isEqualTo("x");
    }

    @Test
    public void folderInPlaceOfAFileIsRefused() throws IOException {
        write("a", "x");

        assertProblem(
                () -> depot.makeFolder("a/b"),
                Problem.ACCESS,
                "cannot make folder 'a/b' in depot '%s': 'a' is not a folder",
                "Move what is there out of the depot.");
    }

    @Test
    public void readOfAMissingFileSaysSo() {
        assertThatThrownBy(() -> depot.read("nope")).isExactlyInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> depot.fetch("no/such", here.resolve("x")))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage("no/such");
    }

    @Test
    public void nothingIsBelowAFile() throws IOException {
        write("a", "x");

        assertThat(depot.list("a/b")).isEmpty();
        assertThatThrownBy(() -> depot.read("a/b/c")).isExactlyInstanceOf(NoSuchFileException.class);
        depot.delete("a/b");
        assertProblem(
                () -> write("a/b", "x"),
                Problem.ACCESS,
                "cannot write 'a/b' to depot '%s': the folder does not exist",
                "Run the same command again: it makes its folders anew.");
        assertProblem(
                () -> depot.rename("a", "a/b"),
                Problem.ACCESS,
                "cannot rename 'a' to 'a/b' in depot '%s': the folder does not exist",
                "Run the same command again: it makes its folders anew.");
    }

    @Test
    public void readOfAFolderIsRefused() throws IOException {
        depot.makeFolder("a");

        assertProblem(
                () -> depot.read("a"),
                Problem.ACCESS,
                "cannot read 'a' of depot '%s': 'a' is not a plain file",
                "A depot holds plain files and folders only: move what is there out of the depot.");
    }

    @Test
    public void depotGoesOnAfterAReadThatWasAbandoned() throws IOException {
        byte[] content = random(2_000_000);
        depot.write("a.bin", new ByteArrayInputStream(content));
        try (InputStream abandoned = depot.read("a.bin")) {
            assertThat(abandoned.read()).isEqualTo(content[0] & 0xff);
        }

        assertThat(content("a.bin")).isEqualTo(content);
    }

    @Test
    public void otherCallsDoNotDisturbAReadThatGoesOn() throws IOException {
        byte[] content = random(500_000);
        depot.write("a.bin", new ByteArrayInputStream(content));
        try (InputStream read = depot.read("a.bin")) {
            byte[] first = read.readNBytes(100_000);
            write("b.txt", "meanwhile");
            assertThat(depot.list("")).hasSize(2);
            assertThat(read.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 100_000, 500_000));
            assertThat(first).isEqualTo(Arrays.copyOf(content, 100_000));
        }
    }

    @Test
    public void severalThreadsFetchAtOnce() throws Exception {
        byte[] content = random(1_000_000);
        depot.write("a.bin", new ByteArrayInputStream(content));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> fetched = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Path into = here.resolve("fetched-" + i);
                fetched.add(threads.submit(() -> depot.fetch("a.bin", into)));
            }
            for (Future<Path> each : fetched) {
                assertThat(Files.readAllBytes(each.get())).isEqualTo(content);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    public void fetchReplacesWhatIsThere() throws IOException {
        write("a.txt", "new");
        Path into = Files.writeString(here.resolve("into"), "something older and longer");

        assertThat(depot.fetch("a.txt", into)).hasContent("new");
    }

    @Test
    public void folderIsRenamedWithAllInIt() throws IOException {
        depot.makeFolder("incoming/x/y");
        write("incoming/x/y/f", "content");
        depot.makeFolder("complete");

        depot.rename("incoming/x", "complete/z");

        assertThat(depot.list("incoming")).isEmpty();
        assertThat(text("complete/z/y/f")).isEqualTo("content");
    }

    @Test
    public void renameNeverReplaces() throws IOException {
        write("a", "a's");
        write("b", "b's");
        depot.makeFolder("c");
        depot.makeFolder("d");

        assertThatThrownBy(() -> depot.rename("a", "b"))
                .isExactlyInstanceOf(FileAlreadyExistsException.class)
                .hasMessage("b");
        assertThatThrownBy(() -> depot.rename("c", "d")).isExactlyInstanceOf(FileAlreadyExistsException.class);

        assertThat(text("a")).isEqualTo("a's");
        assertThat(text("b")).isEqualTo("b's");
        assertThat(depot.list("")).hasSize(4);
    }

    @Test
    public void renameOfWhatIsMissingSaysSo() {
        assertThatThrownBy(() -> depot.rename("nope", "b"))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage("nope");
    }

    @Test
    public void renameIntoAMissingFolderIsRefused() throws IOException {
        write("a", "x");

        assertProblem(
                () -> depot.rename("a", "nope/a"),
                Problem.ACCESS,
                "cannot rename 'a' to 'nope/a' in depot '%s': the folder does not exist",
                "Run the same command again: it makes its folders anew.");
    }

    @Test
    public void folderIsDeletedWithAllInIt() throws IOException {
        depot.makeFolder("a/b/c");
        write("a/b/c/f", "x");
        write("a/g", "x");
        write("ab", "stays");

        depot.delete("a");
        depot.delete("a");

        assertThat(depot.list("")).extracting(Entry::name).containsExactly("ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "a//b", "a/", ".", "..", "a/../b", "../b", "a/./b", "a\0b"})
    public void pathThatCouldLeaveTheDepotIsAnErrorOfTheProgram(String path) {
        List<ThrowingCallable> calls = List.of(
                () -> depot.list(path),
                () -> depot.makeFolder(path),
                () -> write(path, "x"),
                () -> depot.read(path),
                () -> depot.append(path, 1, InputStream.nullInputStream()),
                () -> depot.fetch(path, here.resolve("x")),
                () -> depot.rename(path, "b"),
                () -> depot.rename("b", path),
                () -> depot.delete(path));
        for (ThrowingCallable call : calls) {
            assertThatIllegalArgumentException().isThrownBy(call).withMessage("not a path in a depot: '" + path + "'");
        }
    }

    @Test
    public void depotsOwnFolderIsNeverDeletedOrRenamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> depot.delete(""));
        assertThatIllegalArgumentException().isThrownBy(() -> depot.rename("", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> depot.rename("a", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"with space", "star*", "what?", "[a-z]", "back\\slash", "\\*", "ñandú €", "it's", "\"", "~"})
    public void nameMeansItself(String name) throws IOException {
        depot.makeFolder(name);
        write(name + "/" + name, "content");
        write(name + "/other", "other");
        depot.rename(name + "/" + name, name + "/" + name + name);

        assertThat(depot.list("")).extracting(Entry::name).containsExactly(name);
        assertThat(text(name + "/" + name + name)).isEqualTo("content");
        depot.delete(name + "/" + name + name);
        assertThat(depot.list(name)).extracting(Entry::name).containsExactly("other");
    }

    public final void write(String file, String text) throws IOException {
        depot.write(file, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    public final String text(String file) throws IOException {
        return new String(content(file), StandardCharsets.UTF_8);
    }

    public final byte[] content(String file) throws IOException {
        try (InputStream content = depot.read(file)) {
            return content.readAllBytes();
        }
    }

    /** Asserts the whole message, where {@code %s} stands for the depot, and the whole hint. */
    public final void assertProblem(ThrowingCallable call, Problem problem, String message, String hint) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DepotException.class, e -> {
            assertThat(e).hasMessage(message, depot.describe());
            assertThat(e.hint()).isEqualTo(hint);
            assertThat(e.problem()).isEqualTo(problem);
        });
    }

    public static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    public static InputStream broken(IOException failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }
        };
    }
}
