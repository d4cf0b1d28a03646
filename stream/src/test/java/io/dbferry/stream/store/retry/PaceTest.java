package io.dbferry.stream.store.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.MemoryStore;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** In a time of its own, which goes on while something pauses, and as {@link #late} says. */
class PaceTest {
    private static final int MEGABYTE = 1 << 20;

    private long now;
    private long late;
    private final Pace pace = new Pace(Pace.nanosPerByte(MEGABYTE), () -> now, nanos -> now += nanos + late);

    private double seconds() {
        return (double) now / TimeUnit.SECONDS.toNanos(1);
    }

    @Test
    void filesMoveAtThePaceBothWays() throws IOException {
        try (Store store = new RetryingStore(new MemoryStore(), new RetryPolicy(Duration.ZERO), pace)) {
            store.put("file", Content.of(new byte[3 * MEGABYTE]));
            assertThat(seconds()).isCloseTo(3, withPercentage(5));

            try (InputStream file = store.get("file")) {
                assertThat(file.readAllBytes()).hasSize(3 * MEGABYTE);
            }
            assertThat(seconds()).isCloseTo(6, withPercentage(5));
        }
    }

    @Test
    void pausesThatAreTooLongAreMadeUpFor() throws IOException {
        late = TimeUnit.MILLISECONDS.toNanos(10);

        for (int part = 0; part < 100; part++) {
            pace.moved(MEGABYTE / 10);
        }

        assertThat(seconds()).isCloseTo(10, withPercentage(5));
    }

    @Test
    void timeInWhichNothingMovedIsNotSavedUp() throws IOException {
        now += TimeUnit.HOURS.toNanos(1);
        long before = now;

        pace.moved(10 * MEGABYTE);

        assertThat((double) (now - before) / TimeUnit.SECONDS.toNanos(1)).isCloseTo(10, within(0.2));
    }

    @Test
    void withoutALimitNothingWaits() throws IOException {
        long before = System.nanoTime();
        Pace.UNLIMITED.moved(Integer.MAX_VALUE);
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.MINUTES.toNanos(1));
    }
}
