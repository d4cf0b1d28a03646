package io.dbferry.sender.frame;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.format.manifest.Frame;
import java.io.IOException;
import java.util.List;

/** Makes frames of rows, for one worker: the rows of a part of a table, then those of the next part. Not for several threads. */
public interface RowFrames extends AutoCloseable {
    /** Begins a part of that table. */
    void begin(Table table) throws IOException;

    /**
     * Adds a row of the part.
     *
     * @param row a line of COPY text
     * @param digest of that line
     */
    void add(byte[] row, long digest) throws IOException;

    /** Ends the part and returns its frames. */
    List<Frame> end() throws IOException;

    /** Gives memory back: a large row may have taken all. Nothing may be added after that. */
    void release();

    @Override
    void close();
}
