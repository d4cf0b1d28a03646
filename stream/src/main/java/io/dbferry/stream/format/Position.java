package io.dbferry.stream.format;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far into the source's history a shipment reaches.
 *
 * @param snapshot {@code pg_current_snapshot()} as text: {@code xmin:xmax:xip,…}
 * @param wal WAL position when the snapshot was taken, not before it
 * @param time the source's clock, not after the snapshot
 * @param systemIdentifier of the database cluster
 */
public record Position(String snapshot, String wal, Instant time, String systemIdentifier, int timeline) {
    private static final Pattern SNAPSHOT = Pattern.compile("\\d{1,18}:\\d{1,18}:[\\d,]*+");
    private static final Pattern WAL = Pattern.compile("[0-9A-F]{1,8}/[0-9A-F]{1,8}");

    public Position {
        if (time == null) {
            throw new IllegalArgumentException("time is missing");
        }
        if (systemIdentifier == null) {
            throw new IllegalArgumentException("the system identifier is missing");
        }
        if (snapshot == null || !SNAPSHOT.matcher(snapshot).matches()) {
            throw new IllegalArgumentException("the snapshot is none");
        }
        if (wal == null || !WAL.matcher(wal).matches()) {
            throw new IllegalArgumentException("the WAL position is none");
        }
    }

    /**
     * Why what stands at the later position cannot be what stood here plus changes, in words for people; null if it can.
     * A cluster that was set back without a new timeline, as by a copy of its disk, and that has since gone
     * further than it was, cannot be told from one that was not.
     */
    public @Nullable String brokenAt(Position later) {
        if (!systemIdentifier.equals(later.systemIdentifier)) {
            return "the database is not the one that was shipped before";
        }
        if (timeline != later.timeline) {
            return "the database went over from timeline " + timeline + " to " + later.timeline
                    + ", as after a failover or a restore";
        }
        if (Long.compareUnsigned(number(later.wal), number(wal)) < 0) {
            return "the database was set back: it stands at WAL position " + later.wal + " and stood at " + wal;
        }
        if (nextTransaction(later.snapshot) < nextTransaction(snapshot)) {
            return "the database was set back: its next transaction is " + nextTransaction(later.snapshot) + " and was "
                    + nextTransaction(snapshot);
        }
        if (later.time.isBefore(time)) {
            return "the clock of the database was set back from " + time + " to " + later.time;
        }
        return null;
    }

    /** Whether both are of one cluster and timeline, so that their WAL positions can be compared. */
    public boolean isOfTheHistoryOf(Position other) {
        return systemIdentifier.equals(other.systemIdentifier) && timeline == other.timeline;
    }

    /** The WAL position as a number. */
    public long walNumber() {
        return number(wal);
    }

    /** {@code pg_lsn} is two hexadecimal halves of 32 bits. */
    private static long number(String lsn) {
        int slash = lsn.indexOf('/');
        return Long.parseLong(lsn.substring(0, slash), 16) << 32 | Long.parseLong(lsn.substring(slash + 1), 16);
    }

    private static long nextTransaction(String snapshot) {
        return Long.parseLong(snapshot.split(":", -1)[1]);
    }
}
