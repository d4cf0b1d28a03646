package io.dbferry.sender.tables;

import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TablePatterns;
import io.dbferry.sender.policy.PolicyCatalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;

/** Which tables of the source are shipped. */
public final class TableSelection {
    private TableSelection() {}

    /** Reads the catalog, with what the config's policy leaves of the tables that are meant. */
    public static Catalog read(SenderConfig config, Connection connection) throws SQLException {
        Predicate<TableName> meant = meant(config.tables(), config.exclude());
        return orAll(meant, PolicyCatalog.read(connection, config.policy(), meant));
    }

    /**
     * The tables that the config's patterns name, in the order of names; without patterns, all of the schema public.
     * Those that {@code exclude} names, and those whose rows cannot be carried, are not among them.
     *
     * @throws DbferryException if a pattern of tables names nothing, or no table is left
     */
    public static List<Table> of(List<String> patterns, List<String> exclude, Catalog catalog) {
        TablePatterns excluded = TablePatterns.of(exclude);
        List<Table> left = named(patterns, catalog).stream()
                .filter(t -> !excluded.matches(t.name()) && t.obstacle() == null)
                .toList();
        if (left.isEmpty()) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot choose tables: exclude names all that could be shipped",
                    "Name fewer tables with exclude in the config",
                    null);
        }
        return left;
    }

    /** If all that are meant stand still, none does: a run then meets what is wrong, and says it in the server's words. */
    static Catalog orAll(Predicate<TableName> meant, Catalog catalog) {
        boolean any = catalog.tables().stream().anyMatch(table -> meant.test(table.name()) && table.obstacle() == null);
        return any
                ? catalog
                : new Catalog(
                        catalog.tables().stream().map(TableSelection::tried).toList(), catalog.foreignKeys());
    }

    private static Table tried(Table table) {
        return standsStill(table) ? table.withObstacle(null) : table;
    }

    /** Whether a table does not travel until somebody puts something right. */
    public static boolean standsStill(Table table) {
        return table.obstacle() != null && table.obstacle().isTrouble();
    }

    /** Whether the patterns choose a table of that name. */
    public static Predicate<TableName> meant(List<String> patterns, List<String> exclude) {
        TablePatterns chosen = TablePatterns.of(patterns);
        TablePatterns excluded = TablePatterns.of(exclude);
        return name ->
                (patterns.isEmpty() ? name.schema().equals("public") : chosen.matches(name)) && !excluded.matches(name);
    }

    /** The tables that are meant and not shipped, because their rows cannot be carried. */
    public static List<Table> skipped(List<String> patterns, List<String> exclude, Catalog catalog) {
        Predicate<TableName> meant = meant(patterns, exclude);
        return catalog.tables().stream()
                .filter(t -> t.obstacle() != null && meant.test(t.name()))
                .toList();
    }

    /** Why one of {@link #skipped} is not shipped. */
    public static String describeSkipped(Table table) {
        return "table '" + table.name() + "' is not shipped: it " + table.obstacle();
    }

    private static List<Table> named(List<String> patterns, Catalog catalog) {
        if (patterns.isEmpty()) {
            List<Table> all = catalog.tables().stream()
                    .filter(t -> t.name().schema().equals("public"))
                    .toList();
            if (all.isEmpty()) {
                throw new DbferryException(
                        Failure.SOURCE_DATABASE,
                        "cannot choose tables: the schema public has none",
                        "Name tables of another schema with tables, as \"app.*\"",
                        null);
            }
            return all;
        }
        TablePatterns chosen = TablePatterns.of(patterns);
        List<String> nothing = chosen.matchingNothing(catalog);
        if (!nothing.isEmpty()) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot choose tables: no table matches '" + String.join("', '", nothing) + "'",
                    hint(nothing.get(0), catalog),
                    null);
        }
        return catalog.tables().stream().filter(t -> chosen.matches(t.name())).toList();
    }

    private static String hint(String pattern, Catalog catalog) {
        boolean onlyCase = catalog.tables().stream()
                .map(Table::name)
                .map(TableName::toString)
                .anyMatch(pattern::equals);
        return onlyCase
                ? "Capitals need double quotes, as in pg_dump: '\"" + pattern + "\"'"
                : "Correct tables in the config; patterns are as of pg_dump --table, and the schema is public unless named";
    }
}
