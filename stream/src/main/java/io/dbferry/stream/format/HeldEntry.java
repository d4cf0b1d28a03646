package io.dbferry.stream.format;

import java.time.Instant;
import java.util.Objects;

/**
 * A table that stands still on a receiver, in its receipt.
 *
 * @param table its name; of a receiver that decrypts, the hash that a {@link RepairRequest} has
 * @param since the first shipment that is not in it
 * @param time when that shipment was applied without it, by the clock of the receiver's database
 */
public record HeldEntry(String table, Sequence since, Instant time) {
    public HeldEntry {
        Objects.requireNonNull(table, "no table");
        Objects.requireNonNull(since, "no shipment");
        Objects.requireNonNull(time, "no time");
    }
}
