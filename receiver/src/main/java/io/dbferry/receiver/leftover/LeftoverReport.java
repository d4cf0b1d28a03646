package io.dbferry.receiver.leftover;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The document of {@code policy leftovers --json}. */
public record LeftoverReport(int version, String stream, String receiver, List<Leftover> leftovers, int exitCode) {
    /** Raised when a key goes or changes its meaning. */
    public static final int VERSION = 1;

    /**
     * A table, or a column of one, that shipments filled before and do not any more.
     *
     * @param column null for the whole table
     * @param rows that hold something of it, before this run
     * @param purged whether this run has removed what it holds
     * @param dropped whether this run has removed the table or column itself
     * @param trouble why it could not
     */
    @JsonInclude(Include.NON_NULL)
    public record Leftover(
            String table,
            @Nullable String column,
            long rows,
            boolean purged,
            boolean dropped,
            @Nullable String trouble) {}
}
