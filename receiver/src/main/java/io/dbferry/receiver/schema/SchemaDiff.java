package io.dbferry.receiver.schema;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.receiver.schema.SchemaChange.Kind;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.GeneratedEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds where tables here differ from the sender's. */
public final class SchemaDiff {
    private final Catalog here;
    private final TypesHere types;
    private final Set<String> created = new HashSet<>();

    public SchemaDiff(Catalog here, TypesHere types) {
        this.here = here;
        this.types = types;
    }

    /** Table by table, in the order of the entries. A type that several new tables need is made with the first. */
    public List<SchemaChange> of(List<TableEntry> tables) throws SQLException {
        List<SchemaChange> changes = new ArrayList<>();
        for (TableEntry entry : tables) {
            Optional<Table> table = here.find(entry.name());
            if (table.isPresent()) {
                new Differences(entry, table.get(), changes).find();
            } else {
                changes.add(missing(entry));
            }
        }
        return changes;
    }

    private boolean isThere(String type) throws SQLException {
        return created.contains(type.replaceAll("(\\[])+$", "")) || types.has(type);
    }

    private SchemaChange missing(TableEntry entry) throws SQLException {
        Optional<Table> whole = here.tables().stream()
                .filter(table -> table.partitions().contains(entry.name()))
                .findFirst();
        if (whole.isPresent()) {
            return new SchemaChange(
                    entry.name(),
                    Kind.TABLE_ATTACHED,
                    "is a partition of table '" + whole.get().name() + "' here, and not at the sender",
                    List.of(detach(whole.get(), entry.name())));
        }
        CreateTable create = new CreateTable(entry);
        List<String> problems = new ArrayList<>(create.problems());
        if (problems.isEmpty()) {
            List<String> ddl = new ArrayList<>();
            String schema = entry.name().schema();
            if (here.tables().stream().noneMatch(t -> t.name().schema().equals(schema)) && !schema.equals("public")) {
                ddl.add("CREATE SCHEMA IF NOT EXISTS " + Sql.quote(schema));
            }
            for (Map.Entry<String, String> type : create.types().entrySet()) {
                if (!isThere(type.getKey())) {
                    created.add(type.getKey());
                    ddl.add(type.getValue());
                }
            }
            for (ColumnEntry column : entry.columns()) {
                if (!isThere(column.type())) {
                    problems.add(
                            "type " + column.type() + " of its column '" + column.name() + "' is missing here too");
                }
            }
            if (problems.isEmpty()) {
                ddl.add(create.sql());
                return new SchemaChange(entry.name(), Kind.TABLE_MISSING, "is missing here", ddl);
            }
        }
        return new SchemaChange(entry.name(), Kind.TABLE_UNKNOWN, "is missing here, and " + problems.get(0), List.of());
    }

    /** The statement that makes a partition a table by itself. */
    public static String detach(Table whole, TableName partition) {
        return "ALTER TABLE " + whole.name().sql() + " DETACH PARTITION " + partition.sql();
    }

    /** Of one table. */
    private final class Differences {
        private final TableEntry entry;
        private final Table table;
        private final List<SchemaChange> changes;
        private final String alter;

        Differences(TableEntry entry, Table table, List<SchemaChange> changes) {
            this.entry = entry;
            this.table = table;
            this.changes = changes;
            this.alter = "ALTER TABLE " + entry.name().sql() + " ";
        }

        void find() throws SQLException {
            entry.typesOrNone().forEach(this::compare);
            for (ColumnEntry column : entry.columns()) {
                Optional<Column> own = table.column(column.name());
                if (own.isPresent()) {
                    compare(column, own.get());
                } else {
                    missing(column);
                }
            }
            Set<String> shipped = new HashSet<>(entry.columnNames());
            entry.generatedOrNone().stream().map(GeneratedEntry::name).forEach(shipped::add);
            table.columns().stream()
                    .filter(own -> !shipped.contains(own.name()))
                    .forEach(this::own);
        }

