package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.stream.digest.BucketRows;
import io.dbferry.stream.format.Manifest.RepairEntry;
import io.dbferry.stream.format.Position;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the rows that a partial carries: what the strategies found, and the rows that those refer to by foreign key,
 * to any depth.
 */
public final class ChangedKeys implements ChangeSink {
    private final Database database;
    private final Connection connection;
    private final List<TableChoice> choices;
    private final VisibleXids seen;
    private final ParentRows parents;
    private final KeyTables keys;
    private final Map<TableName, Long> deleted = new HashMap<>();
    private final Set<TableName> touched = new HashSet<>();
    private final Set<TableName> gone = new HashSet<>();
    private final Set<TableName> anew = new HashSet<>();
    private final Map<TableName, RepairEntry> repairs = new HashMap<>();

    private ChangedKeys(
            Database database,
            Connection connection,
            List<TableChoice> choices,
            VisibleXids seen,
            ParentRows parents,
            KeyTables keys) {
        this.database = database;
        this.connection = connection;
        this.choices = choices;
        this.seen = seen;
        this.parents = parents;
        this.keys = keys;
    }

    /** Makes the temporary tables; the connection is in autocommit. */
    public static ChangedKeys prepare(
            Database database, Connection connection, Catalog catalog, List<TableChoice> choices, VisibleXids seen)
            throws SQLException {
        ParentRows parents = ParentRows.of(catalog, choices);
        List<Table> touched = TableChoice.followed(choices)
                .filter(c -> c.strategy().touches())
                .map(TableChoice::table)
                .toList();
        KeyTables keys = KeyTables.create(connection, parents.parentsFirst(), touched);
        return new ChangedKeys(database, connection, choices, seen, parents, keys);
    }

    /**
     * Fills the tables from the current transaction's snapshot with what the strategies tell.
     *
     * @param whole tables that travel anew, whatever changed
     * @param all tables of which all rows travel, whatever changed
     */
    public ChangeStrategy.Answer collect(ChangeStrategy.Span span, Set<TableName> whole, Set<TableName> all)
            throws SQLException, IOException {
        for (ChangeStrategy strategy : TableChoice.strategies(choices)) {
            List<Table> tables = TableChoice.followed(choices)
                    .filter(c -> c.strategy() == strategy)
                    .map(TableChoice::table)
                    .toList();
            ChangeStrategy.Answer answer = strategy.find(tables, span, this);
            if (answer instanceof ChangeStrategy.Answer.OnlyComplete) {
                return answer;
            }
        }
        for (TableChoice choice : choices) {
            if (whole.contains(choice.table().name()) && !isAnew(choice.table())) {
                anew(choice.table());
            } else if (all.contains(choice.table().name())) {
                changed(choice.table(), "true");
            }
        }
        for (Table table : parents.parentsFirst()) {
            if (gone.contains(table.name())) {
                sort(table);
            }
        }
        if (!isEmpty()) {
            parents.addTo(keys);
            keys.analyzeCarried(carried().stream().filter(t -> count(t) > 0).toList());
        }
        seen.remember(
                span.since(),
                span.now(),
                connection,
                carried().stream().map(this::carriedRows).toList());
        return new ChangeStrategy.Answer.Told();
    }

    @Override
    public String notSeenBy(String alias, Position since) {
        return RowVersion.notSeenBy(alias, since, seen.at(since));
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void changed(Table table, String condition) throws SQLException {
        keys.add(
                table,
                "SELECT " + Sql.list("t", table.key()) + " FROM " + from(table) + " t WHERE " + condition
                        + (keys.count(table) > 0 ? " AND NOT " + keys.has(table, "t") : ""));
    }

    @Override
    public void touched(Table table, Iterable<List<String>> rows) throws SQLException {
        touched.add(table.name());
        gone(table, rows);
    }

    @Override
    public void gone(Table table, Iterable<List<String>> rows) throws SQLException {
        gone.add(table.name());
        keys.touch(table, rows);
    }

    @Override
    public void anew(Table table) throws SQLException {
        anew.add(table.name());
        changed(table, "true");
    }

    /** Whether partials carry the table. */
    public boolean takes(Table table) {
        return keys.takes(table);
    }

    /** Adds all rows of some buckets, before {@link #collect}; the keys are of the current transaction. */
    public void repair(Table table, BucketRows rows, RepairEntry entry) throws SQLException {
        keys.addLines(table, rows.keys());
        repairs.put(table.name(), entry);
    }

    /** The same for a table that is carried whole. */
    public void repairWhole(Table table, RepairEntry entry) throws SQLException {
        anew(table);
        repairs.put(table.name(), entry);
    }

    /** The buckets of which all rows are carried; null if the table is not repaired. */
    public @Nullable RepairEntry repair(Table table) {
        return repairs.get(table.name());
    }

    /** Touched rows that are in the snapshot travel; keys without a row are those of deleted rows. */
    private void sort(Table table) throws SQLException {
        keys.analyzeTouched(table);
        if (touched.contains(table.name())) {
            keys.add(
                    table,
                    "SELECT DISTINCT " + Sql.list("t", table.key()) + " FROM " + keys.touched(table) + " k JOIN "
                            + from(table) + " t ON " + KeyTables.equal(table, "t", "k") + " WHERE NOT "
                            + keys.has(table, "t"));
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM (" + deletedKeys(table) + ") k")) {
            row.next();
            deleted.put(table.name(), row.getLong(1));
        }
    }

    /** A query for the keys of rows that are gone, each once. */
    public String deletedKeys(Table table) {
        return "SELECT DISTINCT " + Sql.list("k", table.key()) + " FROM " + keys.touched(table)
                + " k WHERE NOT EXISTS (SELECT FROM " + from(table) + " t WHERE " + KeyTables.equal(table, "t", "k")
                + ")";
    }

    /** Takes a key, as text. */
    public interface KeyReader {
        void take(List<String> key) throws IOException;
    }

    /** Gives the keys of the table's rows that are carried. */
    public void forEachKey(Table table, KeyReader reader) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(5000);
            try (ResultSet row = statement.executeQuery(
                    "SELECT " + new KeyComparator(table).texts("k") + " FROM " + keys.carried(table) + " k")) {
                while (row.next()) {
                    List<String> key = new ArrayList<>();
                    for (int i = 1; i <= table.key().size(); i++) {
                        key.add(row.getString(i));
                    }
                    reader.take(key);
                }
            }
        }
    }

    /** Whether nothing was found. */
    public boolean isEmpty() {
        return carried().isEmpty();
    }

    /** The tables with something to carry, parents before children. */
    public List<Table> carried() {
        return parents.parentsFirst().stream()
                .filter(t -> count(t) > 0 || deleted(t) > 0 || isAnew(t) || repair(t) != null)
                .toList();
    }

    /** Rows to carry. */
    public long count(Table table) {
        return keys.count(table);
    }

    /** Keys of deleted rows to carry. */
    public long deleted(Table table) {
        return deleted.getOrDefault(table.name(), 0L);
    }

    /** Whether the rows to carry are all that there are. */
    public boolean isAnew(Table table) {
        return anew.contains(table.name());
    }

    /** {@code FROM} and {@code JOIN} that give the carried rows of the table as {@code t}. */
    public String carriedRows(Table table) {
        return from(table) + " t JOIN " + keys.carried(table) + " k ON " + KeyTables.equal(table, "t", "k");
    }

    public static String from(Table table) {
        return table.rowsSql();
    }
}
