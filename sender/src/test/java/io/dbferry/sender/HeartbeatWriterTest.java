package io.dbferry.sender;

import static io.dbferry.sender.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.work.Pacing;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.store.folder.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatWriterTest {
    private static final ShipmentId LAST = new ShipmentId(new Sequence(3), "0".repeat(64));

    @TempDir
    private Path folder;

    @Test
    void oneIsLeftEachMinute() throws IOException {
        Path depot = Files.createDirectory(folder.resolve("depot"));
        Pacing pacing = new Pacing(Files.createDirectory(folder.resolve("work")));

        assertThat(leave(depot, pacing, NOW)).isEmpty();
        assertThat(depot.resolve("heartbeat")).exists();
        assertThat(pacing.heartbeat()).contains(NOW);
        Files.delete(depot.resolve("heartbeat"));

        assertThat(leave(depot, pacing, NOW.plusSeconds(59))).isEmpty();
        assertThat(depot.resolve("heartbeat")).doesNotExist();
        assertThat(leave(depot, pacing, NOW.plus(Duration.ofMinutes(1)))).isEmpty();
        assertThat(depot.resolve("heartbeat")).exists();
    }

    @Test
    void clockThatWasSetBackDoesNotSilenceIt() {
        assertThat(HeartbeatWriter.isDue(Optional.empty(), NOW)).isTrue();
        assertThat(HeartbeatWriter.isDue(Optional.of(NOW), NOW.minusSeconds(1))).isTrue();
        assertThat(HeartbeatWriter.isDue(Optional.of(NOW), NOW)).isFalse();
    }

    @Test
    void oneThatCannotBeLeftIsAWarningAndIsTriedAgain() throws IOException {
        Path depot = Files.createDirectory(folder.resolve("depot"));
        Pacing pacing = new Pacing(Files.createDirectory(folder.resolve("work")));
        try (Depot store = new Depot(FolderStore.open(depot), "test")) {
            Files.move(depot, folder.resolve("gone"));

            assertThat(leave(store, pacing, NOW).orElseThrow())
                    .startsWith("cannot leave a heartbeat in depot '" + depot + "': ");
        }
        assertThat(pacing.heartbeat()).isEmpty();
    }

    private static Optional<String> leave(Path depot, Pacing pacing, Instant now) throws IOException {
        try (Depot store = new Depot(FolderStore.open(depot), "test")) {
            return leave(store, pacing, now);
        }
    }

    private static Optional<String> leave(Depot store, Pacing pacing, Instant now) {
        return new HeartbeatWriter("test", pacing, store, ManifestSigner.NONE, Clock.fixed(now, ZoneOffset.UTC))
                .leave("id", LAST, Fixtures.position(7));
    }
}
