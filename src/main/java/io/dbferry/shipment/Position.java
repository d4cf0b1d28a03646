package io.dbferry.shipment;

import java.time.Instant;

/**
 * How far into the source's history a shipment reaches.
 *
 * @param snapshot {@code pg_current_snapshot()} as text: {@code xmin:xmax:xip,…}
 * @param wal WAL position when the snapshot was taken, not before it
 * @param time the source's clock, not after the snapshot
 * @param systemIdentifier of the database cluster
 */
public record Position(String snapshot, String wal, Instant time, String systemIdentifier, int timeline) {
    public Position {
        if (time == null) {
            throw new IllegalArgumentException("time is missing");
        }
    }
}
