package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.Sequence;
import java.util.Optional;

/**
 * Tells postprocess steps which rows a shipment changed, in {@code dbferry.changed_rows}; only where there are steps.
 *
 * @param recorded whether steps will ask
 */
public record ChangedRows(String stream, Sequence sequence, boolean recorded) {
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
                ? ", " + name
                        + "_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name,"
                        + " operation, key) SELECT " + common(target, operation) + ", key FROM " + name + ")"
                : "";
        return name + " AS (" + change + " RETURNING " + returning + ")" + record;
    }

    private String common(TargetTable target, String operation) {
        return Sql.literal(stream) + ", " + sequence.number() + ", "
                + Sql.literal(target.name().schema()) + ", "
                + Sql.literal(target.name().name()) + ", " + Sql.literal(operation);
    }

    /** An INSERT that records that the table was empty and all its rows are new. */
    Optional<String> all(TargetTable target) {
        return recorded
                ? Optional.of("INSERT INTO dbferry.changed_rows SELECT " + common(target, "insert") + ", NULL")
                : Optional.empty();
    }
}
