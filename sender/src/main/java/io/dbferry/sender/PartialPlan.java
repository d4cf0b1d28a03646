package io.dbferry.sender;

import io.dbferry.config.PartialConfig;
import io.dbferry.config.PartialConfig.TableStrategy;
import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.sender.change.ChangeStrategy;
import io.dbferry.sender.change.ChangeTimestampColumns;
import io.dbferry.sender.change.ScanStrategy;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.change.WindowStrategy;
import io.dbferry.sender.change.log.LogStrategy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which shipped tables have a strategy for partials, and why the others have none. */
public final class PartialPlan {
    /** In a publication, PostgreSQL would refuse the application's updates of a table without replica identity. */
    private static final String KEY_NOT_IN_LOG = "the log does not name rows by its key";

    private PartialPlan() {}

    /**
     * The choice for each table; a config that names a table or column wrongly is an error. Tables without a key
     * are none if it does not name them: a migration may bring one at any time, and must not stop all others.
     */
    public static List<TableChoice> of(SenderConfig sender, List<Table> tables, Connection connection)
            throws SQLException {
        PartialConfig config = sender.partial();
        ChangeTimestampColumns maintained = ChangeTimestampColumns.read(connection);
        Map<String, TableStrategy> named = config.tables();
        LogStrategy log = new LogStrategy(sender.log(), sender.work());
        for (String name : named.keySet()) {
            if (!name.equals(TableStrategy.OTHERS)
                    && tables.stream().noneMatch(t -> t.name().equals(TableName.written(name)))) {
                throw refused(
                        name, "it is not among the shipped tables", "Mend partial.tables or tables in the config");
            }
        }
        List<TableChoice> choices = new ArrayList<>();
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

    /** The tables that only completes carry because they have no key. */
    static List<TableName> withoutKey(List<TableChoice> choices) {
        return choices.stream()
                .filter(c -> c.cause() == TableChoice.Cause.NO_KEY)
                .map(c -> c.table().name())
                .toList();
    }

    /** The tables whose changes are read from the log. */
    public static List<Table> readFromLog(List<TableChoice> choices) {
        return choices.stream()
                .filter(c -> c.strategy() instanceof LogStrategy)
                .map(TableChoice::table)
                .toList();
    }

    /**
     * The choices for a complete, which only prepares what later partials need. Empty if the config does not fit any
     * more: a complete is what heals that.
     */
    static List<TableChoice> ofComplete(SenderConfig config, List<Table> tables, Connection connection)
            throws SQLException {
        try {
            return of(config, tables, connection);
        } catch (DbferryException e) {
            return List.of(); // dump partial tells
        }
    }

    private static TableChoice named(
            SenderConfig sender,
            Table table,
            TableStrategy strategy,
            ChangeTimestampColumns maintained,
            LogStrategy log) {
        if (strategy.strategy().equals(TableStrategy.AUTO)) {
            return auto(sender, table, maintained, log);
        }
        String name = table.name().toString();
        if (table.key().isEmpty()) {
            throw refused(
                    name,
                    TableChoice.NO_KEY,
                    "Give the table a primary key, or take it out of partial.tables: completes carry it all the same");
        }
        String changed = strategy.changedColumn();
        if (strategy.strategy().equals(TableStrategy.LOG)) {
            return table.rowKey().inLog()
                    ? TableChoice.of(table, log, "as configured")
                    : TableChoice.of(table, new ScanStrategy(), KEY_NOT_IN_LOG);
        }
        return TableChoice.of(
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

    private static TableChoice unnamed(
            SenderConfig sender,
            Table table,
            @Nullable TableStrategy others,
            ChangeTimestampColumns maintained,
            LogStrategy log) {
        if (others != null) {
            return table.key().isEmpty()
                    ? TableChoice.withoutKey(table)
                    : named(sender, table, others, maintained, log);
        }
        return sender.partial().auto() ? auto(sender, table, maintained, log) : TableChoice.notCovered(table);
    }

    /** {@code log} if the config has one; {@code window} where a column tells cheaply what changed; else {@code scan}. */
    private static TableChoice auto(
            SenderConfig sender, Table table, ChangeTimestampColumns maintained, LogStrategy log) {
        if (table.key().isEmpty()) {
            return TableChoice.withoutKey(table);
        }
        if (sender.log().configured()) {
            return table.rowKey().inLog()
                    ? TableChoice.of(table, log, "the config has a log")
                    : TableChoice.of(table, new ScanStrategy(), KEY_NOT_IN_LOG);
        }
        ChangeStrategy strategy = maintained
                .of(table)
                .<ChangeStrategy>map(
                        column -> new WindowStrategy(column, sender.partial().overlap()))
                .orElseGet(ScanStrategy::new);
        return TableChoice.of(table, strategy, maintained.reason(table));
    }

    private static DbferryException refused(String table, String cause, String hint) {
        return new DbferryException(Failure.CONFIG, "cannot ship changes of '" + table + "': " + cause, hint, null);
    }
}
