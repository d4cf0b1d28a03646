package io.dbferry.receiver.compare;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.LockRelease;
import io.dbferry.postgres.connect.WorkerResult;
import io.dbferry.postgres.copy.HeapRange;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.digest.LineDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Reads all rows of the receiver's tables as one transaction sees them, by several connections. */
final class OwnRowsScan implements AutoCloseable {
    private static final int WORKERS = 2;

    private final Database database;
    private final List<RowLog> logs = new ArrayList<>();
    private final Map<TableName, TargetTable> targets = new HashMap<>();
    private final Map<TableName, OwnRows> found = new HashMap<>();

    OwnRowsScan(Database database, List<TargetTable> tables, Path folder) throws IOException {
        this.database = database;
        for (TargetTable target : tables) {
            targets.put(target.name(), target);
            found.put(target.name(), new OwnRows());
        }
        for (int i = 0; i < WORKERS; i++) {
            logs.add(new RowLog(folder.resolve("rows-" + i)));
        }
    }

    /**
     * Reads them.
     *
     * @param transaction whose snapshot is read; it must not end before this does
     * @param ours tables that no other session sees as the transaction does: it reads them itself
     */
    Map<TableName, OwnRows> read(Connection transaction, Predicate<TableName> ours, Progress.Step progress)
            throws SQLException, IOException {
        Queue<HeapRange> work = new ConcurrentLinkedQueue<>();
        for (HeapRange range : ranges(transaction)) {
            if (ours.test(range.table().name())) {
                read(range, transaction, logs.get(0), progress);
            } else {
                work.add(range);
            }
        }
        if (!work.isEmpty()) {
            readBeside(export(transaction), work, progress);
        }
        return found;
    }

    private void readBeside(String snapshot, Queue<HeapRange> work, Progress.Step progress)
            throws SQLException, IOException {
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (RowLog log : logs) {
                running.add(workers.submit(() -> {
                    readAll(snapshot, work, log, progress);
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
    }

    /** Statements that make another transaction see what this one sees, and wait for locks as long as it does. */
    private static String export(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT pg_export_snapshot(), current_setting('lock_timeout')")) {
            row.next();
            return "SET TRANSACTION SNAPSHOT '" + row.getString(1) + "'; SET LOCAL lock_timeout = '" + row.getString(2)
                    + "'";
        }
    }

    /** A role may be allowed to read a partitioned table and not its partitions: that is then read as one. */
    private List<HeapRange> ranges(Connection connection) throws SQLException {
        List<HeapRange> whole = new ArrayList<>();
        List<Table> byHeap = new ArrayList<>();
        for (TargetTable target : targets.values()) {
            Table table = target.table();
            if (table.partitioned() && !mayRead(connection, table.heaps())) {
                whole.add(HeapRange.whole(table));
            } else {
                byHeap.add(table);
            }
        }
        whole.addAll(HeapRange.of(connection, byHeap));
        return whole;
    }

    private static boolean mayRead(Connection connection, List<TableName> heaps) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT bool_and(has_table_privilege(to_regclass(heap), 'SELECT')) FROM unnest(?) AS heap")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", heaps.stream().map(TableName::sql).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void readAll(String snapshot, Queue<HeapRange> work, RowLog log, Progress.Step progress)
            throws SQLException, IOException {
        if (work.isEmpty()) {
            return;
        }
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            statement.execute(snapshot);
            for (HeapRange range = work.poll(); range != null; range = work.poll()) {
                read(range, connection, log, progress);
            }
        }
    }

    private void read(HeapRange range, Connection connection, RowLog log, Progress.Step progress)
            throws SQLException, IOException {
        OfTable.work(range.table().name(), () -> LockRelease.after(connection, () -> read(connection, range, log)));
        progress.add(range.bytes());
    }

    private OwnRows read(Connection connection, HeapRange range, RowLog log) throws SQLException, IOException {
        TableName name = range.table().name();
        OwnRows rows = java.util.Objects.requireNonNull(found.get(name));
        List<String> columns =
                java.util.Objects.requireNonNull(targets.get(name)).columnNames();
        LineDigest digest = new LineDigest(columns, List.of());
        long from = log.entries();
        long sum = 0;
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(range.copyWithPlaces(columns));
        PlacedLine line = new PlacedLine(rows);
        for (byte[] bytes = copy.readFromCopy(); bytes != null; bytes = copy.readFromCopy()) {
            line.take(bytes);
            long row = digest.of(bytes, line.start(), bytes.length - line.start());
            sum += row;
            log.add(row, line.place());
        }
        rows.add(log.since(from), sum);
        return rows;
    }

    @Override
    public void close() throws IOException {
        for (RowLog log : logs) {
            log.close();
        }
    }
}
