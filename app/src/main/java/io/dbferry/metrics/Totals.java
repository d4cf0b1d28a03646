package io.dbferry.metrics;

/** What shipments of one kind came to, since metrics are noted. */
public record Totals(long shipments, long rows, long mediaFiles, long bytes) {
    public static final Totals NONE = new Totals(0, 0, 0, 0);

    public Totals plus(Totals more) {
        return new Totals(
                shipments + more.shipments, rows + more.rows, mediaFiles + more.mediaFiles, bytes + more.bytes);
    }
}
