package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.stream.format.Position;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * What a row version's {@code xmin}, the transaction that wrote it, says about it. It stays when the row is locked,
 * frozen, or moved by CLUSTER and VACUUM FULL.
 *
 * @see <a href="https://www.postgresql.org/docs/current/ddl-system-columns.html">system columns</a>
 */
final class RowVersion {
    /** 32 bits: as many ids as a row version tells apart. */
    private static final long IDS = 0xffffffffL;

    /** Positions further back than this are too far; some ids are left to spare for those drawn meanwhile. */
    private static final long FARTHEST = IDS - 100_000_000L;

    private RowVersion() {}

    /**
     * The condition for rows that the position's snapshot did not surely see: written by any transaction from its
     * oldest running one on, and by none of those known to have been seen. A snapshot's text alone cannot tell more,
     * as it does not list subtransactions.
     *
     * <p>{@code age} counts back from the newest transaction id. Its 32 bits without a sign are right for all rows since
     * the position; a row that is older by the whole range of ids may be taken for a new one, which does no harm.
     */
    static String notSeenBy(String alias, Position position, Collection<Long> seen) {
        String late =
                age(alias + ".xmin") + " <= (SELECT CASE WHEN pg_snapshot_xmax(pg_current_snapshot())::text::bigint - "
                        + oldestRunning(position) + " < " + FARTHEST + " THEN "
                        + age("xid '" + (oldestRunning(position) & IDS) + "'") + " ELSE " + IDS + " END)";
        String ids = seen.stream().map(String::valueOf).collect(Collectors.joining(","));
        return seen.isEmpty()
                ? late
                : late + " AND " + alias + ".xmin::text::bigint NOT IN (SELECT unnest(" + Sql.literal("{" + ids + "}")
                        + "::bigint[]))";
    }

    private static String age(String xid) {
        return "(age(" + xid + ")::bigint & " + IDS + ")";
    }

    /** A snapshot's text is {@code xmin:xmax:xip,…}. */
    static long oldestRunning(Position position) {
        return Long.parseLong(position.snapshot().split(":", -1)[0]);
    }

    static long next(Position position) {
        return Long.parseLong(position.snapshot().split(":", -1)[1]);
    }
}
