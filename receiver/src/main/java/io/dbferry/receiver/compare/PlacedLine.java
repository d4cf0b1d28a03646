package io.dbferry.receiver.compare;

/** A line of COPY text that begins with {@code tableoid} and {@code ctid}; behind them stands the row. */
final class PlacedLine {
    private final OwnRows rows;
    private long oid;
    private int heap;
    private long place;
    private int start;

    /** @param rows that number the heaps */
    PlacedLine(OwnRows rows) {
        this.rows = rows;
    }

    void take(byte[] line) {
        start = 0;
        long table = number(line, '\t');
        if (table != oid) {
            oid = table;
            heap = rows.heap(table);
        }
        start++; // (
        long page = number(line, ',');
        place = RowPlace.of(heap, page, (int) number(line, ')'));
        if (line[start] == '\t') {
            start++;
        }
    }

    private long number(byte[] line, char end) {
        long number = 0;
        while (line[start] != end) {
            number = number * 10 + line[start++] - '0';
        }
        start++;
        return number;
    }

    long place() {
        return place;
    }

    /** Where the row begins. */
    int start() {
        return start;
    }
}
