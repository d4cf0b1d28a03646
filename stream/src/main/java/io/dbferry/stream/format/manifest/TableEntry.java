package io.dbferry.stream.format.manifest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
        Manifest.present("name", name);
        Manifest.present("columns", columns);
        Manifest.present("key", key);
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

    /** The files behind one and that one, in their order. */
    static List<String> all(@Nullable String first, @Nullable List<String> more) {
        List<String> files = new ArrayList<>();
        if (first != null) {
            files.add(first);
        }
        if (more != null) {
            files.addAll(more);
        }
        return files;
    }
}
