package io.dbferry.config;

import java.time.Duration;

/**
 * What stays: applied shipments for how long, and bytes of disk that are never used.
 *
 * @param complete how long applied completes stay; of a receiver, or of a sender without receipts, as partial and completes
 *     are
 * @param completes the most that stay in the depot, where receivers need no more
 * @param sizeBytes the most that all shipments in the depot take: beyond it a receiver deletes what may go, and a sender
 *     ships nothing
 * @param changes how long changed rows stay in the queue that all consumers have passed; of a receiver only
 * @param receipts whether receivers leave receipts and delete what they need no more; else the sender deletes, and
 *     receivers write nothing into the depot
 * @param workBytes how much shipments that wait for the depot may take in {@code work}; of a sender only
 */
public record Keep(
        Duration complete,
        Duration partial,
        long freeSpaceBytes,
        long workBytes,
        int completes,
        long sizeBytes,
        Duration changes,
        boolean receipts) {
    public Keep {
        if (complete.isNegative()
                || partial.isNegative()
                || changes.isNegative()
                || freeSpaceBytes < 0
                || workBytes < 0
                || completes < 1
                || sizeBytes < 0) {
            throw new IllegalArgumentException("negative: " + complete + ", " + partial + ", " + freeSpaceBytes + ", "
                    + workBytes + ", " + completes + ", " + sizeBytes + ", " + changes);
        }
    }

    /** Without a limit of number and size. */
    public Keep(Duration complete, Duration partial, long freeSpaceBytes, long workBytes) {
        this(complete, partial, freeSpaceBytes, workBytes, Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ZERO, true);
    }
}
