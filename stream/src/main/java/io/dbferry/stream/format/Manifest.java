package io.dbferry.stream.format;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    private static void present(String name, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }

    /** A file: length in bytes and SHA-256 in lower-case hexadecimal. */
    public record FileEntry(String name, long bytes, String sha256) {
        public FileEntry {
            present("name", name);
        }
    }

    /** Which rows of a table a partial carries, where these are not only changed ones. */
    public enum Extent {
        /** All that the table has. */
        @JsonProperty("all")
        ALL,

        /** All that the table has: receivers delete the others. */
        @JsonProperty("replacing")
        REPLACING
    }

    /**
     * A column that rows carry.
     *
     * @param type as {@code format_type} writes it
     * @param notNull true if no row can lack a value, else absent
     * @param number of it in the sender's table: a renamed column keeps it, and no other column of the table ever gets it
     */
    @JsonInclude(Include.NON_NULL)
    public record ColumnEntry(
            String name, String type, @Nullable Boolean notNull, int number) {
        /** One that may be null, as a receiver may describe it. */
        public ColumnEntry(String name, String type) {
            this(name, type, null, 0);
        }

        @JsonIgnore
        public boolean isNotNull() {
            return Boolean.TRUE.equals(notNull);
        }
    }

    /** A column that the sender's database computes, the type and the expression as PostgreSQL writes them. */
    public record GeneratedEntry(String name, String type, String expression) {
        public GeneratedEntry {
            present("name", name);
            present("type", type);
            present("expression", expression);
        }
    }

    /**
     * A unique index or an exclusion constraint of the sender's beside the primary key: no two rows of the snapshot
     * contradict it.
     *
     * @param columns absent if it has expressions, or excludes by other operators than equality
     * @param nullsNotDistinct true if it is, else absent
     * @param definition of one with expressions, a predicate or exclusion operators, else absent
     */
    @JsonInclude(Include.NON_EMPTY)
    public record UniqueEntry(
            @Nullable List<String> columns,
            @Nullable Boolean nullsNotDistinct,
            @Nullable String definition) {

        public List<String> columnsOrNone() {
            return columns == null ? List.of() : columns;
        }

        /** Whether nulls are equal to each other. */
        public boolean equalNulls() {
            return Boolean.TRUE.equals(nullsNotDistinct);
        }
    }

    /**
     * A part of {@code database.sql.zst}: one zstd frame or several, a whole statement together; offset and length in bytes.
     *
     * @param in of rows that do not travel again: the folder's name of the complete in whose file they stand. They are lines
     *     of rows alone there, without the statement around them
     */
    public record Frame(
            long offset,
            long bytes,
            long rows,
            String sha256,
            @JsonInclude(Include.NON_NULL) @Nullable String in) {
        /** One that the shipment carries. */
        public Frame(long offset, long bytes, long rows, String sha256) {
            this(offset, bytes, rows, sha256, null);
        }

        @JsonIgnore
        public boolean isCarried() {
            return in == null;
        }

        /** The complete that carries it; empty if that is this shipment. */
        @JsonIgnore
        public Optional<ShipmentName> base() {
            return in == null ? Optional.empty() : ShipmentName.parse(Kind.COMPLETE, in);
        }
    }

    /**
     * The state of a sequence that belongs to a column.
     *
     * @param called whether {@code value} has been given out
     */
    public record SequenceEntry(String column, long value, boolean called) {}

    /**
     * The keys of deleted rows, and how many they are.
     *
     * @param more files that go on behind {@code file}; absent if all are in that
     */
    public record DeletedEntry(
            String file,
            long keys,
            @JsonInclude(Include.NON_EMPTY) @Nullable List<String> more) {
        public DeletedEntry {
            present("file", file);
        }

        /** All files, in their order. */
        public List<String> allFiles() {
            return all(file, more);
        }
    }

    /**
     * Buckets of a table's keys of which a partial carries all rows: a receiver deletes its other rows in them.
     *
     * @param buckets that the keys are divided into
     * @param sums of the buckets' rows, in the order of {@code wanted}, as 16 hexadecimal digits
     */
    public record RepairEntry(int buckets, List<Integer> wanted, List<String> sums) {
        public RepairEntry {
            present("wanted", wanted);
            present("sums", sums);
            wanted = List.copyOf(wanted);
            sums = List.copyOf(sums);
        }
    }

    private static List<String> all(@Nullable String first, @Nullable List<String> more) {
        List<String> files = new ArrayList<>();
        if (first != null) {
            files.add(first);
        }
        if (more != null) {
            files.addAll(more);
        }
        return files;
    }

    /**
     * A table's share of the shipment.
     *
     * @param rows carried
     * @param file of a partial: the changed rows; absent if there are only deleted ones
     * @param more of a partial: files with rows that go on behind {@code file}; absent if all are in that
     * @param deleted of a partial: rows that are gone
     * @param unique what else than the key keeps rows apart
     * @param generated columns that the sender's database computes, and that rows do not carry
     * @param types definitions of the types that the columns use, where they are not PostgreSQL's own
     * @param extent of a partial: whether the rows carried are all that the table has; absent if they are changed ones
     * @param frames of a complete
     * @param repair of a partial: buckets of which all rows are carried, else absent
     */
    @JsonInclude(Include.NON_EMPTY)
    public record TableEntry(
            TableName name,
            @JsonInclude(Include.ALWAYS) List<ColumnEntry> columns,
            @JsonInclude(Include.ALWAYS) List<String> key,
            @JsonInclude(Include.ALWAYS) long rows,
            @Nullable String file,
            @Nullable List<String> more,
            @Nullable List<Frame> frames,
            @Nullable List<SequenceEntry> sequences,
            @Nullable List<UniqueEntry> unique,
            @Nullable List<GeneratedEntry> generated,
            @Nullable List<TypeDefinition> types,
            @Nullable DeletedEntry deleted,
            @Nullable Extent extent,
            @Nullable RepairEntry repair) {
        public TableEntry {
            present("name", name);
            present("columns", columns);
            present("key", key);
        }

        TableEntry renamed(UnaryOperator<TableName> names) {
            return new TableEntry(
                    names.apply(name),
                    columns,
                    key,
                    rows,
                    file,
                    more,
                    frames,
                    sequences,
                    unique,
                    generated,
                    types,
                    deleted,
                    extent,
                    repair);
        }
        /** Whether receivers delete all rows that a partial does not carry. */
        public boolean replaces() {
            return extent == Extent.REPLACING;
        }

        /** Whether a partial carries all rows that the table has. */
        public boolean carriesAll() {
            return extent != null;
        }

        /** All files with rows, in their order; none if there is no {@code file}. */
        public List<String> allFiles() {
            return all(file, more);
        }

        public List<Frame> framesOrNone() {
            return frames == null ? List.of() : frames;
        }

        public List<SequenceEntry> sequencesOrNone() {
            return sequences == null ? List.of() : sequences;
        }

        public List<GeneratedEntry> generatedOrNone() {
            return generated == null ? List.of() : generated;
        }

        public List<TypeDefinition> typesOrNone() {
            return types == null ? List.of() : types;
        }

        public List<UniqueEntry> uniqueOrNone() {
            return unique == null ? List.of() : unique;
        }

        @JsonIgnore
        public List<String> columnNames() {
            return columns.stream().map(ColumnEntry::name).toList();
        }
    }

    /**
     * A media file.
     *
     * @param folder which of the configured folders, from 0
     * @param name path below that folder, with {@code /}
     * @param pack the tar that carries it; absent if an earlier shipment carried it
     */
    @JsonInclude(Include.NON_NULL)
    public record MediaFile(
            int folder,
            String name,
            long bytes,
            String sha256,
            @Nullable String pack) {}

    /** A file that a row names and the sender does not have. */
    public record MissingFile(
            int folder,
            String name,
            @JsonInclude(Include.NON_NULL) @Nullable String namedBy,
            MissingCause cause) {
        public MissingFile {
            present("name", name);
            present("cause", cause);
        }

        /** For people: which file, and what is wrong with it. */
        public String describe() {
            return "media file '" + name + "'" + (namedBy == null ? "" : " named by " + namedBy) + " " + cause.text();
        }
    }

    /**
     * Media of the shipment.
     *
     * @param count files carried
     * @param bytes of the files carried
     * @param listed all files the sender has, of a complete; as carried, of a partial
     * @param files of a partial; a complete lists them in {@code media-index.json.zst}
     */
    @JsonInclude(Include.NON_EMPTY)
    public record MediaEntry(
            @JsonInclude(Include.ALWAYS) long count,
            @JsonInclude(Include.ALWAYS) long bytes,
            @JsonInclude(Include.ALWAYS) long listed,
            @Nullable List<String> packs,
            @Nullable List<MediaFile> files,
            @Nullable List<MissingFile> missing) {
        public static final MediaEntry NONE = new MediaEntry(0, 0, 0, null, null, null);

        public List<String> packsOrNone() {
            return packs == null ? List.of() : packs;
        }

        public List<MediaFile> filesOrNone() {
            return files == null ? List.of() : files;
        }

        public List<MissingFile> missingOrNone() {
            return missing == null ? List.of() : missing;
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
