package io.dbferry.capture;

import io.dbferry.catalog.Column;
import io.dbferry.catalog.Table;
import io.dbferry.shipment.Covered;
import io.dbferry.shipment.Hashing;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Manifest;
import io.dbferry.shipment.Manifest.ColumnEntry;
import io.dbferry.shipment.Manifest.FileEntry;
import io.dbferry.shipment.Manifest.Frame;
import io.dbferry.shipment.Manifest.MediaEntry;
import io.dbferry.shipment.Manifest.TableEntry;
import io.dbferry.shipment.Manifest.UniqueEntry;
import io.dbferry.shipment.Position;
import io.dbferry.shipment.Sequence;
import io.dbferry.shipment.ShipmentId;
import io.dbferry.shipment.ShipmentName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A shipment whose number is drawn and whose snapshot is taken, before its content is known. */
record Draft(
        String stream,
        String streamId,
        Kind kind,
        Sequence sequence,
        @Nullable ShipmentId after,
        Position position) {
    ShipmentName name() {
        return new ShipmentName(kind, position.time(), sequence);
    }

    /** With what it follows, where that is known only once it is built. */
    Draft after(@Nullable ShipmentId last) {
        return new Draft(stream, streamId, kind, sequence, last, position);
    }

    Manifest manifest(
            List<Table> shipped,
            Covered covered,
            List<TableEntry> tables,
            List<Frame> schemaFrames,
            MediaEntry media,
            List<FileEntry> files,
            List<String> migrations) {
        return new Manifest(
                Manifest.FORMAT,
                stream,
                streamId,
                sequence,
                kind,
                after,
                position,
                tables,
                schemaFrames,
                media,
                files,
                fingerprint(shipped),
                migrations,
                covered,
                null);
    }

    static List<ColumnEntry> columns(Table table) {
        return table.carried().stream()
                .map(c -> new ColumnEntry(c.name(), c.type()))
                .toList();
    }

    /** What keeps the table's rows apart, beside its primary key. */
    static List<UniqueEntry> unique(Table table) {
        return table.unique().stream()
                .filter(i -> i.definition() != null || !i.columns().equals(table.key()))
                .map(i -> new UniqueEntry(i.columns(), i.nullsNotDistinct() ? true : null, i.definition()))
                .toList();
    }

    /** SHA-256 of the shipped tables' names, columns, types and keys, a line each. */
    private static String fingerprint(List<Table> shipped) {
        String lines = shipped.stream()
                .map(t -> t.name().sql() + " " + t.key() + " "
                        + t.carried().stream().map(Draft::line).collect(Collectors.joining(", ")))
                .collect(Collectors.joining("\n"));
        return Hashing.sha256(lines.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(Column column) {
        return column.name() + " " + column.type() + (column.notNull() ? " not null" : "");
    }
}
