package io.dbferry.receiver.compare;

/**
 * Where a row is: the number of its heap among the table's, its page and its number there, as {@code ctid} has them, in
 * 64 bits.
 */
final class RowPlace {
    static final int MOST_HEAPS = 1 << 16;

    private RowPlace() {}

    static long of(int heap, long page, int number) {
        return (long) heap << 48 | page << 16 | number;
    }

    static int heap(long place) {
        return (int) (place >>> 48);
    }

    /** As PostgreSQL writes a {@code tid}. */
    static String tid(long place) {
        return "(" + (place >>> 16 & 0xffff_ffffL) + "," + (place & 0xffff) + ")";
    }
}
