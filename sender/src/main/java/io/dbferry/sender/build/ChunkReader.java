package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.copy.HeapRange;
import io.dbferry.progress.Progress;
import io.dbferry.sender.frame.RowFrames;
import io.dbferry.sender.frame.TravellingRows;
import io.dbferry.stream.digest.BucketSums;
import io.dbferry.stream.digest.LineDigest;
import io.dbferry.stream.format.manifest.Frame;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** One worker of a complete: reads chunks through COPY and appends them as frames. Not for several threads. */
final class ChunkReader implements AutoCloseable {
    /** Progress is told of each so much text. */
    private static final int TOLD_BYTES = 1 << 20;

    private final Database database;
    private final Connection connection;
    private final RowFrames frames;

    ChunkReader(Database database, Connection connection, RowFrames frames) {
        this.database = database;
        this.connection = connection;
        this.frames = frames;
    }

    /** What a chunk became. */
    record Read(TableName table, List<Frame> frames, long rows) {}

    /** @param sums to which the rows are added */
    Read read(HeapRange chunk, BucketSums sums, Progress.Step progress) throws SQLException, IOException {
        try {
            return rows(chunk, sums, progress);
        } catch (SQLException | OutOfMemoryError e) {
            frames.release(); // a large row may have taken all memory
            throw new UntravellingRow(database, chunk.table()).explain(e);
        }
    }

    private Read rows(HeapRange chunk, BucketSums sums, Progress.Step progress) throws SQLException, IOException {
        LineDigest digest =
                new LineDigest(chunk.table().carriedNames(), chunk.table().carriedKey());
        TravellingRows travelling = TravellingRows.read(connection, chunk);
        frames.begin(chunk.table());
        long rows = 0;
        long untold = 0;
        for (byte[] row = travelling.next(); row != null; row = travelling.next()) {
            digest.take(row);
            sums.add(digest);
            frames.add(row, digest.digest());
            rows++;
            untold += row.length;
            if (untold >= TOLD_BYTES) {
                progress.add(untold);
                untold = 0;
            }
        }
        progress.add(untold);
        return new Read(chunk.table().name(), frames.end(), rows);
    }

    @Override
    public void close() throws SQLException {
        frames.close();
        connection.close();
    }
}
