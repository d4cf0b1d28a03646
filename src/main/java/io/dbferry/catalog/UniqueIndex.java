package io.dbferry.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A unique index or an exclusion constraint.
 *
 * @param columns in the index's order; empty if it has expressions or excludes by other operators than equality
 * @param definition of one with expressions, a predicate or exclusion operators, as PostgreSQL writes it; null otherwise
 */
public record UniqueIndex(
        String name,
        List<String> columns,
        boolean nullsNotDistinct,
        @Nullable String definition) {
    public UniqueIndex {
        columns = List.copyOf(columns);
    }
}
