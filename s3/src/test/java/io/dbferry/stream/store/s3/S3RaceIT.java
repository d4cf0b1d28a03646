package io.dbferry.stream.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.store.ConditionalWrites;
import io.dbferry.stream.store.Content;
import io.dbferry.testing.objects.ObjectServer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Two senders that publish at once: {@code -Ddbferry.s3-races=10000} for a long night. */
class S3RaceIT {
    private static final int RACES = Integer.getInteger("dbferry.s3-races", 200);

    @Test
    void ofTwoThatCreateAtOnceOneWins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (ObjectServer server = ObjectServer.start();
                S3Store store = TestBucket.on(server)) {
            CyclicBarrier start = new CyclicBarrier(2);
            for (int race = 0; race < RACES; race++) {
                String file = "complete/" + race + "/manifest.json";
                Future<Boolean> one = threads.submit(racer(store, file, 1, start));
                Future<Boolean> two = threads.submit(racer(store, file, 2, start));

                assertThat(List.of(one.get(), two.get())).containsExactlyInAnyOrder(true, false);
                try (var content = store.get(file)) {
                    assertThat(content.readAllBytes()).containsExactly(one.get() ? 1 : 2);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Boolean> racer(S3Store store, String file, int content, CyclicBarrier start) {
        ConditionalWrites writes = store.conditionalWrites().orElseThrow();
        return () -> {
            start.await();
            try {
                writes.create(file, Content.of(new byte[] {(byte) content}));
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
    }
}
