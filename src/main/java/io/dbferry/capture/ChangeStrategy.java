package io.dbferry.capture;

import io.dbferry.catalog.Column;
import io.dbferry.catalog.Sql;
import io.dbferry.catalog.Table;
import io.dbferry.shipment.Position;
import java.time.Duration;
import java.time.Instant;

/**
 * How the changes of one table are found: the rows whose timestamp column is later than the last shipment's snapshot
 * less an overlap, and that this snapshot did not see. The overlap is for transactions that set their timestamp
 * early and committed late; what the last shipment already saw does not travel again.
 */
public record ChangeStrategy(Column changed, Duration overlap) {
    /** A timestamp without time zone may be in any zone's time; the one furthest behind UTC is 12 hours behind. */
    private static final Duration FURTHEST_ZONE = Duration.ofHours(12);

    static boolean takes(Column column) {
        return column.type().startsWith("timestamp");
    }

    /** The condition on rows of {@code t} that changed since the position. */
    String changedSince(Position position) {
        Instant from = position.time().minus(overlap);
        boolean zoned = changed.type().endsWith("with time zone");
        String bound = zoned
                ? "timestamptz " + Sql.literal(from.toString())
                : "timestamptz " + Sql.literal(from.minus(FURTHEST_ZONE).toString()) + " AT TIME ZONE 'UTC'";
        return "t." + Sql.quote(changed.name()) + " > " + bound + " AND " + notSeenBy(position);
    }

    /**
     * A row version's xmin has 32 bits, transaction ids have 64: the newest id of those 32 bits that is not in the
     * future is taken. For a row changed since the position that is its own; an old row may be taken for a newer one
     * and then travels again, which does no harm.
     *
     * <p>What was written after a savepoint has an id of its own, which no snapshot lists: only ids before the oldest
     * transaction that was running are surely seen. Others may travel again.
     */
    private static String notSeenBy(Position position) {
        String newest = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
        String xmin = "greatest(3, %1$s - ((%1$s - t.xmin::text::bigint) & 4294967295))".formatted(newest);
        return xmin + " >= pg_snapshot_xmin(" + Sql.literal(position.snapshot()) + "::pg_snapshot)::text::bigint";
    }

    /** For {@code check}: {@code window on "timeStamp", 10 minutes overlap}. */
    public String describe(Table table) {
        return "window on " + table.name() + "." + changed.name() + ", overlap " + overlap.toMinutes() + " min";
    }
}
