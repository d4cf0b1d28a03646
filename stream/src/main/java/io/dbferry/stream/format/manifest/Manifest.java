package io.dbferry.stream.format.manifest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is in a shipment; {@code manifest.json}. Written last: no manifest, no shipment.
 *
 * @param format {@link #FORMAT}
 * @param streamId drawn once by the sender, so that two streams of one name are told apart
 * @param after for a partial, the shipment that it starts from; for a complete, the newest one with a lower number in
 *     the depot, absent if there was none
 * @param rowsBehind of a complete that may refer to rows in earlier ones: so many of {@code schemaFrames} come before the
 *     rows, and the first of them stops whoever restores the file by itself; absent if the file is whole
 * @param schema fingerprint of the tables' columns and keys, SHA-256
 * @param migrations applied Django migrations, {@code app.name}, in their order; empty where there are none
 * @param files every file but the manifest and its signature
 * @param covered what it stands for; absent in what may be read of an encrypted shipment
 * @param digests what tables sum up to at the position: all of a complete
 * @param encrypted of an encrypted shipment, the file with the manifest that tells of tables, columns, media and
 *     names; here these are empty
 */
public record Manifest(
        int format,
        String stream,
        String streamId,
        Sequence sequence,
        Kind kind,
        @JsonInclude(Include.NON_NULL) @Nullable ShipmentId after,
        Position position,
        List<TableEntry> tables,
        @JsonInclude(Include.NON_EMPTY) List<Frame> schemaFrames,
        @JsonInclude(Include.NON_NULL) @Nullable Integer rowsBehind,
        MediaEntry media,
        List<FileEntry> files,
        String schema,
        List<String> migrations,
        @JsonInclude(Include.NON_NULL) @Nullable Covered covered,
        @JsonInclude(Include.NON_EMPTY) List<DigestEntry> digests,
        @JsonInclude(Include.NON_NULL) @Nullable String encrypted) {

    public static final int FORMAT = 5;

    public Manifest {
        present("stream", stream);
        present("streamId", streamId);
        present("sequence", sequence);
        present("kind", kind);
        present("position", position);
        present("tables", tables);
        present("media", media);
        present("files", files);
        present("migrations", migrations);
        tables = List.copyOf(tables);
        files = List.copyOf(files);
        schemaFrames = schemaFrames == null ? List.of() : List.copyOf(schemaFrames);
        digests = digests == null ? List.of() : List.copyOf(digests);
    }

    static void present(String name, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }

    /** What may be read of the shipment once it is encrypted: that it is there, and where it stands in its stream. */
    public Manifest encrypted(List<FileEntry> encryptedFiles) {
        return new Manifest(
                format,
                stream,
                streamId,
                sequence,
                kind,
                after,
                position,
                List.of(),
                List.of(),
                null,
                MediaEntry.NONE,
                encryptedFiles,
                "",
                List.of(),
                null,
                List.of(),
                ShipmentLayout.ENCRYPTED_MANIFEST);
    }

    /** The same with other names of tables. */
    public Manifest renamed(UnaryOperator<TableName> names) {
        return new Manifest(
                format,
                stream,
                streamId,
                sequence,
                kind,
                after,
                position,
                tables.stream().map(table -> table.renamed(names)).toList(),
                schemaFrames,
                rowsBehind,
                media,
                files,
                schema,
                migrations,
                covered == null ? null : covered.renamed(names),
                digests.stream().map(digest -> digest.renamed(names)).toList(),
                encrypted);
    }

    /** The sender's numbers of the tables that this covers: a renamed table keeps its own. */
    @JsonIgnore
    public Map<TableName, Long> tableNumbers() {
        return covered == null
                ? Map.of()
                : covered.tables().stream()
                        .collect(Collectors.toMap(
                                Covered.CoveredTable::name, Covered.CoveredTable::number, (a, b) -> a));
    }

    @JsonIgnore
    public ShipmentName name() {
        return new ShipmentName(kind, position.time(), sequence);
    }

    /** For people: {@code partial 000042: 1,425 rows of 14 tables, 10 media files, 164 kB}. */
    public String describe() {
        long referred = bytesReferredTo();
        return String.format(
                Locale.ROOT,
                "%s: %s of %s, %s, %s%s",
                name(),
                Count.of(rows(), "row"),
                Count.of(tables.size(), "table"),
                Count.of(media.count(), "media file"),
                ByteCount.of(bytes()),
                referred == 0 ? "" : " beside " + ByteCount.of(referred) + " in earlier completes");
    }

    /** All frames with rows, over all tables. */
    @JsonIgnore
    public Stream<Frame> rowFrames() {
        return tables.stream().flatMap(table -> table.framesOrNone().stream());
    }

    /** The completes that carry rows of this one, and how many bytes each. */
    @JsonIgnore
    public Map<ShipmentName, Long> bases() {
        return rowFrames()
                .filter(frame -> !frame.isCarried())
                .collect(Collectors.toMap(frame -> frame.base().orElseThrow(), Frame::bytes, Long::sum, TreeMap::new));
    }

    /** The bytes that earlier completes carry. */
    @JsonIgnore
    public long bytesReferredTo() {
        return rowFrames()
                .filter(frame -> !frame.isCarried())
                .mapToLong(Frame::bytes)
                .sum();
    }

    /** The rows of the shipment, over all tables. */
    @JsonIgnore
    public long rows() {
        return tables.stream().mapToLong(TableEntry::rows).sum();
    }

    /** The bytes of all files. */
    @JsonIgnore
    public long bytes() {
        return files.stream().mapToLong(FileEntry::bytes).sum();
    }
}
