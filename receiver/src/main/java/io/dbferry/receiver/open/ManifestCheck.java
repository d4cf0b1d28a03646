package io.dbferry.receiver.open;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.stream.digest.BucketSums;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.DeletedEntry;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.stream.format.manifest.GeneratedEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.format.manifest.RepairEntry;
import io.dbferry.stream.format.manifest.SequenceEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.stream.format.manifest.UniqueEntry;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a manifest is consistent in itself: nothing missing, nothing twice, no number that cannot be. Its signature
 * says who made it, and not that it is well made.
 */
public final class ManifestCheck {
    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9_%-][A-Za-z0-9_.%-]{0,254}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern STREAM_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    /** The last that a folder's name can say. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    /** Short enough for any folder that it may stand in. */
    private static final int PATH_LENGTH = 1024;

    private final Manifest manifest;
    private final Set<String> files = new HashSet<>();

    private ManifestCheck(Manifest manifest) {
        this.manifest = manifest;
    }

    /** What contradicts itself. */
    public static final class InconsistentException extends Exception {
        private static final long serialVersionUID = 1L;

        public InconsistentException(String message) {
            super(message);
        }
    }

    static void run(Manifest manifest) throws InconsistentException {
        ManifestCheck check = new ManifestCheck(manifest);
        check.position(manifest.position());
        check.files();
        check.tables();
        check.digests();
        check.media();
    }

    /** A media file: of a partial's manifest, or of a complete's index. */
    public static void media(MediaFile file) throws InconsistentException {
        require(file != null, "a media file is null");
        present(file.name(), "a media file's name");
        require(file.name().length() <= PATH_LENGTH, "a media file's name is too long");
        require(file.folder() >= 0, "media file '" + file.name() + "' is in no folder");
        require(file.bytes() >= 0 && isHash(file.sha256()), "media file '" + file.name() + "' has no length or hash");
    }

    private void position(Position position) throws InconsistentException {
        present(position.snapshot(), "the snapshot");
        present(position.wal(), "the WAL position");
        present(position.systemIdentifier(), "the system identifier");
        Instant time = position.time();
        require(time != null && time.isAfter(Instant.EPOCH) && !time.isAfter(LAST), "its time cannot be");
        require(STREAM_ID.matcher(manifest.streamId()).matches(), "its stream's id cannot be");
        ShipmentId after = manifest.after();
        require(after != null || manifest.kind() == Kind.COMPLETE, "it names no shipment that it starts from");
        require(
                after == null || after.sequence().compareTo(manifest.sequence()) < 0,
                "it starts from a later shipment");
    }

    private void files() throws InconsistentException {
        long sum = 0;
        for (FileEntry file : manifest.files()) {
            require(file != null && SAFE_NAME.matcher(file.name()).matches(), "a file has an unfit name");
            require(files.add(file.name()), "file '" + file.name() + "' is there twice");
            require(file.bytes() >= 0 && isHash(file.sha256()), "file '" + file.name() + "' has no length or hash");
            require(file.bytes() <= Long.MAX_VALUE - sum, "its files are larger than any disk");
            sum += file.bytes();
        }
    }

    private void tables() throws InconsistentException {
        Set<TableName> names = new HashSet<>();
        Set<String> taken = new HashSet<>();
        for (TableEntry table : manifest.tables()) {
            require(table != null, "a table is null");
            require(names.add(table.name()), "table '" + table.name() + "' is there twice");
            columns(table);
            rows(table);
            files(table.allFiles(), taken);
            DeletedEntry deleted = table.deleted();
            if (deleted != null) {
                files(deleted.allFiles(), taken);
                require(deleted.keys() >= 0, "table '" + table.name() + "' has less than no deleted rows");
            }
            require(
                    manifest.kind() == Kind.PARTIAL || deleted == null && !table.carriesAll(),
                    "table '" + table.name() + "' of a complete has deleted rows");
            require(
                    table.file() != null || !table.replaces(),
                    "table '" + table.name() + "' replaces all rows without a file");
            require(table.file() != null || table.more() == null, "table '" + table.name() + "' has no first file");
            repair(table);
            for (SequenceEntry sequence : table.sequencesOrNone()) {
                require(sequence != null && sequence.column() != null, "a sequence has no column");
            }
        }
        for (Frame frame : manifest.schemaFrames()) {
            frame(frame);
            require(frame.isCarried(), "a frame of the schema is in another complete");
        }
        Integer behind = manifest.rowsBehind();
        require(
                behind == null
                        || behind >= 0 && behind <= manifest.schemaFrames().size(),
                "its rows stand nowhere in the schema");
        require(manifest.covered() != null || manifest.encrypted() != null, "it does not say what it covers");
    }

    private void repair(TableEntry table) throws InconsistentException {
        RepairEntry repair = table.repair();
        if (repair == null) {
            return;
        }
        String what = "the repair of table '" + table.name() + "'";
        require(manifest.kind() == Kind.PARTIAL && table.file() != null, what + " has no rows");
        require(BucketSums.isNumber(repair.buckets()), what + " has no buckets");
        distinct(repair.wanted(), "a bucket of " + what);
        for (int bucket : repair.wanted()) {
            require(bucket >= 0 && bucket < repair.buckets(), what + " has a bucket too many");
        }
        require(repair.sums().size() == repair.wanted().size(), what + " has not a sum for each bucket");
        require(table.columnNames().containsAll(table.key()), what + " has a key that is not among its columns");
    }

    /** @param taken by what came before */
    private void files(List<String> names, Set<String> taken) throws InconsistentException {
        for (String file : names) {
            present(file, "a file's name");
            listed(file);
            require(taken.add(file), "file '" + file + "' is of two tables");
        }
    }

    private static void columns(TableEntry table) throws InconsistentException {
        for (ColumnEntry column : table.columns()) {
            require(column != null && column.name() != null && column.type() != null, "a column has no name or type");
        }
        distinct(table.columnNames(), "a column of table '" + table.name() + "'");
        for (String column : table.key()) {
            present(column, "a key's column");
        }
        distinct(table.key(), "a key's column of table '" + table.name() + "'");
        for (GeneratedEntry column : table.generatedOrNone()) {
            require(column != null, "a generated column of table '" + table.name() + "' is null");
        }
        for (TypeDefinition type : table.typesOrNone()) {
            require(
                    type != null && type.name() != null && type.kind() != null,
                    "a type of table '" + table.name() + "' has no name or kind");
        }
        for (UniqueEntry unique : table.uniqueOrNone()) {
            require(unique != null, "a unique index of table '" + table.name() + "' is null");
            for (String column : unique.columnsOrNone()) {
                present(column, "a unique index's column");
            }
        }
    }

    private void rows(TableEntry table) throws InconsistentException {
        require(table.rows() >= 0, "table '" + table.name() + "' has less than no rows");
        long left = table.rows();
        for (Frame frame : table.framesOrNone()) {
            frame(frame);
            reference(frame);
            left -= frame.rows();
            require(left >= 0, "table '" + table.name() + "' has more rows than it says");
        }
        boolean complete = manifest.kind() == Kind.COMPLETE;
        require(!complete || left == 0, "table '" + table.name() + "' has fewer rows than it says");
        require(complete || table.framesOrNone().isEmpty(), "table '" + table.name() + "' of a partial has frames");
    }

    private static void frame(Frame frame) throws InconsistentException {
        require(frame != null && frame.rows() >= 0 && isHash(frame.sha256()), "a frame has no rows or hash");
    }

    /** Sequence order keeps references from going round in circles. */
    private void reference(Frame frame) throws InconsistentException {
        if (!frame.isCarried()) {
            require(
                    frame.base()
                            .filter(base -> base.sequence().compareTo(manifest.sequence()) < 0)
                            .isPresent(),
                    "a frame is in no earlier complete");
            require(
                    frame.offset() >= 0 && frame.bytes() > 0 && frame.bytes() <= Long.MAX_VALUE - frame.offset(),
                    "a frame in another complete has no place");
            require(manifest.rowsBehind() != null, "it refers to others and says not where its rows stand");
        }
    }

    private void digests() throws InconsistentException {
        Set<TableName> names = new HashSet<>();
        long bytes = 0;
        for (DigestEntry digest : manifest.digests()) {
            require(digest != null && names.add(digest.name()), "a digest is null or there twice");
            String table = "the digest of table '" + digest.name() + "'";
            distinct(digest.columns(), "a column of " + table);
            require(digest.columns().containsAll(digest.key()), table + " has a key that is not among its columns");
            require(BucketSums.isNumber(digest.buckets()) && digest.rows() >= 0, table + " has no buckets or rows");
            require(CHECKSUM.matcher(digest.checksum()).matches(), table + " has no checksum");
            bytes += digest.bytes();
        }
        long listed = manifest.files().stream()
                .filter(file -> file.name().equals(ShipmentLayout.DIGESTS))
                .mapToLong(FileEntry::bytes)
                .sum();
        require(listed == bytes || manifest.encrypted() != null, "the file of its digests has another length");
        require(
                manifest.kind() == Kind.PARTIAL
                        || manifest.encrypted() != null
                        || names.equals(
                                manifest.tables().stream().map(TableEntry::name).collect(Collectors.toSet())),
                "it does not have a digest of each table");
    }

    private void media() throws InconsistentException {
        List<String> packs = manifest.media().packsOrNone();
        for (String pack : packs) {
            present(pack, "a pack's name");
            listed(pack);
        }
        distinct(packs, "a pack");
        Set<String> known = Set.copyOf(packs);
        for (MediaFile file : manifest.media().filesOrNone()) {
            media(file);
            require(
                    file.pack() != null && known.contains(file.pack()),
                    "media file '" + file.name() + "' is in no pack");
        }
    }

    private void listed(String file) throws InconsistentException {
        require(files.contains(file), "file '" + file + "' is not among its files");
    }

    private static void distinct(Collection<?> names, String what) throws InconsistentException {
        require(Set.copyOf(names).size() == names.size(), what + " is there twice");
    }

    private static void present(@Nullable String text, String what) throws InconsistentException {
        require(text != null, what + " is missing");
    }

    private static boolean isHash(@Nullable String text) {
        return text != null && SHA256.matcher(text).matches();
    }

    private static void require(boolean holds, String otherwise) throws InconsistentException {
        if (!holds) {
            throw new InconsistentException(otherwise);
        }
    }
}
