package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.LockRelease;
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
import java.util.stream.Collectors;

/**
 * The keys of the rows that a partial carries, in temporary tables of the database, one for each shipped table: what
 * the strategies found, and the rows that those refer to by foreign key, to any depth. Temporary tables are the one
 * thing that a read-only transaction may write, so they are made before it.
 */
public final class ChangedKeys implements ChangeSink {
    /** From here on, a table is asked whether it has changes before they are read, so that most stay without locks of indexes. */
    private static final int MANY_TABLES = 500;

    private final Connection connection;
    private final KeyTables changedKeys;
    private final KeyTables touchedKeys;
    private final Map<TableName, Long> counts = new LinkedHashMap<>();
    private final Map<TableName, Long> deleted = new LinkedHashMap<>();
    private final Set<TableName> touched = new HashSet<>();
    private final Set<TableName> gone = new HashSet<>();
    private final Set<TableName> anew = new HashSet<>();
    private final List<Table> parentsFirst;
    private final List<ForeignKey> references;
    private final List<TableChoice> choices;
    private final VisibleXids seen;

    private ChangedKeys(
            Connection connection,
            List<TableChoice> choices,
            VisibleXids seen,
            List<Table> involved,
            List<ForeignKey> refs) {
        this.connection = connection;
        this.changedKeys = new KeyTables(connection, "changed");
        this.touchedKeys = new KeyTables(connection, "touched");
        this.seen = seen;
        this.choices = choices;
        this.parentsFirst = involved;
        this.references = refs;
    }

    /** Makes the temporary tables; the connection is in autocommit. */
    public static ChangedKeys prepare(
            Connection connection, Catalog catalog, List<TableChoice> choices, VisibleXids seen) throws SQLException {
        Set<TableName> keyed = choices.stream()
                .map(TableChoice::table)
                .filter(t -> !t.key().isEmpty())
                .map(Table::name)
                .collect(Collectors.toSet());
        Set<TableName> involved = new HashSet<>();
        choices.stream()
                .filter(c -> c.strategy() != null)
                .forEach(c -> withParents(c.table().name(), catalog, keyed, involved));
        List<ForeignKey> references = catalog.foreignKeys().stream()
                .filter(k -> involved.contains(k.table()) && involved.contains(k.parent()))
                .toList();
        ChangedKeys keys = new ChangedKeys(connection, choices, seen, catalog.parentsFirst(involved), references);
        keys.createTables();
        return keys;
    }

    private static void withParents(TableName table, Catalog catalog, Set<TableName> keyed, Set<TableName> found) {
        if (keyed.contains(table) && found.add(table)) {
            catalog.foreignKeysOf(table).forEach(key -> withParents(key.parent(), catalog, keyed, found));
        }
    }

    private void createTables() throws SQLException {
        for (Table table : parentsFirst) {
            changedKeys.add(table);
        }
        for (TableChoice choice : choices) {
            if (choice.strategy() != null && choice.strategy().touches()) {
                touchedKeys.add(choice.table());
            }
        }
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
            List<Table> tables = choices.stream()
                    .filter(c -> c.strategy() == strategy)
                    .map(TableChoice::table)
                    .toList();
            ChangeStrategy.Answer answer = strategy.find(tables, since, this);
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
        for (Table table : parentsFirst) {
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
        insert(
                table,
                "SELECT " + Sql.list("t", table.key()) + " FROM " + from(table) + " t WHERE " + condition
                        + (counts.getOrDefault(table.name(), 0L) > 0 ? " AND NOT " + collected(table, "t") : ""));
    }

    @Override
    public void touched(Table table, Iterable<List<String>> keys) throws SQLException {
        touched.add(table.name());
        gone(table, keys);
    }

    @Override
    public void gone(Table table, Iterable<List<String>> keys) throws SQLException {
        gone.add(table.name());
        touchedKeys.copy(table, keys);
    }

    @Override
    public void anew(Table table) throws SQLException {
        anew.add(table.name());
        changed(table, "true");
    }

    /** Touched rows that are in the snapshot travel; keys without a row are those of deleted rows. */
    private void sort(Table table) throws SQLException {
        touchedKeys.analyze(List.of(table));
        if (touched.contains(table.name())) {
            insert(
                    table,
                    "SELECT DISTINCT " + Sql.list("t", table.key()) + " FROM " + touchedKeys.keys(table) + " k JOIN "
                            + from(table) + " t ON " + equal(table, "t", "k") + " WHERE NOT "
                            + collected(table, "t"));
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM (" + deletedKeys(table) + ") k")) {
            row.next();
            deleted.put(table.name(), row.getLong(1));
        }
    }

    /** A query for the keys of rows that are gone, each once. */
    public String deletedKeys(Table table) {
        return "SELECT DISTINCT " + Sql.list("k", table.key()) + " FROM " + touchedKeys.keys(table)
                + " k WHERE NOT EXISTS (SELECT FROM " + from(table) + " t WHERE " + equal(table, "t", "k") + ")";
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
                    "SELECT " + new KeyComparator(table).texts("k") + " FROM " + changedKeys.keys(table) + " k")) {
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

    private String collected(Table table, String alias) {
        return "EXISTS (SELECT FROM " + changedKeys.keys(table) + " had WHERE " + equal(table, "had", alias) + ")";
    }

    /** Whether nothing was found. */
    public boolean isEmpty() {
        return carried().isEmpty();
    }

    /** Children first, so that one pass reaches every depth; again only while a circle of keys still adds rows. */
    private void addParents() throws SQLException {
        List<Table> childrenFirst = new ArrayList<>(parentsFirst);
        Collections.reverse(childrenFirst);
        long added;
        do {
            added = 0;
            for (Table child : childrenFirst) {
                for (ForeignKey key : references) {
                    if (key.table().equals(child.name()) && counts.getOrDefault(child.name(), 0L) > 0) {
                        long parents = insert(parent(key), parentsOf(child, key));
                        added += circular(key) ? parents : 0;
                    }
                }
            }
        } while (added > 0);
    }

    private boolean circular(ForeignKey key) {
        return place(key.parent()) >= place(key.table());
    }

    private int place(TableName name) {
        return parentsFirst.stream().map(Table::name).toList().indexOf(name);
    }

    private Table parent(ForeignKey key) {
        return parentsFirst.get(place(key.parent()));
    }

    private String parentsOf(Table child, ForeignKey key) {
        Table parent = parent(key);
        return "SELECT DISTINCT " + Sql.list("p", parent.key()) + " FROM " + changedKeys.keys(child) + " k JOIN " + from(child)
                + " c ON " + equal(child, "c", "k") + " JOIN " + from(parent) + " p ON "
                + key.refers("p", "c") + " WHERE NOT "
                + collected(parent, "p");
    }

    private long insert(Table table, String select) throws SQLException {
        if (parentsFirst.size() >= MANY_TABLES && !LockRelease.afterQuery(connection, () -> gives(select))) {
            return 0;
        }
        long rows = changedKeys.insert(table, select);
        counts.merge(table.name(), rows, Long::sum);
        return rows;
    }

    private boolean gives(String select) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (" + select + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private void analyze() throws SQLException {
        changedKeys.analyze(carried().stream().filter(t -> count(t) > 0).toList());
    }

    /** The tables with something to carry, parents before children. */
    public List<Table> carried() {
        return parentsFirst.stream()
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
        return from(table) + " t JOIN " + changedKeys.keys(table) + " k ON " + equal(table, "t", "k");
    }

    public static String from(Table table) {
        return table.rowsSql();
    }

    private static String equal(Table table, String left, String right) {
        return table.equal(left, right, table.key());
    }
}
