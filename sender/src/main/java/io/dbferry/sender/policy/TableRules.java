package io.dbferry.sender.policy;

import io.dbferry.config.policy.ColumnRule;
import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TablePatterns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which rules of the config are for which table. */
final class TableRules {
    /** What stands below a pattern. */
    private record Below<T>(String written, TablePatterns pattern, T content) {}

    private final List<Below<Map<String, ColumnRule>>> columns;
    private final List<Below<String>> rows;
    private final boolean strict;

    private TableRules(List<Below<Map<String, ColumnRule>>> columns, List<Below<String>> rows, boolean strict) {
        this.columns = columns;
        this.rows = rows;
        this.strict = strict;
    }

    static TableRules of(PolicyConfig config) {
        return new TableRules(below(config.columns()), below(config.rows()), config.strict());
    }

    private static <T> List<Below<T>> below(Map<String, T> map) {
        List<Below<T>> all = new ArrayList<>();
        map.forEach((pattern, content) -> all.add(new Below<>(pattern, TablePatterns.of(List.of(pattern)), content)));
        return all;
    }

    /**
     * Refuses a pattern that no table has, and a column that none of its pattern's tables has: a name that is written wrongly
     * would let travel what must not.
     */
    void requireAllUsed(Catalog catalog) {
        for (Below<Map<String, ColumnRule>> each : columns) {
            List<Table> tables = tables(each, "columns", catalog);
            for (String column : each.content().keySet()) {
                boolean found = column.equals(PolicyConfig.OTHERS)
                        || tables.stream().anyMatch(t -> t.column(column).isPresent());
                if (!found) {
                    throw refused("columns", "'" + each.written() + "' has no column '" + column + "'");
                }
            }
        }
        rows.forEach(each -> tables(each, "rows", catalog));
    }

    private static List<Table> tables(Below<?> below, String key, Catalog catalog) {
        List<Table> tables = catalog.tables().stream()
                .filter(t -> below.pattern().matches(t.name()))
                .toList();
        if (tables.isEmpty()) {
            throw refused(key, "no table matches '" + below.written() + "'");
        }
        return tables;
    }

    private static DbferryException refused(String key, String cause) {
        return new DbferryException(
                Failure.CONFIG,
                "cannot apply policy." + key + ": " + cause,
                "Correct it in the config: patterns are as of pg_dump --table, columns exactly as they are, with their capitals",
                null);
    }

    /** Whether the table as a whole may not travel, as nothing is said of it. */
    boolean isUnlisted(Table table) {
        return strict
                && condition(table) == null
                && columns.stream().noneMatch(each -> each.pattern().matches(table.name()));
    }

    /** Whether the policy is strict, and says nothing of the column. */
    boolean isUnlisted(Table table, String column) {
        return strict
                && rule(table, column).isEmpty()
                && rule(table, PolicyConfig.OTHERS).isEmpty();
    }

    /** The rule that is written for the column itself; empty if there is none. */
    Optional<ColumnRule> named(Table table, String column) {
        return rule(table, column);
    }

    /** The rule of all columns that are not named. */
    ColumnRule others(Table table) {
        return rule(table, PolicyConfig.OTHERS)
                .orElseGet(() -> strict ? ColumnRule.OMIT : new ColumnRule(ColumnRule.Kind.KEEP, ""));
    }

    private Optional<ColumnRule> rule(Table table, String column) {
        return columns.stream()
                .filter(each -> each.pattern().matches(table.name()))
                .flatMap(each -> Optional.ofNullable(each.content().get(column)).stream())
                .findFirst();
    }

    /** The condition for rows that travel, as it is written; null for all. */
    @Nullable
    String condition(Table table) {
        return rows.stream()
                .filter(each -> each.pattern().matches(table.name()))
                .map(Below::content)
                .findFirst()
                .orElse(null);
    }
}
