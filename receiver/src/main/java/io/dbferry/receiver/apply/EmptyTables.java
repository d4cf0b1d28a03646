package io.dbferry.receiver.apply;

import io.dbferry.postgres.copy.CopyIntoTable;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.tables.LockPatience;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.manifest.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The fast path for tables that are empty: COPY straight in. Where there are many rows and the role owns the table
 * and may create in its schema, its keys, indexes and foreign keys are dropped first and made anew behind the rows, all
 * in the transaction of the load: a failure leaves them as they were. Three times as fast as keeping them (bench/README.md).
 */
public final class EmptyTables {
    /** Below this, indexes that are kept up to date cost less than the lock that dropping them takes. */
    public static final long MANY_ROWS = 10_000;

    private final Connection connection;
    private final FrameReader frames;
    private final RebuiltIndexes indexes;

    private EmptyTables(Connection connection, FrameReader frames, RebuiltIndexes indexes) {
        this.connection = connection;
        this.frames = frames;
        this.indexes = indexes;
    }

    /** Whether it has no rows of its own, those of its partitions included. */
    public static boolean isEmpty(Connection connection, TargetTable target) throws SQLException {
        return StagingTable.isTrue(
                connection, "SELECT NOT EXISTS (SELECT FROM " + target.table().rowsSql() + ")");
    }

    /**
     * Keeps other sessions from writing into the tables until the transaction ends; they may go on reading. The
     * transaction's snapshot must not have begun: what was committed before is then in it.
     */
    static void hold(Connection connection, Collection<TargetTable> tables) throws SQLException {
        if (!tables.isEmpty()) {
            LockPatience.less(connection, Duration.ofSeconds(5));
            for (TargetTable target : tables) {
                OfTable.query(List.of(target.name()), () -> {
                    StagingTable.execute(
                            connection, "LOCK TABLE " + target.table().rowsSql() + " IN SHARE ROW EXCLUSIVE MODE");
                    return target;
                });
            }
            LockPatience.back(connection);
        }
    }

    /**
     * Prepares all of them; {@link #copy} each, then {@link #finish}.
     *
     * @param shipped all tables of the load: foreign keys of others stay
     */
    static EmptyTables begin(
            Connection connection, FrameReader frames, List<TargetTable> tables, List<TargetTable> shipped)
            throws SQLException {
        RebuiltIndexes indexes = RebuiltIndexes.dropIfFree(
                connection,
                tables.stream()
                        .filter(t -> t.shipped().rows() >= MANY_ROWS)
                        .map(TargetTable::table)
                        .toList(),
                shipped.stream().map(TargetTable::table).toList());
        return new EmptyTables(connection, frames, indexes);
    }

    /** Loads a table's rows and returns how many. */
    long copy(TargetTable target, ChangedRows changed, Progress.Step progress) throws SQLException, IOException {
        return OfTable.work(target.name(), () -> copyAll(target, changed, progress));
    }

    private long copyAll(TargetTable target, ChangedRows changed, Progress.Step progress)
            throws SQLException, IOException {
        if (!isEmpty(connection, target)) {
            throw RejectedShipment.schema(
                    frames.shipment(),
                    "another session, or a trigger that fires here, has written rows into table '" + target.name()
                            + "', which was empty before",
                    "Load again; only DbFerry may write rows of shipped tables here");
        }
        changed.all(connection, target);
        if (target.shipped().framesOrNone().isEmpty()) {
            return 0;
        }
        long taken = CopyIntoTable.all(
                connection, target.name().sql(), target.columns(), rows -> copyFrames(target, rows, progress));
        frames.checkRows(target.shipped().rows(), taken, target.name());
        return taken;
    }

    private void copyFrames(TargetTable target, OutputStream rows, Progress.Step progress) throws IOException {
        long done = 0;
        try {
            for (Frame frame : target.shipped().framesOrNone()) {
                frames.copy(target.shipped(), frame, rows);
                progress.add(frame.bytes());
                done += frame.bytes();
            }
        } catch (IOException e) {
            progress.add(-done);
            throw e;
        }
    }

    void finish() throws SQLException {
        indexes.rebuild();
    }
}
