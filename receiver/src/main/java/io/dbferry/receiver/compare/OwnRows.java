package io.dbferry.receiver.compare;

import io.dbferry.stream.format.DigestEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows that the receiver has of one table, as digests and places. Takes rows from several threads. */
final class OwnRows {
    private final List<RowLog.Segment> segments = new ArrayList<>();
    private final List<Long> heaps = new ArrayList<>();
    private long rows;
    private long sum;

    /** @param digestSum of the segment's rows */
    synchronized void add(RowLog.Segment segment, long digestSum) {
        segments.add(segment);
        rows += segment.count();
        sum += digestSum;
    }

    /** The number of a heap in {@link RowPlace}, by the object identifier of its table. */
    synchronized int heap(long oid) {
        int known = heaps.indexOf(oid);
        if (known < 0) {
            if (heaps.size() == RowPlace.MOST_HEAPS) {
                throw new IllegalStateException(
                        "a table has more than " + RowPlace.MOST_HEAPS + " partitions with rows");
            }
            heaps.add(oid);
            known = heaps.size() - 1;
        }
        return known;
    }

    long oid(int heap) {
        return heaps.get(heap);
    }

    long rows() {
        return rows;
    }

    /** Of the digests of all rows, modulo 2^64. */
    long sum() {
        return sum;
    }

    boolean isWhat(DigestEntry digest) {
        return rows == digest.rows() && checksum(sum).equals(digest.checksum());
    }

    static String checksum(long sum) {
        return String.format(Locale.ROOT, "%016x", sum);
    }

    void read(RowLog.Segment.Reader reader) throws IOException {
        for (RowLog.Segment segment : segments) {
            segment.read(reader);
        }
    }
}
