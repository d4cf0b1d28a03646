package io.dbferry.sender;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableSize;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.text.ByteCount;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a partial costs beside a complete, by what its rows and all tables take on the sender's disk. See
 * docs/decisions/024-complete-where-it-is-cheaper.md.
 *
 * @param rows carried
 * @param deleted rows whose keys are carried
 * @param bytes about what these take in their tables
 * @param all what all shipped tables take
 */
record PartialCost(long rows, long deleted, long bytes, long all) {
    /** A row of a partial is found by its key, is JSON, and is found by its key again: about this many rows of a complete. */
    private static final int ROWS_OF_A_COMPLETE = 2;

    /** Of fewer bytes than this, both take about as long as their commands' start. */
    private static final long WORTH_IT = 32 << 20;

    /** About what a key takes in an index. */
    private static final long KEY_BYTES = 16;

    static PartialCost of(Connection connection, ChangedKeys keys, List<Table> shipped) throws SQLException {
        long rows = 0;
        long deleted = 0;
        long bytes = 0;
        for (Table table : keys.carried()) {
            TableSize size = TableSize.of(connection, List.of(table));
            rows += keys.count(table);
            deleted += keys.deleted(table);
            bytes += keys.isAnew(table) ? size.bytes() : size.bytesOf(keys.count(table));
            bytes += keys.deleted(table) * KEY_BYTES;
        }
        return new PartialCost(
                rows, deleted, bytes, TableSize.of(connection, shipped).bytes());
    }

    /** Why a complete costs less, in words; empty if it does not, or not by much. */
    Optional<String> moreThanComplete() {
        if (bytes < WORTH_IT || bytes * ROWS_OF_A_COMPLETE < all) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%,d changed%s rows, about %s of %s, would cost more than everything",
                rows,
                deleted == 0 ? "" : String.format(Locale.ROOT, " and %,d deleted", deleted),
                ByteCount.of(bytes),
                ByteCount.of(all)));
    }
}
