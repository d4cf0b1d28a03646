package io.dbferry.receiver.apply;

import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.WorkerResult;
import io.dbferry.postgres.copy.CopyIntoTable;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.Manifest.Frame;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Brings a complete's rows into stages, by several connections at once and before the load's transaction begins, so
 * that this one has only differences to write. Nobody but us reads stages; a killed run's are dropped by the next.
 */
final class StagingTables {
    private static final int WORKERS = 2;

    private final Database database;
    private final FrameReader frames;

    StagingTables(Database database, FrameReader frames) {
        this.database = database;
        this.frames = frames;
    }

    /** Fills a stage for each table and returns them in the tables' order. */
    List<StagingTable> fill(Connection connection, List<TargetTable> tables, Progress.Step progress)
            throws SQLException, IOException {
        StagingTable.dropAll(connection);
        List<StagingTable> stages = new ArrayList<>();
        Map<TargetTable, StagingTable> byTable = new HashMap<>();
        for (TargetTable table : tables) {
            StagingTable stage = StagingTable.shared(connection, table, stages.size());
            stages.add(stage);
            byTable.put(table, stage);
        }
        Queue<Work> work = new ConcurrentLinkedQueue<>(Work.of(tables));
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < Math.min(WORKERS, work.size()); i++) {
                running.add(workers.submit(() -> {
                    copyAll(work, byTable, progress);
                    return null;
                }));
            }
            for (Future<?> worker : running) {
                WorkerResult.of(worker);
            }
        } finally {
            work.clear();
            workers.shutdown();
        }
        for (StagingTable stage : stages) {
            stage.analyze(connection);
        }
        return stages;
    }

    private void copyAll(Queue<Work> work, Map<TargetTable, StagingTable> stages, Progress.Step progress)
            throws SQLException, IOException {
        try (Connection connection = database.connect()) {
            for (Work next = work.poll(); next != null; next = work.poll()) {
                StagingTable stage = java.util.Objects.requireNonNull(stages.get(next.table()));
                copy(connection, stage, next.frame());
                progress.add(next.frame().bytes());
            }
        }
    }

    private void copy(Connection connection, StagingTable stage, Frame frame) throws SQLException, IOException {
        TargetTable table = stage.target();
        long taken = CopyIntoTable.all(
                connection, stage.sql(), table.columns(), rows -> frames.copy(table.shipped(), frame, rows));
        frames.checkRows(frame.rows(), taken, table.name());
    }

    /** All tables' frames one after the other, as work for several threads. */
    private record Work(TargetTable table, Frame frame) {
        static List<Work> of(List<TargetTable> tables) {
            List<Work> work = new ArrayList<>();
            tables.forEach(t -> t.shipped().framesOrNone().forEach(f -> work.add(new Work(t, f))));
            return work;
        }
    }
}
