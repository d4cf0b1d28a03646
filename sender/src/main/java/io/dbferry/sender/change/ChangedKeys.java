package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.format.Position;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys of the rows that a partial carries, in temporary tables of the database, one for each shipped table: what
 * the strategies found, and the rows that those refer to by foreign key, to any depth. Temporary tables are the one
 * thing that a read-only transaction may write, so they are made before it.
 */
public final class ChangedKeys implements ChangeSink {
    private final Connection connection;
    private final Map<TableName, Long> counts = new LinkedHashMap<>();
    private final Map<TableName, Long> deleted = new LinkedHashMap<>();
    private final Set<TableName> touched = new HashSet<>();
    private final Set<TableName> gone = new HashSet<>();
    private final Set<TableName> anew = new HashSet<>();
    private final KeyTables tables;
    private final List<TableChoice> choices;
    private final VisibleXids seen;

    private ChangedKeys(Connection connection, List<TableChoice> choices, VisibleXids seen, KeyTables tables) {
        this.connection = connection;
        this.seen = seen;
        this.choices = choices;
        this.tables = tables;
    }

    /** Makes the temporary tables; the connection is in autocommit. */
    public static ChangedKeys prepare(
            Connection connection, Catalog catalog, List<TableChoice> choices, VisibleXids seen) throws SQLException {
        ChangedKeys keys = new ChangedKeys(connection, choices, seen, KeyTables.of(catalog, choices));
        for (String create : keys.tables.create()) {
            keys.execute(create);
        }
        return keys;
    }

    /**
     * Fills the tables from the current transaction's snapshot with what the strategies tell.
     *
     * @param whole tables that travel anew, whatever changed
     * @param all tables of which all rows travel, whatever changed
     */
    public ChangeStrategy.Answer collect(Position since, Position now, Set<TableName> whole, Set<TableName> all)
            throws SQLException, IOException {
        for (ChangeStrategy strategy : TableChoice.strategies(choices)) {
            List<Table> chosen = choices.stream()
                    .filter(c -> c.strategy() == strategy)
                    .map(TableChoice::table)
                    .toList();
            ChangeStrategy.Answer answer = strategy.find(chosen, since, this);
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
        for (Table table : tables.parentsFirst()) {
            if (gone.contains(table.name())) {
                sort(table);
            }
        }
        if (!isEmpty()) {
            addParents();
            analyze();
        }
        seen.remember(
                since,
                now,
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
    public void changed(Table table, String condition) throws SQLException {
        insert(table, tables.changed(table, condition, counts.getOrDefault(table.name(), 0L) > 0));
    }

    @Override
    public void touched(Table table, Iterable<List<String>> keys) throws SQLException {
        touched.add(table.name());
        gone(table, keys);
    }

    @Override
    public void gone(Table table, Iterable<List<String>> keys) throws SQLException {
        gone.add(table.name());
        KeyCopy.into(connection, tables.touchedTable(table), table.key(), keys);
    }

    @Override
    public void anew(Table table) throws SQLException {
        anew.add(table.name());
        changed(table, "true");
    }

    /** Touched rows that are in the snapshot travel; keys without a row are those of deleted rows. */
    private void sort(Table table) throws SQLException {
        execute("ANALYZE " + tables.touchedTable(table));
        if (touched.contains(table.name())) {
            insert(table, tables.touchedRows(table));
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM (" + deletedKeys(table) + ") k")) {
            row.next();
            deleted.put(table.name(), row.getLong(1));
        }
    }

    /** A query for the keys of rows that are gone, each once. */
    public String deletedKeys(Table table) {
        return tables.deletedKeys(table);
    }

    /** Takes a key, as text. */
    public interface KeyReader {
        void take(List<String> key) throws IOException, SQLException;
    }

    /** Gives the keys of the table's rows that are carried. */
    public void forEachKey(Table table, KeyReader reader) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(5000);
            try (ResultSet row = statement.executeQuery(
                    "SELECT " + new KeyComparator(table).texts("k") + " FROM " + tables.keyTable(table) + " k")) {
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

    /** Children first, so that one pass reaches every depth; again only while a circle of keys still adds rows. */
    private void addParents() throws SQLException {
        List<Table> childrenFirst = new ArrayList<>(tables.parentsFirst());
        Collections.reverse(childrenFirst);
        long added;
        do {
            added = 0;
            for (Table child : childrenFirst) {
                for (ForeignKey key : tables.referencesOf(child)) {
                    if (counts.getOrDefault(child.name(), 0L) > 0) {
                        long parents = insert(tables.parent(key), tables.parentsOf(child, key));
                        added += tables.circular(key) ? parents : 0;
                    }
                }
            }
        } while (added > 0);
    }

    private long insert(Table table, String select) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long rows = statement.executeLargeUpdate("INSERT INTO " + tables.keyTable(table) + " " + select);
            counts.merge(table.name(), rows, Long::sum);
            return rows;
        }
    }

    private void analyze() throws SQLException {
        for (Table table : carried()) {
            execute("ANALYZE " + tables.keyTable(table));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The tables with something to carry, parents before children. */
    public List<Table> carried() {
        return tables.parentsFirst().stream()
                .filter(t -> count(t) > 0 || deleted(t) > 0 || isAnew(t))
                .toList();
    }

    /** Rows to carry. */
    public long count(Table table) {
        return counts.getOrDefault(table.name(), 0L);
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
        return tables.carriedRows(table);
    }
}
