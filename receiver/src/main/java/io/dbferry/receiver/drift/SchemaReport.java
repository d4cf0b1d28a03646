package io.dbferry.receiver.drift;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.receiver.schema.SchemaChange;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The sender's tables and where the receiver's differ; the document of {@code schema --json}.
 *
 * @param shipment the newest one, which says which tables there are
 * @param tables of the sender, without those that the config excludes
 * @param applied what this run changed here
 * @param differences that are left, also those that do not matter to a load; missing if nothing was compared
 */
@JsonInclude(Include.NON_NULL)
public record SchemaReport(
        int version,
        Instant time,
        String stream,
        String receiver,
        String shipment,
        @Nullable List<TableSchema> tables,
        @Nullable List<Difference> applied,
        @Nullable List<Difference> differences,
        int exitCode) {
    /** Raised when a key goes or changes its meaning. */
    public static final int VERSION = 1;

    /** A table of the sender. */
    public record TableSchema(String table, List<ColumnEntry> columns, List<String> key) {
        static TableSchema of(TableEntry entry) {
            return new TableSchema(entry.name().toString(), entry.columns(), entry.key());
        }
    }

    /**
     * A difference.
     *
     * @param kind such as {@code column missing}
     * @param matters whether loads see it
     * @param follows whether {@code --apply} and {@code schema: follow} do away with it
     * @param ddl statements that do; empty if this program cannot write them
     */
    public record Difference(
            String table, String kind, String text, boolean matters, boolean follows, List<String> ddl) {
        static Difference of(SchemaChange change) {
            return new Difference(
                    change.table().toString(),
                    change.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    change.describe(),
                    change.matters(),
                    change.isFollowed(),
                    change.ddl());
        }
    }

    /** Those that keep tables from being loaded. */
    @JsonIgnore
    public List<Difference> mattering() {
        return differences == null
                ? List.of()
                : differences.stream().filter(Difference::matters).toList();
    }
}
