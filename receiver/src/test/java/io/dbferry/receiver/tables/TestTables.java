package io.dbferry.receiver.tables;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Column.Generated;
import io.dbferry.postgres.catalog.Column.Identity;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.postgres.catalog.UniqueIndex;
import io.dbferry.stream.format.Manifest.ColumnEntry;
import io.dbferry.stream.format.Manifest.TableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table here and what a shipment has of it, as they would be read. */
public final class TestTables {
    public static final TableName BUS = new TableName("public", "bus");

    private final List<Column> columns = new ArrayList<>();
    private final List<ColumnEntry> shipped = new ArrayList<>();
    private final List<String> reset = new ArrayList<>();
    private List<String> key = List.of();
    private List<UniqueIndex> unique = List.of();
    private List<TypeDefinition> types = List.of();
    private long rows;
    private @Nullable String file;

    /** A column that the shipment has too; equal values are found by {@code =}. */
    public TestTables column(String name, String type) {
        return column(name, type, Identity.NO);
    }

    public TestTables column(String name, String type, Identity identity) {
        columns.add(new Column(name, type, true, null, Generated.NO, identity, "=", null));
        shipped.add(new ColumnEntry(name, type));
        return this;
    }

    /** A column of the receiver's own. */
    public TestTables own(String name, Generated generated) {
        columns.add(new Column(name, "text", false, null, generated, Identity.NO, "=", null));
        return this;
    }

    public TestTables reset(String name) {
        reset.add(name);
        return own(name, Generated.NO);
    }

    public TestTables key(String... names) {
        key = List.of(names);
        return this;
    }

    public TestTables unique(UniqueIndex... indexes) {
        unique = List.of(indexes);
        return this;
    }

    public TestTables types(TypeDefinition... definitions) {
        types = List.of(definitions);
        return this;
    }

    public TestTables rows(long count) {
        rows = count;
        return this;
    }

    public TestTables file(String name) {
        file = name;
        return this;
    }

    public Table table() {
        return new Table(BUS, 7, false, false, columns, key, List.of(), unique, types, true);
    }

    public TableEntry entry() {
        return new TableEntry(BUS, shipped, key, rows, file, null, null, null, null, null, null, null, null, null);
    }

    public TargetTable target() {
        List<Column> written = columns.stream()
                .filter(c -> shipped.stream().anyMatch(s -> s.name().equals(c.name())))
                .toList();
        return new TargetTable(entry(), table(), written, List.copyOf(reset));
    }

    /** A unique index of these columns. */
    public static UniqueIndex index(String name, String... columns) {
        String[] operators = new String[columns.length];
        Arrays.fill(operators, "=");
        return new UniqueIndex(name, List.of(columns), List.of(operators), false, null);
    }
}
