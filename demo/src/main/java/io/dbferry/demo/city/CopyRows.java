package io.dbferry.demo.city;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Streams rows into a table through {@code COPY}, in PostgreSQL's text format. */
final class CopyRows implements AutoCloseable {
    private static final int FLUSH_CHARS = 1 << 16;

    private final CopyIn copy;
    private final StringBuilder text = new StringBuilder(FLUSH_CHARS + (1 << 12));

    private CopyRows(CopyIn copy) {
        this.copy = copy;
    }

    /** Starts; the connection does nothing else until this is closed. The columns are in SQL, {@code id, "timeStamp"}. */
    static CopyRows into(Connection connection, TransappTable table, String columns) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        return new CopyRows(postgres.getCopyAPI().copyIn("COPY " + table.sql() + " (" + columns + ") FROM STDIN"));
    }

    void row(@Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                text.append('\t');
            }
            Object value = values[i];
            if (value == null) {
                text.append("\\N");
            } else {
                append(value.toString());
            }
        }
        text.append('\n');
        if (text.length() >= FLUSH_CHARS) {
            flush();
        }
    }

    /** Ends the statement; without it, {@link #close} throws away every row. */
    void end() throws SQLException {
        flush();
        copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void append(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c);
            }
        }
    }

    private void flush() throws SQLException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        text.setLength(0);
    }
}
