package io.dbferry.stream.digest;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.format.DigestEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Reads a table as the connection's transaction sees it. */
public final class TableDigest {
    private TableDigest() {}

    /** Takes each line of the table, with its end. */
    public interface LineReader {
        void take(byte[] line);
    }

    /** Sums the rows in the columns, and by the key, of a digest. */
    public static BucketSums read(Connection connection, Table table, DigestEntry digest) throws SQLException {
        BucketSums sums = new BucketSums(digest.buckets());
        LineDigest row = new LineDigest(digest.columns(), digest.key());
        lines(connection, table, digest.columns(), line -> {
            row.take(line);
            sums.add(row);
        });
        return sums;
    }

    /** COPY of a table alone is faster than of a query, and a partitioned one has no rows of its own. */
    static String copySql(Table table, List<String> columns) {
        String from =
                table.partitioned() || columns.isEmpty() || !table.policy().isNone()
                        ? "(SELECT " + table.valuesSql(columns) + " FROM " + table.rowsSql() + " t)"
                        : table.name().sql() + " (" + Sql.list(columns) + ")";
        return "COPY " + from + " TO STDOUT";
    }

    /** Reads all lines. */
    public static void lines(Connection connection, Table table, List<String> columns, LineReader reader)
            throws SQLException {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copySql(table, columns));
        for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
            reader.take(line);
        }
    }
}
