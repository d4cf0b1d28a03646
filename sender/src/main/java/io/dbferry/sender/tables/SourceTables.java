package io.dbferry.sender.tables;

import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Obstacle;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.sender.work.LeftOut;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The tables of the source as the config chooses them.
 *
 * @param shipped those whose rows travel
 * @param skipped those that are meant too, and whose rows cannot be carried
 */
public record SourceTables(Catalog catalog, List<Table> shipped, List<Table> skipped) {
    public SourceTables {
        shipped = List.copyOf(shipped);
        skipped = List.copyOf(skipped);
    }

    /** @throws DbferryException if the config does not fit the database */
    public static SourceTables read(SenderConfig config, Connection connection) throws SQLException {
        return of(config, TableSelection.read(config, connection));
    }

    /** The same without the tables that earlier dumps could not read. */
    public static SourceTables read(SenderConfig config, Connection connection, LeftOut leftOut) throws SQLException {
        Catalog catalog = TableSelection.read(config, connection);
        List<LeftOut.Entry> entries = leftOut.all();
        return of(
                config,
                entries.isEmpty()
                        ? catalog
                        : TableSelection.orAll(
                                TableSelection.meant(config.tables(), config.exclude()), without(catalog, entries)));
    }

    private static Catalog without(Catalog catalog, List<LeftOut.Entry> entries) {
        var causes = entries.stream().collect(Collectors.toMap(LeftOut.Entry::table, LeftOut.Entry::cause));
        List<Table> tables = catalog.tables().stream()
                .map(table -> causes.containsKey(table.name()) && table.obstacle() == null
                        ? table.withObstacle(new Obstacle(Obstacle.Kind.UNREADABLE_ROW, causes.get(table.name())))
                        : table)
                .toList();
        return new Catalog(tables, catalog.foreignKeys());
    }

    public static SourceTables of(SenderConfig config, Catalog catalog) {
        return new SourceTables(
                catalog,
                TableSelection.of(config.tables(), config.exclude(), catalog),
                TableSelection.skipped(config.tables(), config.exclude(), catalog));
    }

    /** Whether a table of that name is chosen, but does not travel until somebody puts something right. */
    public boolean standsStill(TableName name) {
        return standing().stream().anyMatch(table -> table.name().equals(name));
    }

    /** Those that do not travel until somebody puts something right. */
    public List<Table> standing() {
        return skipped.stream().filter(TableSelection::standsStill).toList();
    }

    /** What a run fails with once it has shipped all other tables; empty if none stands still. */
    public Optional<DbferryException> failure(LeftOut leftOut) {
        List<Table> standing = standing();
        if (standing.isEmpty()) {
            return Optional.empty();
        }
        Table first = standing.get(0);
        int more = standing.size() - 1;
        return Optional.of(new DbferryException(
                Failure.SOURCE_DATABASE,
                "cannot ship table '" + first.name() + "': it " + first.obstacle()
                        + (more == 0 ? "" : "; and " + more + " more tables")
                        + "; all other tables travel",
                leftOut.of(first.name())
                        .map(entry -> entry.hint() + "; then run 'dbferry dump complete', which tries it again")
                        .orElse("Run 'dbferry check': it says what to grant")));
    }
}
