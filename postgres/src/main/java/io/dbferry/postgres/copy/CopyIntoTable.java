package io.dbferry.postgres.copy;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A running {@code COPY … FROM STDIN}: what is written to it are lines of COPY text. Closing without end cancels it. */
public final class CopyIntoTable extends OutputStream {
    private final CopyIn copy;

    private CopyIntoTable(CopyIn copy) {
        this.copy = copy;
    }

    /** Writes all rows to a COPY, as text; may be asked twice. */
    @FunctionalInterface
    public interface Rows {
        void writeTo(OutputStream copy) throws IOException;
    }

    /**
     * Copies the rows in the binary format, where it can be made of them, or as text, which needs no memory for a row.
     *
     * @param target the table as SQL; without columns, one that has none but computed ones
     * @return how many rows the table took
     */
    public static long all(Connection connection, String target, List<Column> columns, Rows rows)
            throws SQLException, IOException {
        Optional<List<BinaryType>> types = columns.isEmpty() ? Optional.empty() : BinaryRows.types(columns);
        if (types.isPresent()) {
            Savepoint before = connection.getAutoCommit() ? null : connection.setSavepoint();
            try {
                long taken = binary(connection, target, columns, rows, types.get());
                if (before != null) {
                    connection.releaseSavepoint(before);
                }
                return taken;
            } catch (BinaryRows.NotBinaryException | OutOfMemoryError e) {
                if (before != null) {
                    connection.rollback(before);
                }
            }
        }
        List<String> names = columns.stream().map(Column::name).toList();
        try (CopyIntoTable copy = begin(connection, target, names)) {
            rows.writeTo(copy);
            return copy.end();
        }
    }

    private static long binary(
            Connection connection, String target, List<Column> columns, Rows rows, List<BinaryType> types)
            throws SQLException, IOException {
        List<String> names = columns.stream().map(Column::name).toList();
        try (CopyIntoTable copy = begin(connection, target, names, " (FORMAT binary)")) {
            BinaryRows converted = BinaryRows.into(copy, types);
            rows.writeTo(converted);
            converted.end();
            return copy.end();
        }
    }

    /** @param target the table as SQL */
    public static CopyIntoTable begin(Connection connection, String target, List<String> columns) throws SQLException {
        return begin(connection, target, columns, "");
    }

    private static CopyIntoTable begin(Connection connection, String target, List<String> columns, String format)
            throws SQLException {
        String list = columns.isEmpty() ? "" : " (" + Sql.list(columns) + ")";
        return new CopyIntoTable(connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + target + list + " FROM STDIN" + format));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            copy.writeToCopy(bytes, offset, length);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** Ends the COPY and returns the rows it took. */
    public long end() throws SQLException {
        return copy.endCopy();
    }

    @Override
    public void close() throws IOException {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
