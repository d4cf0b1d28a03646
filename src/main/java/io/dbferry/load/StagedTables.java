package io.dbferry.load;

import io.dbferry.database.Database;
import io.dbferry.database.WorkerResult;
import io.dbferry.progress.Progress;
import io.dbferry.shipment.Manifest.Frame;
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
final class StagedTables {
    private static final int WORKERS = 2;

    private final Database database;
    private final FrameReader frames;

    StagedTables(Database database, FrameReader frames) {
        this.database = database;
        this.frames = frames;
    }

    /** Fills a stage for each table and returns them in the tables' order. */
    List<Stage> fill(Connection connection, List<TargetTable> tables, Progress.Step progress)
            throws SQLException, IOException {
        Stage.dropAll(connection);
        int first = Stage.firstFree(connection);
        List<Stage> stages = new ArrayList<>();
        Map<TargetTable, Stage> byTable = new HashMap<>();
        for (TargetTable table : tables) {
            Stage stage = Stage.shared(connection, table, first + stages.size());
            stages.add(stage);
            byTable.put(table, stage);
        }
        Queue<FrameReader.Work> work = new ConcurrentLinkedQueue<>(FrameReader.Work.of(tables));
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
        for (Stage stage : stages) {
            stage.analyze(connection);
        }
        return stages;
    }

    private void copyAll(Queue<FrameReader.Work> work, Map<TargetTable, Stage> stages, Progress.Step progress)
            throws SQLException, IOException {
        try (Connection connection = database.connect()) {
            for (FrameReader.Work next = work.poll(); next != null; next = work.poll()) {
                Stage stage = java.util.Objects.requireNonNull(stages.get(next.table()));
                copy(connection, stage, next.frame());
                progress.add(next.frame().bytes());
            }
        }
    }

    private void copy(Connection connection, Stage stage, Frame frame) throws SQLException, IOException {
        TargetTable table = stage.target();
        long taken = CopyIntoTable.all(
                connection, stage.sql(), table.columns(), rows -> frames.copy(table.shipped(), frame, rows));
        frames.checkRows(frame.rows(), taken, table.name());
    }
}
