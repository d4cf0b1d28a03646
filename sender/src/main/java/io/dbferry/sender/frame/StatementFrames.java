package io.dbferry.sender.frame;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.copy.CopyStatement;
import io.dbferry.stream.format.manifest.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes a zstd frame of each 16 MB of rows, with the statement around them. */
public final class StatementFrames implements RowFrames {
    /** About this much text goes into a frame; a row that is longer makes a longer frame of its own. */
    private static final int FRAME_BYTES = 16 << 20;

    private final DatabaseFile.Compressor compressor;
    private final byte[] tail = CopyStatement.tail();
    private ByteBuffer text = ByteBuffer.allocateDirect(FRAME_BYTES);
    private byte[] head = new byte[0];
    private List<Frame> frames = new ArrayList<>();
    private long rows;

    public StatementFrames(DatabaseFile.Compressor compressor) {
        this.compressor = compressor;
    }

    @Override
    public void begin(Table table) {
        head = CopyStatement.head(table.name(), table.carriedNames());
        frames = new ArrayList<>();
        rows = 0;
        text.clear().put(head);
    }

    @Override
    public void add(byte[] row, long digest) throws IOException {
        if (text.remaining() < row.length + tail.length) {
            endFrame();
            makeRoom(row.length + head.length + tail.length);
        }
        text.put(row);
        rows++;
    }

    @Override
    public List<Frame> end() throws IOException {
        endFrame();
        return frames;
    }

    private void endFrame() throws IOException {
        if (rows > 0) {
            text.put(tail).flip();
            frames.add(compressor.append(text, rows));
            text.clear().put(head);
            rows = 0;
        }
    }

    private void makeRoom(int bytes) {
        if (text.capacity() < bytes) {
            text = ByteBuffer.allocateDirect(bytes).put(head);
        }
    }

    @Override
    public void release() {
        text = ByteBuffer.allocateDirect(0);
    }

    @Override
    public void close() {
        compressor.close();
    }
}
