package io.dbferry.postgres.catalog;

import java.util.List;

/**
 * A foreign key of {@code table} to {@code parent}; columns pair up by their order.
 *
 * @param definition as {@code pg_get_constraintdef} writes it
 */
public record ForeignKey(
        String name,
        TableName table,
        List<String> columns,
        TableName parent,
        List<String> parentColumns,
        boolean deferrable,
        String definition) {
    public ForeignKey {
        columns = List.copyOf(columns);
        parentColumns = List.copyOf(parentColumns);
    }
}
