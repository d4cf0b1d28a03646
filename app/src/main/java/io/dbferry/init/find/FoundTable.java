package io.dbferry.init.find;

import io.dbferry.postgres.catalog.Table;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table that was found.
 *
 * @param rows PostgreSQL's estimate
 * @param bytes with its indexes
 * @param timestamps its columns with a time
 * @param owner the role that owns it
 * @param sequences that belong to its columns, as SQL names them
 */
public record FoundTable(
        Table table, long rows, long bytes, List<Timestamp> timestamps, String owner, List<String> sequences) {
    /** A column with a time, and whether an index begins with it. */
    public record Timestamp(String column, boolean indexed) {}

    /** The columns with a time, those that an index begins with marked by {@code *}. */
    public String marked() {
        return timestamps.stream()
                .map(t -> t.column() + (t.indexed() ? "*" : ""))
                .collect(Collectors.joining(", "));
    }

    public FoundTable {
        timestamps = List.copyOf(timestamps);
        sequences = List.copyOf(sequences);
    }
}
