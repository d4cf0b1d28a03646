package io.dbferry.receiver.map;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.Covered.CoveredTable;
import io.dbferry.stream.format.manifest.Manifest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The config's {@code map}: tables by their whole name, or all of a schema. A table's own line comes first. */
public final class TableMap {
    /** Every table keeps its name. */
    public static final TableMap NONE = new TableMap(Map.of());

    private static final String ALL = ".*";

    private final Map<TableName, TableName> tables = new HashMap<>();
    private final Map<TableName, TableName> tablesBack = new HashMap<>();
    private final Map<String, String> schemas = new HashMap<>();
    private final Map<String, String> schemasBack = new HashMap<>();

    /** @param written as in the config: {@code schema.*} or {@code schema.table} on both sides of each line */
    public TableMap(Map<String, String> written) {
        written.forEach((there, here) -> {
            if (there.endsWith(ALL)) {
                String from = there.substring(0, there.length() - ALL.length());
                String to = here.substring(0, here.length() - ALL.length());
                schemas.put(from, to);
                schemasBack.put(to, from);
            } else {
                tables.put(TableName.written(there), TableName.written(here));
                tablesBack.put(TableName.written(here), TableName.written(there));
            }
        });
    }

    /** Where a table of the sender stands here. */
    public TableName here(TableName there) {
        return mapped(there, tables, schemas);
    }

    /** Which table of the sender stands here by that name, if one does. */
    public TableName there(TableName here) {
        return mapped(here, tablesBack, schemasBack);
    }

    private static TableName mapped(TableName name, Map<TableName, TableName> tables, Map<String, String> schemas) {
        TableName own = tables.get(name);
        String schema = schemas.get(name.schema());
        return own != null ? own : schema == null ? name : new TableName(schema, name.name());
    }

    /** A table of the sender whose name here would be another one's too; empty if all have names of their own. */
    public Optional<TableName> ambiguous(Manifest sent) {
        Covered covered = sent.covered();
        return covered == null
                ? Optional.empty()
                : covered.tables().stream()
                        .map(CoveredTable::name)
                        .filter(table -> !there(here(table)).equals(table))
                        .findFirst();
    }

    /** The manifest with the names that tables have here. */
    public Manifest here(Manifest sent) {
        if (tables.isEmpty() && schemas.isEmpty()) {
            return sent;
        }
        return sent.renamed(this::here);
    }
}
