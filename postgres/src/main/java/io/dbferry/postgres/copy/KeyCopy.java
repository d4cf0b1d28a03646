package io.dbferry.postgres.copy;

import io.dbferry.postgres.catalog.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Brings keys into a table by COPY. */
public final class KeyCopy {
    private KeyCopy() {}

    /**
     * @param first value of the first column in each row
     * @param keys lines of COPY text with the other columns, in their order
     */
    public static void into(
            Connection connection, String table, List<String> columns, String first, Iterable<byte[]> keys)
            throws SQLException {
        byte[] begin = (first + "\t").getBytes(StandardCharsets.UTF_8);
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql(table, columns));
        try {
            for (byte[] key : keys) {
                copy.writeToCopy(begin, 0, begin.length);
                copy.writeToCopy(key, 0, key.length);
            }
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** The statement that takes the lines. */
    public static String sql(String table, List<String> columns) {
        return "COPY " + table + " (" + Sql.list(columns) + ") FROM STDIN";
    }

    /** A line of COPY text, of values in PostgreSQL's text form. */
    public static String line(List<String> key) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < key.size(); i++) {
            line.append(i == 0 ? "" : "\t");
            key.get(i).chars().forEach(c -> escape((char) c, line));
        }
        return line.append('\n').toString();
    }

    private static void escape(char c, StringBuilder line) {
        switch (c) {
            case '\\' -> line.append("\\\\");
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> line.append(c);
        }
    }
}
