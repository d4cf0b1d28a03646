package io.dbferry.stream.format.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A unique index or an exclusion constraint of the sender's beside the primary key: no two rows of the snapshot
 * contradict it.
 *
 * @param columns absent if it has expressions, or excludes by other operators than equality
 * @param nullsNotDistinct true if it is, else absent
 * @param definition of one with expressions, a predicate or exclusion operators, else absent
 */
@JsonInclude(Include.NON_EMPTY)
public record UniqueEntry(
        @Nullable List<String> columns,
        @Nullable Boolean nullsNotDistinct,
        @Nullable String definition) {

    public List<String> columnsOrNone() {
        return columns == null ? List.of() : columns;
    }

    /** Whether nulls are equal to each other. */
    public boolean equalNulls() {
        return Boolean.TRUE.equals(nullsNotDistinct);
    }
}
