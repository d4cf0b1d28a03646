package io.dbferry.postgres.catalog;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A foreign key of {@code table} to {@code parent}; columns pair up by their order.
 *
 * @param operators by which PostgreSQL finds the parent's row, parent on the left, one for each column, as SQL
 * @param definition as {@code pg_get_constraintdef} writes it
 */
public record ForeignKey(
        String name,
        TableName table,
        List<String> columns,
        TableName parent,
        List<String> parentColumns,
        List<String> operators,
        boolean deferrable,
        String definition) {
    public ForeignKey {
        columns = List.copyOf(columns);
        parentColumns = List.copyOf(parentColumns);
        operators = List.copyOf(operators);
    }

    /** The condition for a row of the parent and one that refers to it. */
    public String refers(String parentAlias, String alias) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> Sql.quoted(parentAlias, parentColumns.get(i)) + " " + operators.get(i) + " "
                        + Sql.quoted(alias, columns.get(i)))
                .collect(Collectors.joining(" AND "));
    }
}
