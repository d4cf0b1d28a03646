package io.dbferry.receiver.compare;

import io.dbferry.postgres.connect.WorkerResult;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.stream.digest.LineDigest;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.stream.format.manifest.TableEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The rows of a complete's table that the receiver does not have: read by several threads, written by the one that owns
 * the transaction. What the receiver has is taken away from its counts.
 */
final class UnknownRows {
    private static final int WORKERS = 2;
    private static final int BLOCK = 1 << 18;
    private static final int LINES = 4096;
    private static final byte[] END = new byte[0];

    private final FrameReader frames;
    private final TableEntry table;
    private final DigestCounts here;
    private final Progress.Step progress;
    private final BlockingQueue<byte[]> blocks = new ArrayBlockingQueue<>(4 * WORKERS);

    UnknownRows(FrameReader frames, TableEntry table, DigestCounts here, Progress.Step progress) {
        this.frames = frames;
        this.table = table;
        this.here = here;
        this.progress = progress;
    }

    /** Writes the rows and returns how many. */
    long writeTo(OutputStream rows) throws SQLException, IOException {
        Queue<Frame> work = new ConcurrentLinkedQueue<>(table.framesOrNone());
        int count = Math.min(WORKERS, work.size());
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                running.add(workers.submit(() -> new Worker().run(work)));
            }
            for (int ended = 0; ended < count; ) {
                byte[] block = blocks.take();
                rows.write(block);
                ended += block == END ? 1 : 0;
            }
            long written = 0;
            for (Future<Long> worker : running) {
                written += WorkerResult.of(worker);
            }
            return written;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            workers.shutdownNow();
        }
    }

    /** Collects lines and looks them up together, as all workers share the counts. */
    private final class Worker implements Lines.Reader {
        private final LineDigest digest = new LineDigest(List.of(), List.of());
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream(BLOCK);
        private final int[] ends = new int[LINES];
        private final long[] digests = new long[LINES];
        private int held;
        private long unknown;

        long run(Queue<Frame> work) throws IOException, InterruptedException {
            try {
                for (Frame frame = work.poll(); frame != null; frame = work.poll()) {
                    frames.copy(table, frame, new Lines(this));
                    lookUp();
                    progress.add(frame.bytes());
                }
                return unknown;
            } finally {
                work.clear();
                blocks.put(END);
            }
        }

        @Override
        public void take(byte[] bytes, int from, int length) throws IOException {
            lines.write(bytes, from, length);
            ends[held] = lines.size();
            digests[held++] = digest.of(bytes, from, length);
            if (held == LINES || lines.size() >= BLOCK) {
                lookUp();
            }
        }

        private void lookUp() throws IOException {
            byte[] bytes = lines.toByteArray();
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            synchronized (here) {
                for (int i = 0; i < held; i++) {
                    if (!here.take(digests[i])) {
                        int from = i == 0 ? 0 : ends[i - 1];
                        kept.write(bytes, from, ends[i] - from);
                        unknown++;
                    }
                }
            }
            lines.reset();
            held = 0;
            if (kept.size() > 0) {
                put(kept.toByteArray());
            }
        }

        private void put(byte[] block) throws IOException {
            try {
                blocks.put(block);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
