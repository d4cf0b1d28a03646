package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.tables.OfTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Changes of one table as parts of a statement. PostgreSQL checks foreign keys that cannot be deferred when the
 * statement has ended, so changes of several tables that refer to each other go into one
 * (docs/decisions/034-circles-in-one-statement.md).
 *
 * @param with parts of a WITH
 * @param inserted an expression that counts rows, as the next two are
 */
record TableChange(TableName table, String with, String inserted, String updated, String deleted) {
    /** Runs all in one statement; their parts must have different names. A failure of many tables is nobody's in particular. */
    static RowCounts run(Connection connection, List<TableChange> changes) throws SQLException {
        if (changes.isEmpty()) {
            return RowCounts.NONE;
        }
        return changes.size() == 1
                ? OfTable.query(List.of(changes.get(0).table()), () -> runAll(connection, changes))
                : runAll(connection, changes);
    }

    private static RowCounts runAll(Connection connection, List<TableChange> changes) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(statement(changes))) {
            row.next();
            return counts(changes, (Long[]) row.getArray(1).getArray());
        }
    }

    /** One statement that makes all changes and gives an array of what {@link #counts} takes. */
    static String statement(List<TableChange> changes) {
        String with = changes.stream().map(TableChange::with).collect(Collectors.joining(", "));
        String counts = changes.stream()
                .map(c -> c.updated() + ", " + c.inserted() + ", " + c.deleted())
                .collect(Collectors.joining(", "));
        return "WITH " + with + " SELECT ARRAY[" + counts + "]::bigint[]";
    }

    /** @param rows of each change: updated, inserted, deleted */
    static RowCounts counts(List<TableChange> changes, Long[] rows) {
        RowCounts sum = RowCounts.NONE;
        for (int i = 0; i < changes.size(); i++) {
            sum = sum.plus(RowCounts.of(changes.get(i).table(), rows[3 * i + 1], rows[3 * i], rows[3 * i + 2]));
        }
        return sum;
    }
}
