package io.dbferry.receiver;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.RowKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.postgres.catalog.UniqueIndex;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.DeletedEntry;
import io.dbferry.stream.format.manifest.Extent;
import io.dbferry.stream.format.manifest.GeneratedEntry;
import io.dbferry.stream.format.manifest.SequenceEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.stream.format.manifest.UniqueEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds a shipped table and the receiver's table of that name, alike until a test changes one of them. */
public final class TestTables {
    private static final Pattern CLAUSE = Pattern.compile("(?<!CROSS|DELETE|SELECT|count\\(\\*\\))"
            + "(?= (?:FROM|WHERE|USING|RETURNING|SET|SELECT|(?:CROSS )?JOIN|WHEN) )|(?<=,)(?= \\w+ AS \\()");
    private static final String EQUAL = "OPERATOR(pg_catalog.=)";

    private final TableName name;
    private final List<Column> columns = new ArrayList<>();
    private final List<ColumnEntry> shippedColumns = new ArrayList<>();
    private final List<GeneratedEntry> generated = new ArrayList<>();
    private final List<UniqueIndex> unique = new ArrayList<>();
    private final List<UniqueEntry> shippedUnique = new ArrayList<>();
    private final List<TypeDefinition> types = new ArrayList<>();
    private final List<TypeDefinition> shippedTypes = new ArrayList<>();
    private final List<String> reset = new ArrayList<>();
    private List<String> key = List.of();
    private boolean partitioned;
    private boolean anew;
    private @Nullable DeletedEntry deleted;

    private TestTables(TableName name) {
        this.name = name;
    }

    /** A table as {@link TableName#written} names it. */
    public static TestTables table(String name) {
        return new TestTables(TableName.written(name));
    }

    /** One table of each shape that a statement may have to heed, by what is special about it. */
    public static Map<String, TargetTable> shapes() {
        Map<String, TargetTable> shapes = new LinkedHashMap<>();
        shapes.put(
                "a key of one column",
                table("bus")
                        .column("id", "bigint")
                        .column("plate", "text")
                        .key("id")
                        .target());
        shapes.put(
                "no key",
                table("log")
                        .column("at", "timestamp with time zone")
                        .column("note", "text")
                        .target());
        shapes.put("no columns", table("empty").target());
        shapes.put(
                "nothing but a key of two columns",
                table("line_stop")
                        .column("line", "integer")
                        .column("stop", "integer")
                        .key("stop", "line")
                        .target());
        shapes.put(
                "names that need quotes",
                table("my \"odd\" schema.Bus Stop")
                        .column("Id", "bigint")
                        .column("se\"lect", "text")
                        .column("o'clock", "json")
                        .key("Id")
                        .target());
        shapes.put(
                "partitions",
                table("trip")
                        .column("id", "bigint")
                        .column("day", "date")
                        .column("delay", "interval")
                        .key("id", "day")
                        .partitioned()
                        .target());
        shapes.put(
                "an operator class of an extension, and a key of json",
                table("tag")
                        .column("name", "public.citext", "OPERATOR(public.=)")
                        .column("spec", "jsonb")
                        .column("title", "public.short_json")
                        .key("name", "spec")
                        .target());
        shapes.put(
                "a key with a generated column and a collation",
                table("ticket")
                        .column("code", "text")
                        .column("price", "numeric(8,2)")
                        .generated("code_upper", "text", "upper(code)", "pg_catalog.\"C\"")
                        .key("code_upper")
                        .target());
        shapes.put(
                "an identity that takes no values",
                table("stop")
                        .column("id", "bigint")
                        .identity("number", "integer")
                        .column("name", "text")
                        .key("id")
                        .target());
        shapes.put(
                "an identity that takes no values as key",
                table("driver")
                        .identity("id", "bigint")
                        .column("name", "text")
                        .key("id")
                        .target());
        shapes.put(
                "unique indexes",
                table("depot")
                        .column("id", "bigint")
                        .column("code", "public.citext", "OPERATOR(public.=)")
                        .column("city", "text")
                        .column("place", "integer")
                        .key("id")
                        .unique("depot_code", List.of("code"), List.of("OPERATOR(public.=)"))
                        .unique("depot_place", List.of("city", "place"), List.of(EQUAL, EQUAL))
                        .target());
        shapes.put(
                "columns of the receiver's own",
                table("seat")
                        .column("id", "bigint")
                        .column("row", "integer")
                        .ownColumn("note")
                        .resetColumn("checked")
                        .key("id")
                        .target());
        return shapes;
    }

