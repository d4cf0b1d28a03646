package io.dbferry.receiver.first;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.copy.CopyIntoTable;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.apply.StagingTable;
import io.dbferry.receiver.ledger.FillingTables;
import io.dbferry.receiver.ledger.FillingTables.Dropped;
import io.dbferry.receiver.ledger.FillingTables.Filling;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.manifest.Frame;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What is left to do for tables that are being filled, as jobs: their frames, each with its note in one transaction; behind the last
 * frame of a table its indexes, one beside the other, then its keys; behind all tables the foreign keys among them, which are checked
 * beside each other.
 */
final class Filled {
    private final FrameReader frames;
    private final String stream;
    private final String manifestSha256;
    private final Progress.Step progress;
    private final Jobs jobs = new Jobs();
    private final Map<TableName, List<Dropped>> indexes = new HashMap<>();
    private final List<Dropped> foreignKeys = new ArrayList<>();
    private final Map<TableName, Integer> left = new HashMap<>();
    private int tablesLeft;

    Filled(FrameReader frames, String stream, String manifestSha256, Progress.Step progress) {
        this.frames = frames;
        this.stream = stream;
        this.manifestSha256 = manifestSha256;
        this.progress = progress;
    }

    /** Does all of it that does not wait for rows of other tables. */
    void fill(List<TargetTable> tables, List<Filling> noted, List<Dropped> dropped, List<Connection> connections)
            throws SQLException, IOException {
        Set<TableName> names = Set.copyOf(tables.stream().map(TargetTable::name).toList());
        for (Dropped object : dropped) {
            if (!object.object().foreignKey()) {
                indexes.computeIfAbsent(object.object().table(), name -> new ArrayList<>())
                        .add(object);
            } else if (isAmong(object, names)) {
                foreignKeys.add(object);
            }
        }
        tablesLeft = tables.size();
        Map<TableName, Filling> done = new HashMap<>();
        noted.forEach(table -> done.put(table.table(), table));
        for (TargetTable target : tables) {
            Filling table = java.util.Objects.requireNonNull(done.get(target.name()));
            addFrames(target, table.done());
        }
        jobs.run(connections);
    }

    /** Whether a foreign key waits for no other rows than these tables'. */
    static boolean isAmong(Dropped foreignKey, Set<TableName> tables) {
        TableName parent = foreignKey.object().parent();
        return parent != null
                && tables.contains(parent)
                && tables.contains(foreignKey.object().table());
    }

    /** Large tables first: their indexes take longest. Frames are known by their number: their places may be in several files. */
    private void addFrames(TargetTable target, Set<Long> done) {
        List<Frame> all = target.shipped().framesOrNone();
        long bytes = all.stream().mapToLong(Frame::bytes).sum();
        List<Long> missing = LongStream.range(0, all.size())
                .boxed()
                .filter(number -> !done.contains(number))
                .toList();
        left.put(target.name(), missing.size());
        progress.add(bytes
                - missing.stream()
                        .mapToLong(number -> all.get(number.intValue()).bytes())
                        .sum());
        for (long number : missing) {
            jobs.add(Long.MAX_VALUE - bytes, connection -> copy(connection, target, number));
        }
        if (missing.isEmpty()) {
            addIndexes(target.name());
        }
    }

    private void copy(Connection connection, TargetTable target, long number) throws SQLException, IOException {
        Frame frame = target.shipped().framesOrNone().get((int) number);
        OfTable.work(
                target.name(),
                () -> inTransaction(connection, filling -> {
                    // What a crash takes back of it, it takes back of the note too; the commit of the ledger entry
                    // waits for the disk.
                    StagingTable.execute(connection, "SET LOCAL synchronous_commit = off");
                    long taken = CopyIntoTable.all(
                            connection,
                            target.name().sql(),
                            target.columns(),
                            rows -> frames.copy(target.shipped(), frame, rows));
                    frames.checkRows(frame.rows(), taken, target.name());
                    require(filling.done(target.name(), manifestSha256, number), target.name());
                }));
        progress.add(frame.bytes());
        if (endsPart(target.name())) {
            addIndexes(target.name());
        }
    }

    private synchronized boolean endsPart(TableName table) {
        return left.merge(table, -1, Integer::sum) == 0;
    }

    private void addIndexes(TableName table) {
        List<Dropped> missing = indexes.getOrDefault(table, List.of()).stream()
                .filter(object -> object.made() == 0)
                .toList();
        synchronized (this) {
            left.put(table, missing.size());
        }
        for (Dropped index : missing) {
            jobs.add(0, connection -> {
                make(connection, index, 0);
                if (endsPart(table)) {
                    addKeys(table);
                }
            });
        }
        if (missing.isEmpty()) {
            addKeys(table);
        }
    }

    /** An index becomes a key while nobody else uses the table: one behind the other. */
    private void addKeys(TableName table) {
        jobs.add(0, connection -> {
            for (Dropped index : indexes.getOrDefault(table, List.of())) {
                for (int i = Math.max(1, index.made());
                        i < index.object().create().size();
                        i++) {
                    make(connection, index, i);
                }
            }
            if (endsTables()) {
                addForeignKeys(connection);
            }
        });
    }

    private synchronized boolean endsTables() {
        return --tablesLeft == 0;
    }

    /** Unchecked ones need a moment each; the checks of one table's follow each other, as it would lock them out. */
    private void addForeignKeys(Connection connection) throws SQLException, IOException {
        Map<TableName, List<Dropped>> byTable = new HashMap<>();
        for (Dropped key : foreignKeys) {
            if (key.made() == 0) {
                make(connection, key, 0);
            }
            byTable.computeIfAbsent(key.object().table(), name -> new ArrayList<>())
                    .add(key);
        }
        byTable.values()
                .forEach(keys -> jobs.add(0, worker -> {
                    for (Dropped key : keys) {
                        for (int i = Math.max(1, key.made());
                                i < key.object().create().size();
                                i++) {
                            make(worker, key, i);
                        }
                    }
                }));
    }

    private void make(Connection connection, Dropped object, int part) throws SQLException, IOException {
        OfTable.work(
                object.object().table(),
                () -> inTransaction(connection, filling -> {
                    StagingTable.execute(connection, "SET LOCAL maintenance_work_mem = '256MB'");
                    StagingTable.execute(connection, object.object().create().get(part));
                    require(filling.made(object, part), object.object().table());
                }));
    }

    /** One step and its note. */
    private interface Step {
        void run(FillingTables filling) throws SQLException, IOException;
    }

    private boolean inTransaction(Connection connection, Step step) throws SQLException, IOException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            step.run(new FillingTables(connection, stream));
            connection.commit();
            done = true;
            return true;
        } finally {
            if (!done && !connection.isClosed()) {
                connection.rollback();
            }
        }
    }

    private void require(boolean ours, TableName table) {
        if (!ours) {
            throw new DbferryException(
                    Failure.LOCKED,
                    "cannot load " + frames.shipment() + ": another load fills table '" + table + "'",
                    "Wait until it ends; the next load continues",
                    null);
        }
    }
}
