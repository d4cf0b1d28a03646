package io.dbferry.receiver.leftover;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.Event;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.ledger.CarriedColumns;
import io.dbferry.receiver.ledger.CarriedColumns.Carried;
import io.dbferry.receiver.ledger.FilledTables;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.StreamLock;
import io.dbferry.receiver.leftover.LeftoverReport.Leftover;
import io.dbferry.text.Count;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds what is left of tables and columns that do not travel any more, and removes it. */
public final class LeftoverRun {
    private final ReceiverConfig config;
    private final Database database;

    public LeftoverRun(ReceiverConfig config, Database database) {
        this.config = config;
        this.database = database;
    }

    /** What there is; empty without a ledger, which alone knows what came with shipments. */
    public LeftoverReport show() {
        try (Connection connection = database.connect()) {
            List<Leftover> found = new ArrayList<>();
            for (LeftoverValues each : find(connection, new CatalogReader(connection).read())) {
                long rows = each.count(connection);
                if (rows > 0) {
                    found.add(leftover(each, rows, null));
                }
            }
            return report(found, 0);
        } catch (SQLException e) {
            throw database.refused("look for leftovers", e);
        }
    }

    /**
     * Empties tables and sets columns to their defaults, each in a transaction of its own, and says which it could not.
     *
     * @throws DbferryException if another run holds the stream
     */
    public LeftoverReport purge() {
        return remove("--purge", this::purge);
    }

    /**
     * Drops tables and columns, each in a transaction of its own, and says which it could not.
     *
     * @throws DbferryException if another run holds the stream
     */
    public LeftoverReport drop() {
        return remove("--drop", this::drop);
    }

    /** Of one table or column, in a transaction that the caller commits. */
    private interface Removal {
        Leftover remove(Connection connection, Catalog catalog, LeftoverValues each) throws SQLException;
    }

    private LeftoverReport remove(String option, Removal removal) {
        try (Connection connection = database.connect()) {
            StreamLock.take(connection, config.stream(), "policy leftovers " + option);
            Catalog catalog = new CatalogReader(connection).read();
            List<Leftover> done = new ArrayList<>();
            for (LeftoverValues each : find(connection, catalog)) {
                done.add(remove(connection, catalog, each, removal));
            }
            boolean all = done.stream().allMatch(leftover -> leftover.trouble() == null);
            return report(done, all ? 0 : Failure.TARGET_DATABASE.exitCode());
        } catch (SQLException e) {
            throw database.refused("remove leftovers", e);
        }
    }

    private Leftover remove(Connection connection, Catalog catalog, LeftoverValues each, Removal removal)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            Leftover removed = removal.remove(connection, catalog, each);
            if (removed.trouble() == null) {
                forget(connection, each);
                connection.commit();
                String what = removed.dropped() ? "dropped" : "purged";
                Event.of(what)
                        .with("table", removed.table())
                        .with("rows", removed.rows())
                        .say(what + " " + describe(removed));
            }
            return removed;
        } catch (SQLException e) {
            connection.rollback();
            String trouble =
                    String.valueOf(database.refusedWithContext("remove it", e).getMessage());
            return leftover(each, each.count(connection), trouble);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private Leftover purge(Connection connection, Catalog catalog, LeftoverValues each) throws SQLException {
        long rows = each.count(connection);
        Optional<String> referring = each.referringTable(connection, catalog);
        if (referring.isPresent()) {
            return leftover(each, rows, "rows of table '" + referring.get() + "' refer to it");
        }
        each.purge(connection);
        return leftover(each, rows, true, false, null);
    }

    private Leftover drop(Connection connection, Catalog catalog, LeftoverValues each) throws SQLException {
        Column column = each.column();
        if (column != null && each.table().key().contains(column.name())) {
            return leftover(each, each.count(connection), "it is part of the table's key");
        }
        long rows = each.count(connection);
        each.drop(connection);
        return leftover(each, rows, false, true, null);
    }

    private void forget(Connection connection, LeftoverValues each) throws SQLException {
        CarriedColumns carried = new CarriedColumns(connection, config.stream());
        Column column = each.column();
        if (column == null) {
            carried.forget(each.table().name());
        } else {
            carried.forget(each.table().name(), column.name());
        }
    }

    private List<LeftoverValues> find(Connection connection, Catalog catalog) throws SQLException {
        Ledger ledger = new Ledger(connection, config.stream());
        if (!ledger.exists() || ledger.last().isEmpty()) {
            return List.of();
        }
        FilledTables filled = ledger.filledTables();
        Predicate<TableName> wanted = Targets.wanted(config);
        List<LeftoverValues> columns = new ArrayList<>();
        List<Carried> all = new CarriedColumns(connection, config.stream()).all();
        Set<TableName> left = Set.copyOf(filled.left(all));
        List<TableName> gone = new ArrayList<>();
        for (Carried carried : all) {
            Optional<Table> table = catalog.find(carried.table()).filter(t -> wanted.test(t.name()));
            if (table.isEmpty()) {
                continue;
            }
            if (left.contains(carried.table())) {
                gone.add(carried.table());
            } else {
                carried.before().stream()
                        .flatMap(name -> table.get().column(name).stream())
                        .filter(Column::carried)
                        .forEach(column -> columns.add(new LeftoverValues(table.get(), column)));
            }
        }
        List<LeftoverValues> found = new ArrayList<>();
        catalog.parentsFirst(gone).forEach(table -> found.add(new LeftoverValues(table, null)));
        Collections.reverse(found); // children first
        found.addAll(columns);
        return found;
    }

    private static Leftover leftover(LeftoverValues values, long rows, @Nullable String trouble) {
        return leftover(values, rows, false, false, trouble);
    }

    private static Leftover leftover(
            LeftoverValues values, long rows, boolean purged, boolean dropped, @Nullable String trouble) {
        Column column = values.column();
        return new Leftover(
                values.table().name().toString(),
                column == null ? null : column.name(),
                rows,
                purged,
                dropped,
                trouble);
    }

    /** A part of a sentence. */
    public static String describe(Leftover leftover) {
        return leftover.column() == null
                ? "table '" + leftover.table() + "', " + Count.of(leftover.rows(), "row")
                : "column '" + leftover.table() + "." + leftover.column() + "', " + Count.of(leftover.rows(), "row");
    }

    private LeftoverReport report(List<Leftover> found, int exitCode) {
        return new LeftoverReport(LeftoverReport.VERSION, config.stream(), config.name(), List.copyOf(found), exitCode);
    }
}
