package io.dbferry.sender.change;

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

    /** @param keys values in PostgreSQL's text form, in the order of the columns */
    static void into(Connection connection, String table, List<String> columns, Iterable<List<String>> keys)
            throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql(table, columns));
        try {
            for (List<String> key : keys) {
                byte[] line = line(key).getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(line, 0, line.length);
            }
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    static String sql(String table, List<String> columns) {
        return "COPY " + table + " (" + Sql.list(columns) + ") FROM STDIN";
    }

    /** A line of COPY text. */
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
