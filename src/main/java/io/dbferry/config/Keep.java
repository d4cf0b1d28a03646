package io.dbferry.config;

import java.time.Duration;

/**
 * What stays: applied shipments for how long, and bytes of disk that are never used.
 *
 * @param workBytes how much shipments that wait for the depot may take in {@code work}; of a sender only
 */
public record Keep(Duration complete, Duration partial, long freeSpaceBytes, long workBytes) {
    /** What holds where the config says nothing. */
    static final Keep DEFAULT = new Keep(Duration.ofDays(4), Duration.ofDays(2), 2L << 30, Long.MAX_VALUE);

    public Keep {
        if (complete.isNegative() || partial.isNegative() || freeSpaceBytes < 0 || workBytes < 0) {
            throw new IllegalArgumentException(
                    "negative: " + complete + ", " + partial + ", " + freeSpaceBytes + ", " + workBytes);
        }
    }
}
