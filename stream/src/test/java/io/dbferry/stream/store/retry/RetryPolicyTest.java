package io.dbferry.stream.store.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {
    @Test
    void serverThatStaysAwayIsGivenUpWithTheEarlierFailuresInside() {
        RetryPolicy patience = new RetryPolicy(Duration.ofSeconds(1));
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> patience.call(() -> {
                    tries.incrementAndGet();
                    throw new DepotException(Problem.UNREACHABLE, "try " + tries, "", null);
                }))
                .hasMessage("try " + tries)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(tries.get() - 1));
        assertThat(tries.get()).isBetween(3, 7);
    }

    @Test
    void lastPauseIsNoShorterThanTheFirst() {
        RetryState trouble = new RetryState(Duration.ofMillis(50), () -> 0);
        assertThatThrownBy(() -> trouble.noting(() -> {
                    throw new IOException("away");
                }))
                .hasMessage("away");
        assertThat(trouble.pause()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void triesGoOnBeyondTheLimitAsLongAsThereIsProgress() throws IOException {
        AtomicInteger tries = new AtomicInteger();

        int done = new RetryPolicy(Duration.ofMillis(500))
                .call(
                        () -> {
                            if (tries.incrementAndGet() < 6) {
                                throw new DepotException(Problem.UNREACHABLE, "try " + tries, "", null);
                            }
                            return tries.get();
                        },
                        tries::get);

        assertThat(done).isEqualTo(6);
    }

    @Test
    void whatAnotherTryCannotMendIsNotTriedAgain() {
        for (Problem problem : Problem.values()) {
            AtomicInteger tries = new AtomicInteger();
            assertThatThrownBy(() -> new RetryPolicy(Duration.ofMillis(300)).call(() -> {
                        tries.incrementAndGet();
                        throw new DepotException(problem, "no", "", null);
                    }))
                    .hasMessage("no");
            assertThat(tries.get() > 1).as("%s", problem).isEqualTo(problem == Problem.UNREACHABLE);
        }
    }

    @Test
    void pausesGrowUntilTheyAreFiveSecondsLong() {
        RetryState state = new RetryState(Duration.ofMinutes(10), () -> 0);
        List<Duration> pauses = new ArrayList<>();
        for (int failures = 1; failures <= 7; failures++) {
            fail(state);
            pauses.add(state.pause());
        }

        assertThat(pauses)
                .containsExactly(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofMillis(1600),
                        Duration.ofMillis(3200),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
    }

    @Test
    void noPauseIsLongerThanWhatIsLeft() {
        RetryState state = new RetryState(Duration.ofSeconds(2), () -> 0);
        for (int failures = 1; failures <= 7; failures++) {
            fail(state);
        }

        assertThat(state.pause()).isLessThanOrEqualTo(Duration.ofSeconds(2)).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void progressForgetsTheFailuresBeforeIt() {
        AtomicLong arrived = new AtomicLong(5);
        RetryState state = new RetryState(Duration.ofMinutes(10), arrived::get);
        Throwable first = fail(state);
        Throwable second = fail(state);
        assertThat(state.earlier(second)).containsExactly(first);

        arrived.incrementAndGet();
        Throwable third = fail(state);

        assertThat(state.earlier(third)).isEmpty();
        assertThat(state.pause()).isEqualTo(Duration.ofMillis(200));
        assertThat(state.isTooLong()).isFalse();
    }

    @Test
    void noTimeMeansOneTry() {
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> new RetryPolicy(Duration.ZERO).call(() -> {
                    tries.incrementAndGet();
                    throw new DepotException(Problem.UNREACHABLE, "away", "", null);
                }))
                .hasMessage("away");
        assertThat(tries).hasValue(1);
    }

    @Test
    void anInterruptEndsThePause() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> new RetryPolicy(Duration.ofSeconds(20)).call(() -> {
                    throw new DepotException(Problem.UNREACHABLE, "away", "", null);
                }))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatIsNoFailureOfADepotIsNotTriedAgain() {
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> new RetryPolicy(Duration.ofSeconds(5)).call(() -> {
                    tries.incrementAndGet();
                    throw new IOException("the disk here is full");
                }))
                .hasMessage("the disk here is full");
        assertThat(tries).hasValue(1);
    }

    private static Throwable fail(RetryState state) {
        IOException failure = new IOException("away");
        assertThatThrownBy(() -> state.noting(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        return failure;
    }
}
