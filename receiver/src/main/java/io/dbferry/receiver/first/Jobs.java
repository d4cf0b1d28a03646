package io.dbferry.receiver.first;

import io.dbferry.postgres.connect.WorkerResult;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work for several connections, some of which brings more. It ends when all is done, or with the first failure. */
final class Jobs {
    private final PriorityQueue<Job> waiting = new PriorityQueue<>(Comparator.comparingLong(Job::turn));
    private int running;
    private boolean failed;

    /** One piece of it. */
    interface Work {
        void run(Connection connection) throws SQLException, IOException;
    }

    /** @param turn the lowest comes first */
    private record Job(long turn, Work work) {}

    synchronized void add(long turn, Work work) {
        waiting.add(new Job(turn, work));
        notifyAll();
    }

    /** Does all of it; each connection is used by one thread. */
    void run(List<Connection> connections) throws SQLException, IOException {
        ExecutorService threads = Executors.newFixedThreadPool(connections.size());
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (Connection connection : connections) {
                workers.add(threads.submit(() -> {
                    work(connection);
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                WorkerResult.of(worker);
            }
        } finally {
            fail();
            threads.shutdown();
        }
    }

    private void work(Connection connection) throws SQLException, IOException, InterruptedException {
        boolean done = false;
        try {
            for (Job job = next(); job != null; job = next()) {
                job.work().run(connection);
                ended();
            }
            done = true;
        } finally {
            if (!done) {
                fail();
            }
        }
    }

    private synchronized @org.jspecify.annotations.Nullable Job next() throws InterruptedException {
        while (waiting.isEmpty() && running > 0 && !failed) {
            wait();
        }
        if (waiting.isEmpty() || failed) {
            return null;
        }
        running++;
        return waiting.poll();
    }

    private synchronized void ended() {
        running--;
        notifyAll();
    }

    private synchronized void fail() {
        failed = true;
        notifyAll();
    }
}
