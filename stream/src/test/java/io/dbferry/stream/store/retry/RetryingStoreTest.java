package io.dbferry.stream.store.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.CountedContent;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.LocalFiles;
import io.dbferry.stream.store.MemoryStore;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StoreContract;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is repeated, and from where, when a connection breaks. */
final class RetryingStoreTest {
    private final MemoryStore memory = new MemoryStore();
    private final Flaky flaky = new Flaky(memory);
    private final Store store = new RetryingStore(flaky, new RetryPolicy(Duration.ofSeconds(5)), Pace.UNLIMITED);

    /** Fails the next call; a read breaks after so many bytes, once. */
    private static final class Flaky implements Store {
        private final Store store;
        private boolean breaks;
        private int breaksReadAfter = -1;
        private int closed;

        Flaky(Store store) {
            this.store = store;
        }

        private void call() throws DepotException {
            if (breaks) {
                breaks = false;
                throw new DepotException(Problem.UNREACHABLE, "away", "Run it again.", null);
            }
        }

        @Override
        public String describe() {
            return store.describe();
        }

        @Override
        public List<Entry> list(String folder) throws IOException {
            call();
            return store.list(folder);
        }

        @Override
        public Optional<Entry> find(String path) throws IOException {
            call();
            return store.find(path);
        }

        @Override
        public void makeFolder(String folder) throws IOException {
            call();
            store.makeFolder(folder);
        }

        @Override
        public void put(String file, Content content) throws IOException {
            call();
            store.put(file, content);
        }

        @Override
        public InputStream get(String file, long from) throws IOException {
            call();
            int after = breaksReadAfter;
            breaksReadAfter = -1;
            return new FilterInputStream(store.get(file, from)) {
                private int left = after;

                @Override
                public int read(byte[] into, int start, int count) throws IOException {
                    if (left == 0) {
                        throw new DepotException(Problem.UNREACHABLE, "cut", "Run it again.", null);
                    }
                    int read = super.read(into, start, left < 0 ? count : Math.min(left, count));
                    left -= left < 0 ? 0 : read;
                    return read;
                }
            };
        }

        @Override
        public void delete(String path) throws IOException {
            call();
            store.delete(path);
        }

        @Override
        public OptionalLong freeBytes() throws IOException {
            call();
            return OptionalLong.of(7);
        }

        @Override
        public Optional<Renaming> renaming() {
            return store.renaming().map(renaming -> (from, to) -> {
                call();
                renaming.rename(from, to);
            });
        }

        @Override
        public Optional<LocalFiles> localFiles() {
            return store.localFiles();
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void storeThatIsKeptForOthersStaysOpen() {
        new RetryingStore(flaky, new RetryPolicy(Duration.ZERO), Pace.UNLIMITED, true).close();
        assertThat(flaky.closed).isZero();

        store.close();
        assertThat(flaky.closed).isEqualTo(1);
    }

    private interface Call {
        void run() throws IOException;
    }

    private void broken(Call call) throws IOException {
        flaky.breaks = true;
        call.run();
        assertThat(flaky.breaks).as("called").isFalse();
    }

    @Test
    void everyCallIsRepeated() throws IOException {
        broken(() -> store.makeFolder("a"));
        broken(() -> store.put("a/x", Content.of(new byte[] {1, 2, 3})));
        broken(() -> store.putAll("b", Map.of("z", Content.of(new byte[] {4})), Soon.NOTHING));
        assertThat(memory.find("b/z")).isPresent();
        store.soon(Soon.NOTHING);
        broken(() -> assertThat(store.list("a")).hasSize(1));
        broken(() -> assertThat(store.first("a", name -> true)).hasSize(1));
        broken(() -> assertThat(store.find("a/x")).isPresent());
        broken(() -> assertThat(store.freeBytes()).hasValue(7));
        broken(() -> store.renaming().orElseThrow().rename("a/x", "a/y"));
        broken(() -> {
            try (InputStream content = store.get("a/y", 1)) {
                assertThat(content.readAllBytes()).isEqualTo(new byte[] {2, 3});
            }
        });
        broken(() -> store.delete("a/y"));
        assertThat(memory.list("a")).isEmpty();
        assertThat(store.describe()).isEqualTo(memory.describe());
        assertThat(store.localFiles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1999, 2000})
    void aReadGoesOnBehindWhatHasBeenRead(int breaksAfter) throws IOException {
        byte[] bytes = StoreContract.random(3000);
        memory.put("x", Content.of(bytes));
        flaky.breaksReadAfter = breaksAfter;

        try (InputStream content = store.get("x", 1000)) {
            assertThat(content.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 3000));
        }
    }

