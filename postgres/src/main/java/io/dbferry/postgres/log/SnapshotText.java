package io.dbferry.postgres.log;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which transactions a snapshot sees, from the text of {@code pg_current_snapshot()}: {@code xmin:xmax:xip,…}.
 * Exact for transactions; subtransactions are not listed in it.
 *
 * @param running ids between xmin and xmax that had not ended
 * @see <a href="https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT-PARTS">parts of a
 *     snapshot</a>
 */
public record SnapshotText(long xmin, long xmax, Set<Long> running) {
    public SnapshotText {
        running = Set.copyOf(running);
    }

    public static SnapshotText parse(String text) {
        String[] parts = text.split(":", -1);
        Set<Long> running = Arrays.stream(parts[2].split(",", -1))
                .filter(id -> !id.isEmpty())
                .map(Long::valueOf)
                .collect(Collectors.toSet());
        return new SnapshotText(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
    }

    /** Whether the transaction had ended when the snapshot was taken. */
    public boolean sees(long xid) {
        return xid < xmin || (xid < xmax && !running.contains(xid));
    }

    /** The whole id of a transaction of which the log has the low 32 bits, no more than 2^31 ids away from the snapshot. */
    public long whole(int xid) {
        return xmax + (xid - (int) xmax);
    }
}
