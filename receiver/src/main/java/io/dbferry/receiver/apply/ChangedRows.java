package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.Sequence;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Writes which rows a shipment changes into the queue {@code dbferry.changed_rows}, where it has consumers. Positions
 * grow in the order of commits: one load of a stream commits at a time.
 *
 * @param recorded whether there are consumers
 */
public record ChangedRows(String stream, Sequence sequence, boolean recorded) {
    private static final String COLUMNS = "stream, sequence, table_schema, table_name, operation, key";

    /** Parts of a WITH, of which {@code name} has a row for each row that the change changes. */
    String parts(String name, TargetTable target, String change, String alias, String operation) {
        boolean keys = recorded && !target.key().isEmpty();
        String returning = keys
                ? "jsonb_build_object("
                        + target.key().stream()
                                .map(c -> Sql.literal(c) + ", " + alias + "." + Sql.quote(c))
                                .collect(java.util.stream.Collectors.joining(", "))
                        + ") AS key"
                : "1";
        String record = keys
                ? ", " + name + "_recorded AS (INSERT INTO dbferry.changed_rows (" + COLUMNS + ") SELECT "
                        + common(target, operation) + ", key FROM " + name + ")"
                : "";
        return name + " AS (" + change + " RETURNING " + returning + ")" + record;
    }

    private String common(TargetTable target, String operation) {
        return Sql.literal(stream) + ", " + sequence.number() + ", "
                + Sql.literal(target.name().schema()) + ", "
                + Sql.literal(target.name().name()) + ", " + Sql.literal(operation);
    }

    /** Records that the table was empty and all its rows are new. */
    public void all(Connection connection, TargetTable target) throws SQLException {
        if (recorded) {
            StagingTable.execute(connection, all(target));
        }
    }

    /** The statement that records it. */
    String all(TargetTable target) {
        return "INSERT INTO dbferry.changed_rows (" + COLUMNS + ") SELECT " + common(target, "insert") + ", NULL";
    }
}
