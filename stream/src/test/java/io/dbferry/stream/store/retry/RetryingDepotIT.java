package io.dbferry.stream.store.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.CountedContent;
import io.dbferry.stream.store.Depot;
import io.dbferry.stream.store.DepotContract;
import io.dbferry.stream.store.MemoryDepot;
import io.dbferry.stream.store.sftp.SftpDepot;
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

/** What a depot outlasts, at OpenSSH's own server. */
@Timeout(120)
final class RetryingDepotIT {
    private static final int CUTS = 5;

    /** What JSch has on its way unanswered, 16 writes of 32 kB, and as much in the streams beside it. */
    private static final int ON_THE_WAY = 1 << 20;

    @TempDir
    Path root;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("dbferry.seed", System.nanoTime());
    private OpenSshServer server;
    private Depot depot;

    @BeforeEach
    void open() throws IOException {
        SshKey key = SshKey.make(root, "ed25519");
        server = OpenSshServer.start(root.resolve("sshd"), List.of(key.publicFile()));
        SftpDepot sftp = SftpDepot.open(TestAccount.on(server, folder, key.privateFile()));
        depot = new RetryingDepot(sftp, new RetryPolicy(Duration.ofSeconds(20)));
    }

    @AfterEach
    void close() {
        depot.close();
        server.close();
    }

    @Test
    void uploadGoesOnWhereEachOfSeveralCutsBrokeIt() throws IOException {
        byte[] bytes = DepotContract.random(24_000_000);
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

        depot.upload("a.bin", content);

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
        byte[] bytes = DepotContract.random(10_000_000);
        Files.write(folder.resolve("a.bin"), bytes);
        try (InputStream read = depot.read("a.bin", 1_000_000)) {
            byte[] first = read.readNBytes(2_000_000);
            server.killAll();
            CompletableFuture<Void> back =
                    CompletableFuture.runAsync(this::restart, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
            assertThat(depot.list("")).hasSize(1);
            byte[] rest = read.readAllBytes();
            back.get();
            assertThat(first).isEqualTo(java.util.Arrays.copyOfRange(bytes, 1_000_000, 3_000_000));
            assertThat(rest).isEqualTo(java.util.Arrays.copyOfRange(bytes, 3_000_000, 10_000_000));
        }
        server.killSessions();
        depot.makeFolder("b");
        server.killSessions();
        depot.rename("a.bin", "b/c");
        server.killSessions();
        assertThat(depot.fetch("b/c", root.resolve("fetched"))).hasBinaryContent(bytes);
        server.killSessions();
        depot.delete("b");
        assertThat(folder).isEmptyDirectory();
    }

    private void restart() {
        try {
            server.restart();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void renameThatWasDoneAlthoughItsAnswerWasLostIsDone() throws IOException {
        MemoryDepot memory = new MemoryDepot();
        Depot patient = new RetryingDepot(memory, new RetryPolicy(Duration.ofSeconds(5)));
        patient.makeFolder("a");
        memory.loseRenameAnswers(1);
        patient.rename("a", "b");

        assertThat(patient.list("")).extracting(Depot.Entry::name).containsExactly("b");
        assertThatThrownBy(() -> patient.rename("a", "b")).isExactlyInstanceOf(java.nio.file.NoSuchFileException.class);
    }
}
