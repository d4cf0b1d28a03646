package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.stream.format.manifest.GeneratedEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.stream.format.manifest.UniqueEntry;
import io.dbferry.text.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A shipment whose number is drawn and whose snapshot is taken, before its content is known. */
public record ShipmentHeader(
        String stream,
        String streamId,
        Kind kind,
        Sequence sequence,
        @Nullable ShipmentId after,
        Position position) {
    public ShipmentName name() {
        return new ShipmentName(kind, position.time(), sequence);
    }

    /** With what it follows, where that is known only once it is built. */
    public ShipmentHeader after(@Nullable ShipmentId last) {
        return new ShipmentHeader(stream, streamId, kind, sequence, last, position);
    }

    public Manifest manifest(
            List<Table> shipped,
            Covered covered,
            List<TableEntry> tables,
            List<Frame> schemaFrames,
            @Nullable Integer rowsBehind,
            MediaEntry media,
            List<FileEntry> files,
            List<String> migrations,
            List<DigestEntry> digests) {
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
                rowsBehind,
                media,
                files,
                fingerprint(shipped),
                migrations,
                covered,
                digests,
                null);
    }

    static List<ColumnEntry> columns(Table table) {
        return table.carried().stream()
                .map(c -> new ColumnEntry(c.name(), c.type(), c.notNull() ? true : null, c.number()))
                .toList();
    }

    static List<GeneratedEntry> generated(Table table) {
        return table.columns().stream()
                .filter(c -> !c.carried())
                .map(c -> new GeneratedEntry(c.name(), c.type(), String.valueOf(c.defaultSql())))
                .toList();
    }

    /** What keeps the table's rows apart, beside its key. */
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
                        + t.carried().stream().map(ShipmentHeader::line).collect(Collectors.joining(", ")))
                .collect(Collectors.joining("\n"));
        return Hashing.sha256(lines.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(Column column) {
        return column.name() + " " + column.type() + (column.notNull() ? " not null" : "");
    }
}
