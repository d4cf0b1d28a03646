package io.dbferry.capture;

import io.dbferry.catalog.Sql;
import io.dbferry.shipment.Position;

/** What a row version's {@code xmin}, the transaction that wrote it, says about it. */
final class RowVersion {
    private RowVersion() {}

    /**
     * The condition on {@code t} for rows written by any transaction from the snapshot's oldest running one on. Those
     * of them that had already committed travel again; to leave them out, the snapshot would have to list
     * subtransactions, and it does not.
     *
     * <p>A row version's xmin has 32 bits, transaction ids have 64: the newest id of those 32 bits that is not in the
     * future is taken. For a row changed since the position that is its own; an old row may be taken for a newer one
     * and then travels again, which does no harm.
     */
    static String notSeenBy(Position position) {
        String newest = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
        String xmin = "(%1$s - ((%1$s - t.xmin::text::bigint) & 4294967295))".formatted(newest);
        return xmin + " >= pg_snapshot_xmin(" + Sql.literal(position.snapshot()) + "::pg_snapshot)::text::bigint";
    }
}
