package io.dbferry.postgres.catalog;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A unique index or an exclusion constraint.
 *
 * @param columns in the index's order; empty if it has expressions or excludes by other operators than equality
 * @param operators by which it finds equal values, one for each column, as SQL
 * @param definition of one with expressions, a predicate or exclusion operators, as PostgreSQL writes it; null otherwise
 */
public record UniqueIndex(
        String name,
        List<String> columns,
        List<String> operators,
        boolean nullsNotDistinct,
        @Nullable String definition) {
    public UniqueIndex {
        columns = List.copyOf(columns);
        operators = List.copyOf(operators);
    }

    /** The condition for rows of two row variables that one without a definition does not let stand side by side. */
    public String equal(String left, String right) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> Sql.quoted(left, columns.get(i)) + " " + operators.get(i) + " "
                        + Sql.quoted(right, columns.get(i)))
                .collect(Collectors.joining(" AND "));
    }
}