    @Test
    void aSingleByteIsReadAsOne() throws IOException {
        memory.put("x", Content.of(new byte[] {(byte) 200}));
        flaky.breaksReadAfter = 0;

        try (InputStream content = store.get("x", 0)) {
            assertThat(content.read()).isEqualTo(200);
            assertThat(content.read()).isEqualTo(-1);
        }
    }

    @Test
    void anUploadGoesOnWhereItBroke() throws IOException {
        byte[] bytes = StoreContract.random(6_000_000);
        CountedContent content = new CountedContent(bytes);
        memory.cutAfter(5_000_000);

        store.put("x", content);

        try (InputStream there = memory.get("x", 0)) {
            assertThat(there.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(content.read() - bytes.length)
                .as("bytes sent twice or compared")
                .isPositive()
                .isLessThan(5_000_000);
    }

    @Test
    void renameThatWasDoneAlthoughItsAnswerWasLostIsDone() throws IOException {
        Store patient = new RetryingStore(memory, new RetryPolicy(Duration.ofSeconds(5)), Pace.UNLIMITED);
        patient.makeFolder("a");
        memory.loseRenameAnswers(1);
        Renaming renaming = patient.renaming().orElseThrow();
        renaming.rename("a", "b");

        assertThat(patient.list("")).extracting(Store.Entry::name).containsExactly("b");
        assertThatThrownBy(() -> renaming.rename("a", "b")).isExactlyInstanceOf(NoSuchFileException.class);
    }

    @Test
    void replacementThatWasDoneAlthoughItsAnswerWasLostIsDone() throws IOException {
        Store patient = new RetryingStore(memory, new RetryPolicy(Duration.ofSeconds(5)), Pace.UNLIMITED);
        patient.put("new", Content.of(new byte[] {1}));
        patient.put("old", Content.of(new byte[] {2}));
        memory.loseRenameAnswers(1);
        Renaming renaming = patient.renaming().orElseThrow();

        assertThat(renaming.replace("new", "old")).isTrue();

        assertThat(patient.list("")).extracting(Store.Entry::name).containsExactly("old");
        assertThat(patient.get("old")).hasBinaryContent(new byte[] {1});
        assertThatThrownBy(() -> renaming.replace("new", "old")).isExactlyInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatIsSentHasArrivedButForWhatMayBeOnTheWay() throws IOException {
        SentContent sent = new SentContent(Content.of(new byte[100]), 30, Pace.UNLIMITED);
        assertThat(sent.length()).isEqualTo(100);
        try (InputStream content = sent.from(0)) {
            assertThat(content.readNBytes(20)).hasSize(20);
            assertThat(sent.arrived()).isEqualTo(0);
            assertThat(content.readNBytes(60)).hasSize(60);
            assertThat(sent.arrived()).isEqualTo(50);
            assertThat(content.read()).isZero();
            assertThat(sent.arrived()).isEqualTo(51);
        }
        sent.from(40).close();
        assertThat(sent.arrived()).as("an earlier try got further").isEqualTo(51);
        sent.from(60).close();
        assertThat(sent.arrived()).as("the store holds so much").isEqualTo(60);
    }
}
