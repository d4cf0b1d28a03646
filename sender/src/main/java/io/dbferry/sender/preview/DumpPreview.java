package io.dbferry.sender.preview;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.sender.media.ShippedMediaJournal;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.manifest.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * What a dump would ship.
 *
 * @param kind of the shipment; empty if there would be none
 * @param why that kind, or none
 * @param estimated whether rows are what PostgreSQL's statistics say, and not counted
 * @param media files that would be carried
 * @param bytes about what the shipment would take
 * @param uncovered tables that the shipments before stand for and that are no longer shipped
 * @param waiting shipments that would be delivered first
 */
public record DumpPreview(
        Optional<Kind> kind,
        String why,
        boolean estimated,
        List<TableShare> tables,
        ShippedMediaJournal.Share media,
        long bytes,
        List<TableName> uncovered,
        List<Manifest> waiting) {
    private static final ShippedMediaJournal.Share NO_MEDIA = new ShippedMediaJournal.Share(0, 0);

    /**
     * A table's share.
     *
     * @param rows that would be carried
     * @param deleted keys of deleted rows that would be carried
     * @param bytes about what the rows take on the sender's disk
     * @param whole whether the rows are all that the table has
     * @param strategy how they are found, for people
     */
    public record TableShare(TableName table, long rows, long deleted, long bytes, boolean whole, String strategy) {}

    public DumpPreview {
        tables = List.copyOf(tables);
        uncovered = List.copyOf(uncovered);
        waiting = List.copyOf(waiting);
    }

    public static DumpPreview complete(
            String why,
            List<TableShare> tables,
            ShippedMediaJournal.Share media,
            long bytes,
            List<TableName> uncovered) {
        return new DumpPreview(Optional.of(Kind.COMPLETE), why, true, tables, media, bytes, uncovered, List.of());
    }

    public static DumpPreview partial(
            List<TableShare> tables, ShippedMediaJournal.Share media, long bytes, List<TableName> uncovered) {
        String why = "these changed since the last shipment";
        return new DumpPreview(Optional.of(Kind.PARTIAL), why, false, tables, media, bytes, uncovered, List.of());
    }

    public static DumpPreview nothing(String why, List<TableName> uncovered) {
        return new DumpPreview(Optional.empty(), why, false, List.of(), NO_MEDIA, 0, uncovered, List.of());
    }

    public DumpPreview behind(List<Manifest> delivered) {
        return new DumpPreview(kind, why, estimated, tables, media, bytes, uncovered, delivered);
    }

    public long rows() {
        return tables.stream().mapToLong(TableShare::rows).sum();
    }

    public long deleted() {
        return tables.stream().mapToLong(TableShare::deleted).sum();
    }
}
