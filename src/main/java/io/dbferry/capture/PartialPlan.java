package io.dbferry.capture;

import io.dbferry.catalog.Column;
import io.dbferry.catalog.Table;
import io.dbferry.catalog.TableName;
import io.dbferry.config.PartialConfig;
import io.dbferry.config.PartialConfig.TableStrategy;
import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which shipped tables have a strategy for partials, and why the others have none. */
public final class PartialPlan {
    private static final String NO_KEY = "it has no primary key";

    /**
     * What a partial does with a table.
     *
     * @param strategy absent if only completes carry its changes
     * @param reason of the choice, for people
     */
    public record Choice(Table table, @Nullable ChangeStrategy strategy, String reason) {}

    private PartialPlan() {}

    /**
     * The choice for each table; a config that names a table or column wrongly is an error. Tables without a primary key
     * are none if it does not name them: a migration may bring one at any time, and must not stop all others.
     */
    public static List<Choice> of(SenderConfig sender, List<Table> tables, Connection connection) throws SQLException {
        PartialConfig config = sender.partial();
        MaintainedColumns maintained = MaintainedColumns.read(connection);
        Map<String, TableStrategy> named = config.tables();
        LogStrategy log = new LogStrategy(sender.log(), sender.work());
        for (String name : named.keySet()) {
            if (!name.equals(TableStrategy.OTHERS)
                    && tables.stream().noneMatch(t -> t.name().equals(TableName.written(name)))) {
                throw refused(
                        name, "it is not among the shipped tables", "Mend partial.tables or tables in the config");
            }
        }
        List<Choice> choices = new ArrayList<>();
        for (Table table : tables) {
            TableStrategy strategy = named.get(table.name().toString());
            if (strategy == null) {
                strategy = named.get(table.name().schema() + "." + table.name().name());
            }
            choices.add(
                    strategy == null
                            ? unnamed(sender, table, named.get(TableStrategy.OTHERS), maintained, log)
                            : named(sender, table, strategy, maintained, log));
        }
        return choices;
    }

    /** The tables that only completes carry because they have no primary key. */
    static List<TableName> withoutKey(List<Choice> choices) {
        return choices.stream()
                .filter(c -> c.strategy() == null && c.reason().equals(NO_KEY))
                .map(c -> c.table().name())
                .toList();
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
     * The choices for a complete, which only prepares what later partials need. Empty if the config does not fit any
     * more: a complete is what heals that.
     */
    static List<Choice> ofComplete(SenderConfig config, List<Table> tables, Connection connection) throws SQLException {
        try {
            return of(config, tables, connection);
        } catch (DbferryException e) {
            return List.of(); // dump partial tells
        }
    }

    /** The tables whose deleted rows only a comparison of keys finds. */
    static List<Table> deaf(List<Choice> choices) {
        return choices.stream()
                .filter(c -> c.strategy() != null && !c.strategy().touches())
                .map(Choice::table)
                .toList();
    }

    /** The choices with a comparison of keys for strategies that cannot tell deleted rows. */
    static List<Choice> withDeletes(List<Choice> choices, KnownKeys known) {
        Map<ChangeStrategy, ChangeStrategy> with = new IdentityHashMap<>();
        return choices.stream()
                .map(c -> c.strategy() == null || c.strategy().touches()
                        ? c
                        : new Choice(
                                c.table(),
                                with.computeIfAbsent(c.strategy(), s -> new WithDeletes(s, known)),
                                c.reason()))
                .toList();
    }

    private static Choice named(
            SenderConfig sender, Table table, TableStrategy strategy, MaintainedColumns maintained, LogStrategy log) {
        if (strategy.strategy().equals(TableStrategy.AUTO)) {
            return auto(sender, table, maintained, log);
        }
        String name = table.name().toString();
        if (table.key().isEmpty()) {
            throw refused(
                    name,
                    NO_KEY,
                    "Give the table a primary key, or take it out of partial.tables: completes carry it all the same");
        }
        String changed = strategy.changedColumn();
        if (strategy.strategy().equals(TableStrategy.LOG)) {
            return new Choice(table, log, "as configured");
        }
        return new Choice(
                table,
                changed == null ? new ScanStrategy() : window(sender.partial(), table, changed),
                "as configured");
    }

    private static WindowStrategy window(PartialConfig config, Table table, String changed) {
        String name = table.name().toString();
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
        return new WindowStrategy(column, config.overlap());
    }

    private static Choice unnamed(
            SenderConfig sender,
            Table table,
            @Nullable TableStrategy others,
            MaintainedColumns maintained,
            LogStrategy log) {
        if (others != null) {
            return table.key().isEmpty()
                    ? new Choice(table, null, NO_KEY)
                    : named(sender, table, others, maintained, log);
        }
        return sender.partial().auto()
                ? auto(sender, table, maintained, log)
                : new Choice(table, null, "not in partial.tables");
    }

    /** {@code log} if the config has one; {@code window} where a column tells cheaply what changed; else {@code scan}. */
    private static Choice auto(SenderConfig sender, Table table, MaintainedColumns maintained, LogStrategy log) {
        if (table.key().isEmpty()) {
            return new Choice(table, null, NO_KEY);
        }
        if (sender.log().configured()) {
            return new Choice(table, log, "the config has a log");
        }
        ChangeStrategy strategy = maintained
                .of(table)
                .<ChangeStrategy>map(
                        column -> new WindowStrategy(column, sender.partial().overlap()))
                .orElseGet(ScanStrategy::new);
        return new Choice(table, strategy, maintained.reason(table));
    }

    private static DbferryException refused(String table, String cause, String hint) {
        return new DbferryException(Failure.CONFIG, "cannot ship changes of '" + table + "': " + cause, hint, null);
    }
}
