package io.dbferry.capture;

import io.dbferry.shipment.Position;
import org.jspecify.annotations.Nullable;

/**
 * Whether a position lies behind another one in one history of one database. If it does not, transaction ids and
 * timestamps of the two cannot be compared, and only a complete tells what the source holds.
 */
final class Continuity {
    private Continuity() {}

    /** Why it does not; null if it does, as far as can be told. */
    static @Nullable String broken(Position since, Position now) {
        if (!since.systemIdentifier().equals(now.systemIdentifier())) {
            return "the database is not the one that was shipped before";
        }
        if (since.timeline() != now.timeline()) {
            return "the database's history has branched since the last shipment: timeline " + since.timeline()
                    + ", now " + now.timeline();
        }
        return RowVersion.next(now) < RowVersion.next(since)
                ? "the database has gone back to a state before the last shipment"
                : null;
    }
}
