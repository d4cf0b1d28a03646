package io.dbferry.receiver.proof;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.WorkerResult;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.stream.digest.BucketSums;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads tables on two connections that see one state. Blocks nobody who reads or writes rows. */
final class SnapshotReader {
    private static final int WORKERS = 2;

    private final Database database;
    private final Connection connection;
    private final Map<TableName, ShipmentReader> proofs;

    /** @param connection in the transaction whose state is read */
    SnapshotReader(Database database, Connection connection, Map<TableName, ShipmentReader> proofs) {
        this.database = database;
        this.connection = connection;
        this.proofs = proofs;
    }

    /** Begins a transaction that sees one state until its end. */
    static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
    }

    /** The sums of the tables that differ. */
    Map<TableName, BucketSums> differing(List<Table> tables) throws SQLException, IOException {
        Queue<Table> queue = new ConcurrentLinkedQueue<>(tables);
        String snapshot = export();
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<Map<TableName, BucketSums>>> running = new ArrayList<>();
            for (int i = 0; i < Math.min(WORKERS, tables.size()); i++) {
                running.add(workers.submit(() -> work(snapshot, queue)));
            }
            Map<TableName, BucketSums> differing = new HashMap<>();
            for (Future<Map<TableName, BucketSums>> worker : running) {
                differing.putAll(WorkerResult.of(worker));
            }
            return differing;
        } finally {
            queue.clear();
            workers.shutdown();
        }
    }

    private String export() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
            row.next();
            return row.getString(1);
        }
    }

    private Map<TableName, BucketSums> work(String snapshot, Queue<Table> tables) throws SQLException {
        Map<TableName, BucketSums> differing = new HashMap<>();
        try (Connection worker = database.connect();
                Statement statement = worker.createStatement()) {
            begin(worker);
            statement.execute("SET TRANSACTION SNAPSHOT " + Sql.literal(snapshot));
            for (Table table = tables.poll(); table != null; table = tables.poll()) {
                Table read = table;
                new TableProof(Objects.requireNonNull(proofs.get(table.name())))
                        .read(worker, table)
                        .ifPresent(sums -> differing.put(read.name(), sums));
            }
        }
        return differing;
    }
}
