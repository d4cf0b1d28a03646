package io.dbferry.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalWatchTest {
    @TempDir
    private Path depot;

    private final AtomicInteger arrivals = new AtomicInteger();

    @Test
    void noticesShipmentsInFoldersThatAppearLater() throws Exception {
        try (ArrivalWatch watch = ArrivalWatch.begin(depot, arrivals::incrementAndGet)) {
            noticesRenames();
        }
    }

    @Test
    void noticesThemWithoutTheSystemsEvents() throws Exception {
        try (ArrivalWatch watch = ArrivalWatch.beginWithoutEvents(depot, arrivals::incrementAndGet)) {
            noticesRenames();
        }
    }

    @Test
    void whatIsThereWhenItBeginsCounts() throws Exception {
        Files.createDirectories(depot.resolve("complete/20261123T033000Z-000001"));
        try (ArrivalWatch watch = ArrivalWatch.begin(depot, arrivals::incrementAndGet)) {
            awaitArrivals(1);
        }
    }

    private void noticesRenames() throws Exception {
        arrive("complete", 1);
        awaitArrivals(1);
        arrive("partial", 2);
        awaitArrivals(2);
        Path third = arrive("partial", 3);
        awaitArrivals(3);

        // What is pruned is no arrival.
        Files.delete(third);
        Thread.sleep(1500);
        assertThat(arrivals).hasValue(3);
    }

    private Path arrive(String kind, int number) throws Exception {
        String name = "20261123T03000" + number + "Z-00000" + number;
        Path incoming = Files.createDirectories(depot.resolve("incoming").resolve(name));
        Path place = Files.createDirectories(depot.resolve(kind)).resolve(name);
        return Files.move(incoming, place);
    }

    private void awaitArrivals(int count) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(9))
                .untilAsserted(() -> assertThat(arrivals).hasValue(count));
    }
}
