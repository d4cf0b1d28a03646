package io.dbferry.init.apply;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.stream.format.Manifest.ColumnEntry;
import io.dbferry.stream.format.Manifest.SequenceEntry;
import io.dbferry.stream.format.Manifest.TableEntry;
import io.dbferry.stream.format.Manifest.UniqueEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Statements that make tables as a signed manifest describes them: columns, the key, unique columns, numbering columns. Nothing of
 * the manifest gets into a statement but quoted names, quoted texts, and types of a form that can be nothing else.
 */
final class TablesSql {
    private static final String QUOTED = "\"(?:[^\"]|\"\")+\"";
    private static final String WORD = "[a-z_][a-z0-9_]*";
    private static final String NAME = "(?:" + QUOTED + "|" + WORD + ")";
    private static final String UNIT = "(?:year|month|day|hour|minute|second)";
    private static final String ARGUMENTS = "(?:\\([A-Za-z0-9_, -]*\\))?";
    /** What {@code format_type} writes. */
    private static final Pattern TYPE = Pattern.compile("(?:character varying" + ARGUMENTS + "|bit varying" + ARGUMENTS
            + "|double precision|time(?:stamp)?" + ARGUMENTS + " with(?:out)? time zone|interval(?: " + UNIT + "(?: to "
            + UNIT + ")?)?" + ARGUMENTS + "|" + NAME + "(?:\\." + NAME + ")?" + ARGUMENTS + ")(?:\\[])*");

    private final List<TableEntry> tables;
    private final String owner;
    private final Predicate<String> hasType;

    /**
     * @param tables to be made
     * @param owner the role that gets them
     * @param hasType whether the database has a type of that name already
     * @throws DbferryException if a table cannot be made of what a manifest says
     */
    TablesSql(List<TableEntry> tables, String owner, Predicate<String> hasType) {
        this.tables = List.copyOf(tables);
        this.owner = Sql.quote(owner);
        this.hasType = hasType;
        List<String> problems = new ArrayList<>();
        tables.forEach(table -> problems(table, problems));
        if (!problems.isEmpty()) {
            throw new DbferryException(
                    Failure.TARGET_DATABASE,
                    "cannot make the tables of the first complete:\n  " + String.join("\n  ", problems),
                    "Make the tables with the application's migrations, or from database.sql.zst:"
                            + " docs/how-to/create-the-receivers-tables.md. Then run the same command again, which continues here");
        }
    }

    private static void problems(TableEntry table, List<String> problems) {
        if (!table.generatedOrNone().isEmpty()) {
            problems.add("table '" + table.name() + "' has columns that the database computes");
        }
        for (TypeDefinition type : table.typesOrNone()) {
            if (type.kind() != TypeDefinition.Kind.ENUM) {
                problems.add("type " + type.name() + " of table '" + table.name() + "' is no enumeration");
            } else if (!TYPE.matcher(type.name()).matches()) {
                problems.add("the name of type " + type.name() + " has a form that is not known");
            }
        }
        for (ColumnEntry column : table.columns()) {
            if (!TYPE.matcher(column.type()).matches()) {
                problems.add("column '" + column.name() + "' of table '" + table.name() + "' has the type "
                        + column.type() + ", whose form is not known");
            }
        }
    }

    /** That all of them are there, as a query that gives true. */
    String check() {
        return "SELECT "
                + tables.stream()
                        .map(t -> "to_regclass(" + Sql.literal(t.name().sql()) + ") IS NOT NULL")
                        .collect(Collectors.joining(" AND "))
                + ";";
    }

    /** All in one transaction. */
    String statements() {
        List<String> lines = new ArrayList<>(List.of("BEGIN;"));
        TreeSet<String> schemas = new TreeSet<>();
        tables.forEach(t -> schemas.add(t.name().schema()));
        schemas.remove("public");
        schemas.forEach(schema ->
                lines.add("CREATE SCHEMA IF NOT EXISTS " + Sql.quote(schema) + " AUTHORIZATION " + owner + ";"));
        types().forEach((name, type) -> lines.add(type));
        tables.forEach(table -> {
            lines.add(create(table));
            lines.add("ALTER TABLE " + table.name().sql() + " OWNER TO " + owner + ";");
        });
        lines.add("COMMIT;");
        return String.join("\n", lines);
    }

    private Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        for (TableEntry table : tables) {
            for (TypeDefinition type : table.typesOrNone()) {
                String labels = type.parts().stream().map(Sql::literal).collect(Collectors.joining(", "));
                if (!hasType.test(type.name())) {
                    types.put(
                            type.name(),
                            "CREATE TYPE " + type.name() + " AS ENUM (" + labels + ");\nALTER TYPE " + type.name()
                                    + " OWNER TO " + owner + ";");
                }
            }
        }
        return types;
    }

    private static String create(TableEntry table) {
        List<String> lines = new ArrayList<>();
        List<String> numbering =
                table.sequencesOrNone().stream().map(SequenceEntry::column).toList();
        for (ColumnEntry column : table.columns()) {
            String identity = numbering.contains(column.name()) && column.type().matches("smallint|integer|bigint")
                    ? " GENERATED BY DEFAULT AS IDENTITY"
                    : "";
            lines.add(Sql.quote(column.name()) + " " + column.type() + identity);
        }
        if (!table.key().isEmpty()) {
            lines.add("PRIMARY KEY (" + Sql.list(table.key()) + ")");
        }
        for (UniqueEntry unique : table.uniqueOrNone()) {
            if (!unique.columnsOrNone().isEmpty() && unique.definition() == null) {
                lines.add("UNIQUE " + (unique.equalNulls() ? "NULLS NOT DISTINCT " : "") + "("
                        + Sql.list(unique.columnsOrNone()) + ")");
            }
        }
        return "CREATE TABLE " + table.name().sql() + " (\n  " + String.join(",\n  ", lines) + "\n);";
    }
}
