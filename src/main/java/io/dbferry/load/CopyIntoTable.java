package io.dbferry.load;

import io.dbferry.catalog.Sql;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A running {@code COPY … FROM STDIN}: bytes written to it are lines of COPY text. Closing without end cancels it. */
final class CopyIntoTable extends OutputStream {
    private final CopyIn copy;

    private CopyIntoTable(CopyIn copy) {
        this.copy = copy;
    }

    /** @param target the table as SQL */
    static CopyIntoTable begin(Connection connection, String target, List<String> columns) throws SQLException {
        return new CopyIntoTable(connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + target + " (" + Sql.list(columns) + ") FROM STDIN"));
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
    long end() throws SQLException {
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
