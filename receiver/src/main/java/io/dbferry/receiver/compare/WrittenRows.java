package io.dbferry.receiver.compare;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.digest.LineDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * What a table has at the end of a transaction: how many rows, and the digests of those that the transaction has written. A
 * row is known for that by its {@code xmin}: rows of transactions that began later are not seen.
 *
 * @param sum of the digests of the written rows
 */
record WrittenRows(long all, long sum) {
    static WrittenRows read(Connection connection, TargetTable target) throws SQLException {
        String rows = target.table().rowsSql() + " t";
        long own = number(connection, "SELECT age(pg_current_xact_id()::xid)");
        long all = number(connection, "SELECT count(*) FROM " + rows);
        LineDigest digest = new LineDigest(target.columnNames(), List.of());
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (SELECT " + Sql.list("t", target.columnNames()) + " FROM " + rows
                        + " WHERE age(t.xmin) <= " + own + ") TO STDOUT");
        long sum = 0;
        for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
            sum += digest.of(line, 0, line.length);
        }
        return new WrittenRows(all, sum);
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
