package io.dbferry.receiver.proof;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.text.Count;
import java.util.List;
import java.util.Locale;

/**
 * A table that is not what a shipment says.
 *
 * @param rows that it should have
 * @param rowsHere that it has
 * @param buckets of its digest
 * @param differing the buckets that differ; in their order
 */
public record Difference(TableName table, long rows, long rowsHere, int buckets, List<Integer> differing) {
    public Difference {
        differing = List.copyOf(differing);
    }

    /** No more rows than that differ, if each bucket has its share of them. */
    public long atMostRows() {
        long share = (Math.max(rows, rowsHere) + buckets - 1) / buckets;
        return Math.max(Math.abs(rows - rowsHere), share * differing.size());
    }

    /** For people: {@code table 'bus' differs in 3 of 1,024 buckets of its keys (at most about 450 rows), …}. */
    public String describe() {
        String text = String.format(
                Locale.ROOT,
                "table '%s' differs in %,d of %s of its keys (at most about %s)",
                table,
                differing.size(),
                Count.of(buckets, "bucket"),
                Count.of(atMostRows(), "row"));
        return rows == rowsHere
                ? text
                : text + ", and has " + Count.of(rowsHere, "row") + " instead of " + Count.of(rows);
    }
}
