package io.dbferry.init.find;

import io.dbferry.postgres.catalog.Table;
import java.util.List;

/**
 * A table that was found.
 *
 * @param rows PostgreSQL's estimate
 * @param bytes with its indexes
 * @param timestamps its columns with a time, those that an index begins with marked by {@code *}
 * @param owner the role that owns it
 */
public record FoundTable(Table table, long rows, long bytes, List<String> timestamps, String owner) {
    public FoundTable {
        timestamps = List.copyOf(timestamps);
    }
}
