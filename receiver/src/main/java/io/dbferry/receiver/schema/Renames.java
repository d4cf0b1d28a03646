package io.dbferry.receiver.schema;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.schema.SchemaChange.Kind;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What the sender has renamed since the receiver's tables were last written: what has another name there and still its number.
 * What is not called here as it was then, or whose new name something else has here, is left alone.
 */
public final class Renames {
    private final Map<TableName, Table> tables = new TreeMap<>();
    private final Map<Long, KnownTable> known;
    private final List<SchemaChange> found = new ArrayList<>();
    private final List<KnownTable> after = new ArrayList<>();

    private Renames(Catalog here, List<KnownTable> known) {
        here.tables().forEach(table -> tables.put(table.name(), table));
        this.known = known.stream().collect(Collectors.toMap(KnownTable::number, table -> table, (a, b) -> b));
    }

    /**
     * Finds them.
     *
     * @param shipped tables as the sender describes them
     * @param numbers the sender's, by the names that it has now
     * @param known the tables here as they were last written
     */
    public static Renames of(
            List<TableEntry> shipped, Map<TableName, Long> numbers, List<KnownTable> known, Catalog here) {
        Renames renames = new Renames(here, known);
        Map<TableName, KnownTable> before = new TreeMap<>();
        for (TableEntry entry : shipped) {
            Optional.ofNullable(renames.known.get(numbers.getOrDefault(entry.name(), 0L)))
                    .ifPresent(table -> before.put(entry.name(), table));
        }
        renames.findTables(before);
        for (TableEntry entry : shipped) {
            if (before.containsKey(entry.name()) && renames.tables.containsKey(entry.name())) {
                renames.findColumns(entry, before.get(entry.name()));
            }
        }
        return renames;
    }

    /** In an order in which they can be made. */
    public List<SchemaChange> changes() {
        return List.copyOf(found);
    }

    /** The statements that rename the table and its columns; none if nothing of it is renamed. */
    public List<String> ddl(TableName table) {
        return found.stream()
                .filter(change -> change.table().equals(table))
                .flatMap(change -> change.ddl().stream())
                .toList();
    }

    /** How the tables with renames are known once all is renamed. */
    public List<KnownTable> after() {
        return after.stream()
                .filter(table ->
                        found.stream().anyMatch(change -> change.table().equals(table.name())))
                .toList();
    }

    /** The receiver's tables as they are once all is renamed. */
    public Catalog renamed() {
        return new Catalog(List.copyOf(tables.values()), List.of());
    }

    /** One that the sender has moved to another schema is not followed there. */
    private void findTables(Map<TableName, KnownTable> before) {
        Map<String, Map<String, String>> schemas = new TreeMap<>();
        before.forEach((now, then) -> {
            if (then.name().schema().equals(now.schema()) && tables.containsKey(then.name())) {
                schemas.computeIfAbsent(now.schema(), schema -> new TreeMap<>())
                        .put(then.name().name(), now.name());
            }
        });
        Map<TableName, Table> here = Map.copyOf(tables);
        schemas.forEach((schema, names) -> {
            UnaryOperator<String> sql = name -> new TableName(schema, name).sql();
            RenameSteps steps = new RenameSteps(names, name -> here.containsKey(new TableName(schema, name)));
            steps.renames().keySet().forEach(name -> tables.remove(new TableName(schema, name)));
            for (RenameSteps.Step step :
                    steps.inOrder((from, to) -> "ALTER TABLE " + sql.apply(from) + " RENAME TO " + Sql.quote(to))) {
                TableName then = new TableName(schema, step.from());
                TableName now = new TableName(schema, step.to());
                add(now, Kind.TABLE_RENAMED, step, "is called '" + then + "' here");
                tables.put(now, Objects.requireNonNull(here.get(then)).named(now, name -> name));
            }
        });
    }

    private void findColumns(TableEntry entry, KnownTable before) {
        Table table = Objects.requireNonNull(tables.get(entry.name()));
        Map<String, String> names = new TreeMap<>();
        for (ColumnEntry column : entry.columns()) {
            String then = before.columns().get(column.number());
            if (then != null && table.column(then).filter(Column::carried).isPresent()) {
                names.put(then, column.name());
            }
        }
        RenameSteps steps = new RenameSteps(names, name -> table.column(name).isPresent());
        String rename = "ALTER TABLE " + entry.name().sql() + " RENAME COLUMN ";
        for (RenameSteps.Step step : steps.inOrder((from, to) -> rename + Sql.quote(from) + " TO " + Sql.quote(to))) {
            String text = "column '" + step.to() + "' is called '" + step.from() + "' here";
            add(entry.name(), Kind.COLUMN_RENAMED, step, text);
        }
        UnaryOperator<String> now = name -> steps.renames().getOrDefault(name, name);
        tables.put(entry.name(), table.named(entry.name(), now));
        Map<Integer, String> columns = new HashMap<>();
        before.columns().forEach((number, name) -> columns.put(number, now.apply(name)));
        after.add(new KnownTable(entry.name(), before.number(), columns));
    }

    private void add(TableName table, Kind kind, RenameSteps.Step step, String text) {
        found.add(new SchemaChange(table, kind, text, step.ddl()));
    }
}
