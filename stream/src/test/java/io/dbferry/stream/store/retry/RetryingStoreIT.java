package io.dbferry.stream.store.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.store.CountedContent;
import io.dbferry.stream.store.ResumePoint;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StoreContract;
import io.dbferry.stream.store.sftp.SftpStore;
import io.dbferry.stream.store.sftp.TestAccount;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store outlasts, at OpenSSH's own server. */
@Timeout(120)
final class RetryingStoreIT {
    private static final int CUTS = 5;

    /** What JSch has on its way unanswered, 16 writes of 32 kB, and as much in the streams beside it. */
    private static final int ON_THE_WAY = ResumePoint.COMPARED_BYTES;

    @TempDir
    Path root;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("dbferry.seed", System.nanoTime());
    private OpenSshServer server;
    private Store store;

    @BeforeEach
    void open() throws IOException {
        SshKey key = SshKey.make(root, "ed25519");
        server = OpenSshServer.start(root.resolve("sshd"), List.of(key.publicFile()));
        SftpStore sftp = SftpStore.open(TestAccount.on(server, folder, key.privateFile()));
        store = new RetryingStore(sftp, new RetryPolicy(Duration.ofSeconds(20)), Pace.UNLIMITED);
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    @Test
    void uploadGoesOnWhereEachOfSeveralCutsBrokeIt() throws IOException {
        byte[] bytes = StoreContract.random(24_000_000);
        Random random = new Random(seed);
        AtomicInteger cuts = new AtomicInteger();
        AtomicLong next = new AtomicLong(random.nextInt(4_000_000));
        CountedContent content = new CountedContent(bytes, place -> {
            if (place >= next.get() && cuts.get() < CUTS) {
                cuts.incrementAndGet();
                next.set(place + 1_500_000 + random.nextInt(2_500_000));
                server.killSessions();
            }
        });

        store.put("a.bin", content);

        assertThat(Files.readAllBytes(folder.resolve("a.bin")))
                .as("seed %d", seed)
                .isEqualTo(bytes);
        assertThat(cuts).as("seed %d", seed).hasValue(CUTS);
        assertThat(content.read() - bytes.length)
                .as("bytes sent twice or compared, seed %d", seed)
                .isLessThan(CUTS * (ON_THE_WAY + (1L << 20)));
    }

    @Test
    void readGoesOnWhereTheConnectionBrokeAndOtherCallsAreRepeated() throws Exception {
        byte[] bytes = StoreContract.random(10_000_000);
        Files.write(folder.resolve("a.bin"), bytes);
        try (InputStream read = store.get("a.bin", 1_000_000)) {
            byte[] first = read.readNBytes(2_000_000);
            server.killAll();
            CompletableFuture<Void> back =
                    CompletableFuture.runAsync(this::restart, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
            assertThat(store.list("")).hasSize(1);
            byte[] rest = read.readAllBytes();
            back.get();
            assertThat(first).isEqualTo(java.util.Arrays.copyOfRange(bytes, 1_000_000, 3_000_000));
            assertThat(rest).isEqualTo(java.util.Arrays.copyOfRange(bytes, 3_000_000, 10_000_000));
        }
        server.killSessions();
        store.makeFolder("b");
        server.killSessions();
        store.renaming().orElseThrow().rename("a.bin", "b/c");
        server.killSessions();
        try (InputStream read = store.get("b/c")) {
            assertThat(read.readAllBytes()).isEqualTo(bytes);
        }
        server.killSessions();
        store.delete("b");
        assertThat(folder).isEmptyDirectory();
    }

    private void restart() {
        try {
            server.restart();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