        private void compare(TypeDefinition type) {
            TypeDefinition own = table.types().stream()
                    .filter(t -> t.name().equals(type.name()))
                    .findFirst()
                    .orElse(null);
            if (own == null || own.takesAllOf(type)) {
                return; // one that is missing here is that of a column
            }
            boolean enums = type.kind() == TypeDefinition.Kind.ENUM && own.kind() == TypeDefinition.Kind.ENUM;
            String text = "type " + type.name() + " is (" + String.join(", ", own.parts()) + ") here and ("
                    + String.join(", ", type.parts()) + ") at the sender";
            if (enums && TypeText.isType(type.name())) {
                add(Kind.ENUM_VALUES, text, addValues(type, own.parts()));
            } else {
                add(Kind.TYPE_UNKNOWN, text, List.of());
            }
        }

        private void missing(ColumnEntry column) throws SQLException {
            String text = "column '" + column.name() + "' is missing here";
            if (!TypeText.isType(column.type())) {
                add(Kind.COLUMN_UNKNOWN, text + ", and its type is of a form that is not known", List.of());
            } else if (!isThere(column.type())) {
                add(Kind.COLUMN_UNKNOWN, text + ", and so is its type " + column.type(), List.of());
            } else {
                add(Kind.COLUMN_MISSING, text, alter + addColumn(column));
            }
        }

        private void compare(ColumnEntry column, Column own) {
            String name = "column '" + column.name() + "' ";
            if (!own.type().equals(column.type())) {
                String text = name + "is of type " + own.type() + " here and " + column.type() + " at the sender";
                boolean known = TypeText.isType(column.type());
                boolean wider = known && own.carried() && TypeText.widens(own.type(), column.type());
                String ddl = alter + "ALTER COLUMN " + Sql.quote(column.name()) + " TYPE " + column.type();
                add(wider ? Kind.TYPE_WIDENED : Kind.TYPE_OTHER, text, known ? List.of(ddl) : List.of());
            }
            boolean free = own.notNull() && !column.isNotNull() && own.identity() == Column.Identity.NO;
            if (free && !table.key().contains(own.name()) && own.carried()) {
                add(Kind.NULL_ALLOWED, name + "is NOT NULL here and not at the sender", dropNotNull(own));
            }
        }

        private void own(Column own) {
            boolean filled = !own.notNull()
                    || own.defaultSql() != null
                    || !own.carried()
                    || own.identity() != Column.Identity.NO;
            String text = "column '" + own.name() + "' is only here";
            if (filled || table.key().contains(own.name())) {
                add(Kind.OWN_COLUMN, text, List.of());
            } else {
                add(Kind.OWN_COLUMN_NOT_NULL, text + ", NOT NULL without a default", dropNotNull(own));
            }
        }

        private String dropNotNull(Column column) {
            return alter + "ALTER COLUMN " + Sql.quote(column.name()) + " DROP NOT NULL";
        }

        private void add(Kind kind, String text, String ddl) {
            add(kind, text, List.of(ddl));
        }

        private void add(Kind kind, String text, List<String> ddl) {
            changes.add(new SchemaChange(entry.name(), kind, text, ddl));
        }
    }

    /** The clause that adds a column: its rows have no value yet, so it may be null. */
    public static String addColumn(ColumnEntry column) {
        return "ADD COLUMN " + Sql.quote(column.name()) + " " + column.type();
    }

    /**
     * Statements that add values to an enumeration, each behind the one that it follows at the sender: their order is that of
     * comparisons.
     */
    public static List<String> addValues(TypeDefinition type, List<String> own) {
        List<String> ddl = new ArrayList<>();
        for (int i = 0; i < type.parts().size(); i++) {
            String value = type.parts().get(i);
            if (!own.contains(value)) {
                String place = i > 0
                        ? " AFTER " + Sql.literal(type.parts().get(i - 1))
                        : own.isEmpty() ? "" : " BEFORE " + Sql.literal(own.get(0));
                ddl.add("ALTER TYPE " + type.name() + " ADD VALUE IF NOT EXISTS " + Sql.literal(value) + place);
            }
        }
        return ddl;
    }
}
