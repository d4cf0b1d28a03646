package io.dbferry.receiver.first;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JobsTest {
    private final Jobs jobs = new Jobs();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    /** These jobs use none. */
    private static List<Connection> connections(int count) {
        return Arrays.asList(new Connection[count]);
    }

    @Test
    void lowestTurnComesFirstAndJobsBringMore() throws Exception {
        jobs.add(2, connection -> done.add("last"));
        jobs.add(1, connection -> {
            done.add("first");
            jobs.add(0, next -> done.add("of the first"));
        });

        jobs.run(connections(1));

        assertThat(done).containsExactly("first", "of the first", "last");
    }

    @Test
    void threadsWorkBesideEachOtherAndWaitForWhatARunningJobBrings() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        jobs.add(0, connection -> {
            for (int i = 0; i < 2; i++) {
                jobs.add(0, next -> {
                    threads.add(Thread.currentThread());
                    both.countDown();
                    await(both);
                });
            }
        });

        jobs.run(connections(2));

        assertThat(threads).hasSize(2);
    }

    @Test
    void firstFailureEndsAllAndIsThrownAsItWas() {
        jobs.add(0, connection -> {
            throw new SQLException("full");
        });
        jobs.add(1, connection -> done.add("behind it"));

        assertThatThrownBy(() -> jobs.run(connections(1)))
                .isInstanceOf(SQLException.class)
                .hasMessage("full");
        assertThat(done).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
