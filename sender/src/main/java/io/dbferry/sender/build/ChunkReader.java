package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.copy.CopyStatement;
import io.dbferry.postgres.copy.HeapRange;
import io.dbferry.progress.Progress;
import io.dbferry.stream.digest.BucketSums;
import io.dbferry.stream.digest.LineDigest;
import io.dbferry.stream.format.Manifest.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** One worker of a complete: reads chunks through COPY and appends them as frames. Not for several threads. */
final class ChunkReader implements AutoCloseable {
    /** About this much text goes into a frame; a row that is longer makes a longer frame of its own. */
    private static final int FRAME_BYTES = 16 << 20;

    private final Database database;
    private final Connection connection;
    private final DatabaseFile.Compressor compressor;
    private ByteBuffer text = ByteBuffer.allocateDirect(FRAME_BYTES);

    ChunkReader(Database database, Connection connection, DatabaseFile.Compressor compressor) {
        this.database = database;
        this.connection = connection;
        this.compressor = compressor;
    }

    /** What a chunk became. */
    record Read(TableName table, List<Frame> frames, long rows) {}

    /** @param sums to which the rows are added */
    Read read(HeapRange chunk, BucketSums sums, Progress.Step progress) throws SQLException, IOException {
        try {
            return rows(chunk, sums, progress);
        } catch (SQLException | OutOfMemoryError e) {
            text = ByteBuffer.allocateDirect(0); // a large row may have taken all memory
            throw new UntravellingRow(database, chunk.table()).explain(e);
        }
    }

    private Read rows(HeapRange chunk, BucketSums sums, Progress.Step progress) throws SQLException, IOException {
        byte[] head = CopyStatement.head(chunk.table().name(), chunk.table().carriedNames());
        byte[] tail = CopyStatement.tail();
        List<Frame> frames = new ArrayList<>();
        LineDigest digest =
                new LineDigest(chunk.table().carriedNames(), chunk.table().carriedKey());
        long rows = 0;
        long rowsInFrame = 0;
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(chunk.copy(chunk.table().carriedNames()));
        text.clear().put(head);
        for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
            if (text.remaining() < row.length + tail.length) {
                if (rowsInFrame > 0) {
                    frames.add(append(tail, rowsInFrame));
                    progress.add(text.limit());
                    text.clear().put(head);
                    rowsInFrame = 0;
                }
                makeRoom(row.length + head.length + tail.length, head);
            }
            text.put(row);
            digest.take(row);
            sums.add(digest);
            rows++;
            rowsInFrame++;
        }
        if (rowsInFrame > 0) {
            frames.add(append(tail, rowsInFrame));
            progress.add(text.limit());
        }
        return new Read(chunk.table().name(), frames, rows);
    }

    private Frame append(byte[] tail, long rows) throws IOException {
        text.put(tail).flip();
        return compressor.append(text, rows);
    }

    private void makeRoom(int bytes, byte[] head) {
        if (text.capacity() < bytes) {
            text = ByteBuffer.allocateDirect(bytes).put(head);
        }
    }

    @Override
    public void close() throws SQLException {
        compressor.close();
        connection.close();
    }
}
