package io.dbferry.init.apply;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.receiver.schema.CreateTable;
import io.dbferry.stream.format.manifest.TableEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Statements that make tables as a signed manifest describes them: columns, the key, unique columns, numbering columns. Nothing of
 * the manifest gets into a statement but quoted names, quoted texts, and types of a form that can be nothing else.
 */
final class TablesSql {
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
        tables.forEach(table -> problems.addAll(new CreateTable(table).problems()));
        if (!problems.isEmpty()) {
            throw new DbferryException(
                    Failure.TARGET_DATABASE,
                    "cannot make the tables of the first complete:\n  " + String.join("\n  ", problems),
                    "Make the tables with the application's migrations, or from database.sql.zst:"
                            + " docs/how-to/create-the-receivers-tables.md. Then run the same command again, which continues here");
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
            lines.add(new CreateTable(table).sql() + ";");
            lines.add("ALTER TABLE " + table.name().sql() + " OWNER TO " + owner + ";");
        });
        lines.add("COMMIT;");
        return String.join("\n", lines);
    }

    private Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        for (TableEntry table : tables) {
            new CreateTable(table).types().forEach((name, sql) -> {
                if (!hasType.test(name)) {
                    types.put(name, sql + ";\nALTER TYPE " + name + " OWNER TO " + owner + ";");
                }
            });
        }
        return types;
    }
}
