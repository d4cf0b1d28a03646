package io.dbferry.stream.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.DepotContract;
import io.dbferry.stream.store.ConditionalWrites;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.ObjectsContract;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StoreContract;
import io.dbferry.stream.store.retry.Pace;
import io.dbferry.stream.store.retry.RetryPolicy;
import io.dbferry.stream.store.retry.RetryingStore;
import io.dbferry.testing.objects.ObjectServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The contracts of stores and depots on an S3 server, and what only object stores do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3StoreIT extends StoreContract implements ObjectsContract {
    private static final int PART = TestBucket.PART_BYTES;

    private ObjectServer server;

    @BeforeAll
    void startServer() throws Exception {
        server = ObjectServer.start();
    }

    @AfterAll
    void stopServer() throws Exception {
        server.close();
    }

    @AfterEach
    void failNoMore() {
        server.failNoMore();
        server.ignoreConditions(false);
        server.countQuotes(false);
    }

    @Override
    public Store open() throws DepotException {
        return TestBucket.on(server);
    }

    @Nested
    class AsDepot extends DepotContract {
        @Override
        public Store open() throws DepotException {
            return TestBucket.on(server);
        }
    }

    @Test
    void uploadThatBrokeGoesOnBehindThePartsThatAreThere() throws IOException {
        byte[] content = random(2 * PART + 1234);
        IOException failure = new IOException("cut by the test");
        assertThatThrownBy(() -> store.put("a/big", cut(content, 2 * PART + 100, failure)))
                .isSameAs(failure);
        assertThat(store.list("a")).isEmpty();
        server.forgetParts();

        store.put("a/big", Content.of(content));

        assertThat(server.sentParts()).containsExactly(3);
        assertThat(content("a/big")).isEqualTo(content);
    }

    @Test
    void objectIsReplacedWhereQuotationMarksCountAsPartOfItsTag() throws Exception {
        server.countQuotes(true);
        ConditionalWrites writes = store.conditionalWrites().orElseThrow();
        writes.replace("a", Content.of(new byte[] {1}));

        writes.replace("a", Content.of(new byte[] {2}));

        assertThat(content("a")).containsExactly(2);
    }

    @Test
    void partsOfAnotherFileDoNotCount() throws IOException {
        byte[] content = random(2 * PART + 1234);
        byte[] other = content.clone();
        other[17]++;
        assertThatThrownBy(() -> store.put("big", cut(other, 2 * PART + 100, new IOException("cut by the test"))))
                .isInstanceOf(IOException.class);

        store.put("big", Content.of(content));

        assertThat(content("big")).isEqualTo(content);
    }

    @Test
    void deletionOfAFolderEndsTheUploadsBelow() throws IOException {
        byte[] content = random(PART + 1234);
        assertThatThrownBy(() -> store.put("a/big", cut(content, PART + 10, new IOException("cut by the test"))))
                .isInstanceOf(IOException.class);
        store.delete("a");
        server.forgetParts();

        store.put("a/big", Content.of(content));

        assertThat(server.sentParts()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void creationOfSeveralPartsRefusesAnother() throws IOException {
        write("a", "1");

        assertThatThrownBy(() -> store.conditionalWrites().orElseThrow().create("a", Content.of(random(PART + 1))))
                .isExactlyInstanceOf(FileAlreadyExistsException.class);
        assertThat(text("a")).isEqualTo("1");
    }

    /** Such a server closes the connection while the client still writes, which then reads no answer. */
    @Test
    void serverThatRefusesBeforeItHasReadAllIsUnderstood() throws Exception {
        String bucket = server.newBucket();
        try (SilentRefusals silent = new SilentRefusals(server.endpoint());
                S3Store behind = S3Store.open(TestBucket.account(silent.endpoint(), bucket))) {
            ConditionalWrites writes = behind.conditionalWrites().orElseThrow();
            Content ours = Content.of(new byte[] {1});
            writes.create("a", ours);

            writes.create("a", ours);
            assertThatThrownBy(() -> writes.create("a", Content.of(new byte[] {2})))
                    .isExactlyInstanceOf(FileAlreadyExistsException.class);
            assertThat(silent.refusals()).isGreaterThan(1);
            writes.replace("a", Content.of(new byte[] {3}));
            try (InputStream there = behind.get("a")) {
                assertThat(there.readAllBytes()).containsExactly(3);
            }
        }
    }

    @Test
    void replacementBegunEarlierDoesNotArriveLater() throws IOException {
        write("receipt", "old");
        AtomicInteger puts = new AtomicInteger();
        server.fail(new ObjectServer.Faults() {
            @Override
            public void before(String call) {
                if (call.equals("put") && puts.incrementAndGet() == 1) {
                    newer(); // what is under way is refused
                }
            }

            private void newer() {
                try {
                    write("receipt", "newer");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });

        store.conditionalWrites().orElseThrow().replace("receipt", Content.of(new byte[] {'o'}));
        assertThat(puts).hasValueGreaterThan(2);
    }

    @Test
    void lostAnswersAndSlowDownsAreRetried() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        server.fail(new ObjectServer.Faults() {
            @Override
            public void before(String call) {
                if (calls.incrementAndGet() % 5 == 0) {
                    throw ObjectServer.slowDown();
                }
            }

            @Override
            public void after(String call) {
                if (calls.get() % 7 == 0) {
                    throw ObjectServer.answer(500, "InternalError");
                }
            }
        });
        Store retrying = new RetryingStore(store, new RetryPolicy(Duration.ofSeconds(20)), Pace.UNLIMITED);
        byte[] content = random(300_000);

        retrying.put("a/b", Content.of(content));
        retrying.conditionalWrites().orElseThrow().create("a/manifest", Content.of(new byte[] {1}));
        assertThatThrownBy(() ->
                        retrying.conditionalWrites().orElseThrow().create("a/manifest", Content.of(new byte[] {2})))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(retrying.list("a")).hasSize(2);
        assertThat(retrying.flatListing().orElseThrow().foldersWith("", "manifest"))
                .containsExactly("a");
        retrying.delete("a");

        server.failNoMore();
        assertThat(store.list("")).isEmpty();
    }

    /** Fails at its end, before its last bytes. */
    private static Content cut(byte[] content, int place, IOException failure) {
        return new Content() {
            @Override
            public long length() {
                return content.length;
            }

            @Override
            public InputStream from(long offset) {
                int first = (int) offset;
                return new SequenceInputStream(
                        new ByteArrayInputStream(content, first, place - first), broken(failure));
            }
        };
    }
}