    public TestTables column(String column, String type) {
        return column(column, type, EQUAL);
    }

    public TestTables column(String column, String type, String equality) {
        columns.add(column(column, type, equality, Column.Identity.NO));
        shippedColumns.add(new ColumnEntry(column, type));
        return this;
    }

    private static Column column(String column, String type, String equality, Column.Identity identity) {
        return new Column(column, 1, type, false, null, Column.Generated.NO, identity, equality, null);
    }

    /** Generated always as identity. */
    public TestTables identity(String column, String type) {
        columns.add(column(column, type, EQUAL, Column.Identity.ALWAYS));
        shippedColumns.add(new ColumnEntry(column, type));
        return this;
    }

    /** Computed on both sides. */
    public TestTables generated(String column, String type, String expression, @Nullable String collation) {
        generatedHere(column, type, expression, collation);
        return generatedThere(column, type, expression);
    }

    public TestTables generatedHere(String column, String type, String expression, @Nullable String collation) {
        columns.add(new Column(
                column, 1, type, false, expression, Column.Generated.STORED, Column.Identity.NO, EQUAL, collation));
        return this;
    }

    public TestTables generatedThere(String column, String type, String expression) {
        generated.add(new GeneratedEntry(column, type, expression));
        return this;
    }

    /** A column that the sender does not have. */
    public TestTables ownColumn(String column) {
        columns.add(column(column, "text", EQUAL, Column.Identity.NO));
        return this;
    }

    /** A column that the sender alone has. */
    public TestTables columnThere(String column, String type) {
        shippedColumns.add(new ColumnEntry(column, type));
        return this;
    }

    /** A column that the sender does not have, named by {@code reset}. */
    public TestTables resetColumn(String column) {
        reset.add(column);
        return ownColumn(column);
    }

    public TestTables key(String... names) {
        key = List.of(names);
        return this;
    }

    public TestTables partitioned() {
        partitioned = true;
        return this;
    }

    /** A unique index of both sides. */
    public TestTables unique(String index, List<String> names, List<String> operators) {
        shippedUnique.add(new UniqueEntry(names, null, null));
        return uniqueHere(new UniqueIndex(index, names, operators, false, null));
    }

    public TestTables uniqueHere(UniqueIndex index) {
        unique.add(index);
        return this;
    }

    public TestTables uniqueThere(UniqueEntry entry) {
        shippedUnique.add(entry);
        return this;
    }

    public TestTables typeHere(TypeDefinition type) {
        types.add(type);
        return this;
    }

    public TestTables typeThere(TypeDefinition type) {
        shippedTypes.add(type);
        return this;
    }

    /** The rows carried are all that there are. */
    public TestTables anew() {
        anew = true;
        return this;
    }

    public TestTables deleted(DeletedEntry entry) {
        deleted = entry;
        return this;
    }

    public TableEntry shipped() {
        return new TableEntry(
                name,
                List.copyOf(shippedColumns),
                key,
                0,
                null,
                null,
                null,
                List.<SequenceEntry>of(),
                List.copyOf(shippedUnique),
                List.copyOf(generated),
                List.copyOf(shippedTypes),
                deleted,
                anew ? Extent.REPLACING : null,
                null);
    }

    /** The receiver's table. */
    public Table here() {
        return new Table(
                name,
                16384 + (name.hashCode() & 0xffff),
                partitioned,
                false,
                columns,
                new RowKey(key, true, true),
                partitioned ? List.of(new TableName(name.schema(), name.name() + "_1")) : List.of(),
                unique,
                types,
                true,
                null);
    }

    public TargetTable target() {
        List<String> names = shippedColumns.stream().map(ColumnEntry::name).toList();
        return new TargetTable(
                shipped(),
                here(),
                names.stream()
                        .flatMap(column -> columns.stream().filter(c -> c.name().equals(column)))
                        .toList(),
                List.copyOf(reset));
    }

    /** Text of a golden file: each case with statements under its name, and these broken before their clauses. */
    public static String sections(Map<String, List<String>> cases) {
        return cases.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .map(e -> "-- " + e.getKey() + "\n"
                        + e.getValue().stream()
                                .map(sql -> CLAUSE.matcher(sql).replaceAll("\n   ") + ";\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }
}
