package io.dbferry.sender;

import io.dbferry.config.PartialConfig;
import io.dbferry.config.PartialConfig.Strategy;
import io.dbferry.config.PartialConfig.TableStrategy;
import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.log.LogSetupProblem;
import io.dbferry.postgres.log.Publication;
import io.dbferry.sender.change.ChangeStrategy;
import io.dbferry.sender.change.ChangeTimestampColumns;
import io.dbferry.sender.change.ScanStrategy;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.change.WindowStrategy;
import io.dbferry.sender.change.log.LogStrategy;
import io.dbferry.sender.tables.SourceTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which shipped tables have a strategy for partials, and why the others have none. */
public final class PartialPlan {
    private final PartialConfig config;
    private final Map<String, TableStrategy> named;
    private final ChangeTimestampColumns maintained;
    private final boolean logConfigured;
    private final LogStrategy log;
    private final Map<TableName, LogSetupProblem> notTold;

    /**
     * @param logConfigured whether the config has a log, so that {@code auto} takes it
     * @param notTold tables whose changes the log does not tell now: they are scanned
     */
    PartialPlan(
            PartialConfig config,
            ChangeTimestampColumns maintained,
            boolean logConfigured,
            LogStrategy log,
            Map<TableName, LogSetupProblem> notTold) {
        this.config = config;
        this.named = config.tables();
        this.maintained = maintained;
        this.logConfigured = logConfigured;
        this.log = log;
        this.notTold = notTold;
    }

    /**
     * The choice for each table; a config that names a table or column wrongly is an error. Tables without a key
     * are none if it does not name them: a migration may bring one at any time, and must not stop all others.
     */
    public static List<TableChoice> of(SenderConfig sender, SourceTables source, Connection connection)
            throws SQLException {
        List<Table> tables = source.shipped();
        boolean reads = sender.log().configured()
                || sender.partial().tables().values().stream().anyMatch(t -> t.strategy() == Strategy.LOG);
        return new PartialPlan(
                        sender.partial(),
                        ChangeTimestampColumns.read(connection),
                        sender.log().configured(),
                        new LogStrategy(sender.log(), sender.work()),
                        reads
                                ? new Publication(sender.log().publication()).problemsByTable(connection, tables)
                                : Map.of())
                .choices(tables, source::standsStill);
    }

    /**
     * The choices for a complete, which only prepares what later partials need. Empty if the config does not fit any
     * more: a complete is what heals that.
     */
    static List<TableChoice> ofComplete(SenderConfig config, SourceTables source, Connection connection)
            throws SQLException {
        try {
            return of(config, source, connection);
        } catch (DbferryException e) {
            return List.of(); // dump partial reports it
        }
    }

    /** The tables that only completes carry because they have no key. */
    static List<TableName> withoutKey(List<TableChoice> choices) {
        return choices.stream()
                .filter(c -> c instanceof TableChoice.CompletesOnly only && only.cause() == TableChoice.Cause.NO_KEY)
                .map(c -> c.table().name())
                .toList();
    }

    /** The tables whose changes are read from the log, or are meant to be. */
    public static List<Table> readFromLog(List<TableChoice> choices) {
        return TableChoice.followed(choices)
                .filter(c -> c.strategy() instanceof LogStrategy || c.notTold().isPresent())
                .map(TableChoice::table)
                .toList();
    }

    /** @param standsStill whether a table of that name is meant, and cannot be read now */
    List<TableChoice> choices(List<Table> tables, Predicate<TableName> standsStill) {
        for (String name : named.keySet()) {
            if (!name.equals(TableStrategy.OTHERS)
                    && !standsStill.test(TableName.written(name))
                    && tables.stream().noneMatch(t -> t.name().equals(TableName.written(name)))) {
                throw refused(name, "it is not among the shipped tables", "Fix partial.tables or tables in the config");
            }
        }
        return tables.stream().map(this::choice).toList();
    }

    private TableChoice choice(Table table) {
        Optional<TableStrategy> strategy = Optional.ofNullable(
                        named.get(table.name().toString()))
                .or(() -> Optional.ofNullable(
                        named.get(table.name().schema() + "." + table.name().name())));
        if (strategy.isPresent()) {
            return byName(table, strategy.get());
        }
        TableStrategy others = named.get(TableStrategy.OTHERS);
        if (others != null) {
            return table.key().isEmpty() ? withoutKey(table) : byName(table, others);
        }
        return config.auto() ? auto(table) : new TableChoice.CompletesOnly(table, TableChoice.Cause.NOT_COVERED);
    }

    private TableChoice byName(Table table, TableStrategy named) {
        if (named.strategy() == Strategy.AUTO) {
            return auto(table);
        }
        if (table.key().isEmpty()) {
            throw refused(
                    table.name().toString(),
                    TableChoice.Cause.NO_KEY.text(),
                    "Give the table a primary key, or take it out of partial.tables: completes carry it all the same");
        }
        String why = "as configured";
        return switch (named.strategy()) {
            case LOG -> log(table, why);
            case WINDOW ->
                new TableChoice.Followed(
                        table, window(table, named.changedColumn().orElseThrow()), why);
            case SCAN, AUTO -> new TableChoice.Followed(table, new ScanStrategy(), why);
        };
    }

    private WindowStrategy window(Table table, String changed) {
        String name = table.name().toString();
        Column column = table.column(changed)
                .orElseThrow(() -> refused(
                        name,
                        "it has no column '" + changed + "'",
                        "Fix partial.tables." + name + ".changed in the config"));
        if (!WindowStrategy.takes(column)) {
            throw refused(
                    name,
                    "column '" + column.name() + "' is of type " + column.type() + ", not a timestamp",
                    "Name a timestamp column with partial.tables." + name + ".changed");
        }
        return new WindowStrategy(column, config.overlap());
    }

    /** {@code log} if the config has one; {@code window} where a column tells cheaply what changed; else {@code scan}. */
    private TableChoice auto(Table table) {
        if (table.key().isEmpty()) {
            return withoutKey(table);
        }
        if (logConfigured) {
            return log(table, "the config has a log");
        }
        ChangeStrategy strategy = maintained
                .of(table)
                .<ChangeStrategy>map(column -> new WindowStrategy(column, config.overlap()))
                .orElseGet(ScanStrategy::new);
        return new TableChoice.Followed(table, strategy, maintained.reason(table));
    }

    /** In a publication, PostgreSQL would refuse the application's updates of a table without replica identity. */
    private TableChoice log(Table table, String why) {
        if (table.unlogged()) {
            return new TableChoice.Followed(
                    table, new ScanStrategy(), "it is unlogged: the log has none of its changes");
        }
        if (!table.rowKey().inLog()) {
            return new TableChoice.Followed(table, new ScanStrategy(), "the log does not name rows by its key");
        }
        Optional<LogSetupProblem> problem = Optional.ofNullable(notTold.get(table.name()));
        return problem.<TableChoice>map(
                        p -> new TableChoice.Followed(table, new ScanStrategy(), "meanwhile: " + p.text(), problem))
                .orElseGet(() -> new TableChoice.Followed(table, log, why));
    }

    private static TableChoice withoutKey(Table table) {
        return new TableChoice.CompletesOnly(table, TableChoice.Cause.NO_KEY);
    }

    private static DbferryException refused(String table, String cause, String hint) {
        return new DbferryException(Failure.CONFIG, "cannot ship changes of '" + table + "': " + cause, hint, null);
    }
}
