package io.dbferry.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SessionTest {
    @Test
    void runsWaitWhereAsManyAsMayWorkAreAtWork() throws Exception {
        Session session = new Session();
        session.atMost(2);
        CountDownLatch twoWork = new CountDownLatch(2);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<?>[] runs = new Future<?>[3];
            for (int i = 0; i < runs.length; i++) {
                runs[i] = threads.submit(() -> session.working(() -> {
                    begun.incrementAndGet();
                    twoWork.countDown();
                    try {
                        return mayEnd.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            assertThat(twoWork.await(10, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(50);
            assertThat(begun).hasValue(2);
            mayEnd.countDown();
            for (Future<?> run : runs) {
                assertThat(run.get(10, TimeUnit.SECONDS)).isEqualTo(true);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
