package io.dbferry.jobs.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dbferry.stream.Depot;
import io.dbferry.stream.store.folder.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepotWatchTest {
    private final AtomicInteger asked = new AtomicInteger();

    @TempDir
    private Path folder;

    private Depot open() throws IOException {
        return new Depot(FolderStore.open(folder), "test");
    }

    private void awaitAsked(int times) {
        await().atMost(Duration.ofSeconds(10)).until(() -> asked.get() >= times);
    }

    @Test
    void asksWhenTheDepotHasChangedAndAgainWhileLoadsFindSomething() throws Exception {
        Files.createDirectories(folder.resolve("partial"));
        try (DepotWatch watch = DepotWatch.begin(this::open, Duration.ofMillis(20), asked::incrementAndGet)) {
            awaitAsked(1);
            Thread.sleep(200);
            assertThat(asked).as("no other before the first has ended").hasValue(1);
            watch.ended(true, true);
            awaitAsked(2);
            Thread.sleep(2600); // the time in which something may hide
            watch.ended(true, false);
            Thread.sleep(200);
            assertThat(asked).as("nothing was found and nothing has changed").hasValue(2);
            Files.createDirectory(folder.resolve("partial/20261123T033000Z-000042"));
            awaitAsked(3);
        }
    }
}
