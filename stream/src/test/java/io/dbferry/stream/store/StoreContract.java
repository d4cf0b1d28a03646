package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.Store.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
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

/** What every store promises, tried on each kind of store. */
public abstract class StoreContract {
    @TempDir
    public Path here;

    public Store store = new MemoryStore();

    /** A store with nothing in it. */
    public abstract Store open() throws Exception;

    public final Store store() {
        return store;
    }

    @BeforeEach
    public final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    public final void closeStore() {
        store.close();
    }

    @Test
    public void newStoreIsEmpty() throws IOException {
        assertThat(store.list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32_767, 32_768, 32_769, 262_144, 3_000_001})
    public void whatIsWrittenIsReadBack(int size) throws IOException {
        byte[] content = random(size);

        store.put("a.bin", Content.of(content));

        assertThat(content("a.bin")).isEqualTo(content);
        assertThat(store.list("")).singleElement().extracting(Entry::bytes).isEqualTo((long) size);
    }

    @Test
    public void writeReplacesALongerFile() throws IOException {
        write("a.txt", "a long text");

        write("a.txt", "short");

        assertThat(text("a.txt")).isEqualTo("short");
    }

    @Test
    public void readBeginsWhereItIsToldTo() throws IOException {
        byte[] content = random(500_000);
        store.put("a.bin", Content.of(content));

        try (InputStream end = store.get("a.bin", 123_456);
                InputStream nothing = store.get("a.bin", 500_000);
                InputStream beyond = store.get("a.bin", 600_000)) {
            assertThat(end.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 123_456, 500_000));
            assertThat(nothing.readAllBytes()).isEmpty();
            assertThat(beyond.readAllBytes()).isEmpty();
        }
    }

    @Test
    public void uploadReplacesAFileThatIsLonger() throws IOException {
        write("a.txt", "a long text");

        store.put("a.txt", new CountedContent("a long".getBytes(StandardCharsets.UTF_8)));
        store.put("empty", new CountedContent(new byte[0]));

        assertThat(text("a.txt")).isEqualTo("a long");
        assertThat(text("empty")).isEmpty();
    }

    @Test
    public void failureOfTheContentIsNotTheDepots() throws IOException {
        IOException failure = new IOException("the disk that is read is broken");
        InputStream content = new SequenceInputStream(new ByteArrayInputStream(random(100_000)), broken(failure));

        assertThatThrownBy(() -> store.put("a.bin", once(content))).isSameAs(failure);

        write("a.bin", "whole");
        assertThat(text("a.bin")).isEqualTo("whole");
    }

    @Test
    public void listTellsNamesKindsAndSizesInOrder() throws IOException {
        write("b.txt", "12345");
        store.makeFolder("c/inner");
        write("c/inner/file", "x");
        write("a.txt", "");

        List<Entry> entries = store.list("");

        assertThat(entries).extracting(Entry::name).containsExactly("a.txt", "b.txt", "c");
        assertThat(entries).extracting(Entry::folder).containsExactly(false, false, true);
        assertThat(entries).extracting(Entry::bytes).containsExactly(0L, 5L, 0L);
        assertThat(entries)
                .filteredOn(entry -> !entry.folder() || !entry.modified().equals(Instant.EPOCH))
                .allSatisfy(entry -> assertThat(Duration.between(entry.modified(), Instant.now())
                                .abs())
                        .isLessThan(Duration.ofMinutes(1)));
        assertThat(store.list("c")).extracting(Entry::name).containsExactly("inner");
        assertThat(store.list("c/inner")).extracting(Entry::name).containsExactly("file");
    }

    @Test
    public void findTellsWhatListTells() throws IOException {
        store.makeFolder("a/folder");
        write("a/folder/x", "x");
        write("a/file", "12345");
        assertThat(store.find("a/file")).contains(store.list("a").get(0));
        assertThat(store.find("a/folder")).contains(store.list("a").get(1));
        assertThat(store.find("a/missing")).isEmpty();
        assertThat(store.find("missing/file")).isEmpty();
        assertThat(store.find("a/file/below")).isEmpty();
    }

    @Test
    public void listOfAMissingFolderIsEmpty() throws IOException {
        assertThat(store.list("nope/at/all")).isEmpty();
    }

    @Test
    public void readOfAMissingFileSaysSo() {
        assertThatThrownBy(() -> store.get("nope")).isExactlyInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.get("no/such"))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage("no/such");
    }

    @Test
    public void storeGoesOnAfterAReadThatWasAbandoned() throws IOException {
        byte[] content = random(2_000_000);
        store.put("a.bin", Content.of(content));
        try (InputStream abandoned = store.get("a.bin")) {
            assertThat(abandoned.read()).isEqualTo(content[0] & 0xff);
        }

        assertThat(content("a.bin")).isEqualTo(content);
    }

    @Test
    public void otherCallsDoNotDisturbAReadThatGoesOn() throws IOException {
        byte[] content = random(500_000);
        store.put("a.bin", Content.of(content));
        try (InputStream read = store.get("a.bin")) {
            byte[] first = read.readNBytes(100_000);
            write("b.txt", "meanwhile");
            assertThat(store.list("")).hasSize(2);
            assertThat(read.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 100_000, 500_000));
            assertThat(first).isEqualTo(Arrays.copyOf(content, 100_000));
        }
    }

    @Test
    public void severalThreadsReadAtOnce() throws Exception {
        byte[] content = random(1_000_000);
        store.put("a.bin", Content.of(content));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<byte[]>> read = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                read.add(threads.submit(() -> content("a.bin")));
            }
            for (Future<byte[]> each : read) {
                assertThat(each.get()).isEqualTo(content);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    public void folderIsDeletedWithAllInIt() throws IOException {
        store.makeFolder("a/b/c");
        write("a/b/c/f", "x");
        write("a/g", "x");
        write("ab", "stays");

        store.delete("a");
        store.delete("a");

        assertThat(store.list("")).extracting(Entry::name).containsExactly("ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "a//b", "a/", ".", "..", "a/../b", "../b", "a/./b", "a\0b"})
    public void pathThatCouldLeaveTheDepotIsAnErrorOfTheProgram(String path) {
        List<ThrowingCallable> calls = List.of(
                () -> store.list(path), () -> write(path, "x"), () -> store.get(path), () -> store.delete(path));
        for (ThrowingCallable call : calls) {
            assertThatIllegalArgumentException().isThrownBy(call).withMessage("not a path in a depot: '" + path + "'");
        }
    }

    @Test
    public void rootIsNeverDeleted() {
        assertThatIllegalArgumentException().isThrownBy(() -> store.delete(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"with space", "star*", "what?", "[a-z]", "back\\slash", "\\*", "ñandú €", "it's", "\"", "~"})
    public void nameMeansItself(String name) throws IOException {
        store.makeFolder(name);
        write(name + "/" + name, "content");
        write(name + "/other", "other");

        assertThat(store.list("")).extracting(Entry::name).containsExactly(name);
        assertThat(text(name + "/" + name)).isEqualTo("content");
        store.delete(name + "/" + name);
        assertThat(store.list(name)).extracting(Entry::name).containsExactly("other");
    }

    public final void write(String file, String text) throws IOException {
        store.put(file, Content.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    public final String text(String file) throws IOException {
        return new String(content(file), StandardCharsets.UTF_8);
    }

    public final byte[] content(String file) throws IOException {
        try (InputStream content = store.get(file)) {
            return content.readAllBytes();
        }
    }

    /** Asserts the whole message, where {@code %s} stands for the depot, and the whole hint. */
    public final void assertProblem(ThrowingCallable call, Problem problem, String message, String hint) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DepotException.class, e -> {
            assertThat(e).hasMessage(message, store.describe());
            assertThat(e.hint()).isEqualTo(hint);
            assertThat(e.problem()).isEqualTo(problem);
        });
    }

    public static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Content that can be read once, of a length that nobody knows. */
    public static Content once(InputStream content) {
        return new Content() {
            @Override
            public long length() {
                return 0;
            }

            @Override
            public InputStream from(long offset) {
                return content;
            }
        };
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
