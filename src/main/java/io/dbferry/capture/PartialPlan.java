package io.dbferry.capture;

import io.dbferry.catalog.Column;
import io.dbferry.catalog.Table;
import io.dbferry.catalog.TableName;
import io.dbferry.config.PartialConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which shipped tables have a strategy for partials, and why the others have none. */
public final class PartialPlan {
    /** Column names that applications keep for "last changed", the surest first; the seed's is the last. */
    private static final List<String> CHANGED =
            List.of("updated_at", "modified_at", "updated", "modified", "last_modified", "changed_at", "timestamp");

    /**
     * What a partial does with a table.
     *
     * @param strategy absent if only completes carry its changes
     * @param reason of the choice, for people
     */
    public record Choice(Table table, @Nullable ChangeStrategy strategy, String reason) {}

    private PartialPlan() {}

    /** The choice for each table; a config that names a table or column wrongly is an error. */
    public static List<Choice> of(SenderConfig sender, List<Table> tables) {
        PartialConfig config = sender.partial();
        Map<String, PartialConfig.TableStrategy> named = config.tables();
        LogStrategy log = new LogStrategy(sender.log(), sender.work());
        for (String name : named.keySet()) {
            if (tables.stream().noneMatch(t -> t.name().equals(TableName.written(name)))) {
                throw refused(
                        name, "it is not among the shipped tables", "Mend partial.tables or tables in the config");
            }
        }
        List<Choice> choices = new ArrayList<>();
        for (Table table : tables) {
            PartialConfig.TableStrategy strategy = named.get(table.name().toString());
            if (strategy == null) {
                strategy = named.get(table.name().schema() + "." + table.name().name());
            }
            choices.add(strategy == null ? unnamed(config, table) : named(config, table, strategy, log));
        }
        return choices;
    }

    /** The tables whose changes are read from the log. */
    public static List<Table> readFromLog(List<Choice> choices) {
        return choices.stream()
                .filter(c -> c.strategy() instanceof LogStrategy)
                .map(Choice::table)
                .toList();
    }

    /** The strategies of those choices, each once. */
    static List<ChangeStrategy> strategies(List<Choice> choices) {
        Map<ChangeStrategy, Boolean> found = new IdentityHashMap<>();
        return choices.stream()
                .map(Choice::strategy)
                .filter(Objects::nonNull)
                .filter(strategy -> found.put(strategy, true) == null)
                .toList();
    }

    /**
     * The strategies that a complete tells where partials will go on. One whose config does not fit any more is left
     * out: a complete is what heals that.
     */
    static List<ChangeStrategy> strategiesOfComplete(SenderConfig config, List<Table> tables) {
        try {
            return strategies(of(config, tables));
        } catch (DbferryException e) {
            return List.of(); // dump partial tells
        }
    }

    private static Choice named(
            PartialConfig config, Table table, PartialConfig.TableStrategy strategy, LogStrategy log) {
        String name = table.name().toString();
        if (table.key().isEmpty()) {
            throw refused(
                    name,
                    "it has no primary key",
                    "Give the table a primary key, or take it out of partial.tables: completes carry it all the same");
        }
        String changed = strategy.changedColumn();
        if (changed == null) {
            return new Choice(table, log, "as configured");
        }
        Column column = table.column(changed)
                .orElseThrow(() -> refused(
                        name,
                        "it has no column '" + changed + "'",
                        "Mend partial.tables." + name + ".changed in the config"));
        if (!WindowStrategy.takes(column)) {
            throw refused(
                    name,
                    "column '" + column.name() + "' is of type " + column.type() + ", not a timestamp",
                    "Name a timestamp column with partial.tables." + name + ".changed");
        }
        return new Choice(table, new WindowStrategy(column, config.overlap()), "as configured");
    }

    private static Choice unnamed(PartialConfig config, Table table) {
        if (!config.auto()) {
            return new Choice(table, null, "not in partial.tables");
        }
        if (table.key().isEmpty()) {
            return new Choice(table, null, "it has no primary key");
        }
        Optional<Column> column = CHANGED.stream()
                .flatMap(name -> table.columns().stream()
                        .filter(WindowStrategy::takes)
                        .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(name)))
                .findFirst();
        return column.map(c -> new Choice(table, new WindowStrategy(c, config.overlap()), "chosen for its name"))
                .orElseGet(() -> new Choice(table, null, "no column tells when a row changed"));
    }

    private static DbferryException refused(String table, String cause, String hint) {
        return new DbferryException(Failure.CONFIG, "cannot ship changes of '" + table + "': " + cause, hint, null);
    }
}
