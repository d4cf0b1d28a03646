package io.dbferry.postgres.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads the one column, bytea and never null, of a query, holding one row at a time: a result set would hold as many as
 * its fetch size says, however large they are.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4">COPY's binary format</a>
 */
final class BinaryCopy {
    /** Signature of 11 bytes, flags, length of an extension that no version has. */
    private static final int HEADER = 11 + 4 + 4;

    private BinaryCopy() {}

    /** Takes one value after the other. */
    interface Rows {
        void accept(ByteBuffer value) throws SQLException;
    }

    static void read(Connection connection, String query, Rows rows) throws SQLException {
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
        try {
            boolean first = true;
            for (byte[] data = copy.readFromCopy(); data != null; data = copy.readFromCopy()) {
                readChunk(data, first, rows);
                first = false;
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /**
     * Reads what one message of the server has: whole rows, as its COPY sends them.
     *
     * @param first whether the header stands before them
     * @throws IllegalArgumentException if it is not of that format
     */
    static void readChunk(byte[] data, boolean first, Rows rows) throws SQLException {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        buffer.position(Math.min(first ? HEADER : 0, data.length));
        while (buffer.hasRemaining()) {
            ByteBuffer value = value(buffer);
            if (value == null) {
                return;
            }
            rows.accept(value);
        }
    }

    /** Of each row: number of columns, or -1 behind the last row; length; value. Null behind the last row. */
    private static @Nullable ByteBuffer value(ByteBuffer buffer) {
        try {
            if (buffer.getShort() <= 0) {
                return null;
            }
            int length = buffer.getInt();
            ByteBuffer value = buffer.slice(buffer.position(), length);
            buffer.position(buffer.position() + length);
            return value;
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a row that ends within itself", e);
        }
    }
}
