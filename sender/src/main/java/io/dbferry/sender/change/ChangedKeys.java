package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.stream.digest.BucketRows;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.manifest.Extent;
import io.dbferry.stream.format.manifest.RepairEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
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
    private final List<TableChoice> choices;
    private final VisibleXids seen;
    private final ParentRows parents;
    private final Keys keys;
    private final Map<TableName, Long> deleted = new HashMap<>();
    private final Set<TableName> touched = new HashSet<>();
    private final Set<TableName> gone = new HashSet<>();
    private final Set<TableName> anew = new HashSet<>();
    private final Set<TableName> whole = new HashSet<>();
    private final Map<TableName, RepairEntry> repairs = new HashMap<>();

    ChangedKeys(List<TableChoice> choices, VisibleXids seen, ParentRows parents, Keys keys) {
        this.choices = choices;
        this.seen = seen;
        this.parents = parents;
        this.keys = keys;
    }

    /** The tables of keys in the database, and its snapshot. */
    interface Keys extends ParentRows.Keys {
        Connection connection();

        Database database();

        List<String> column(String query) throws SQLException;

        /** Adds keys of rows that may be gone. */
        void touch(Table table, Iterable<List<String>> rows) throws SQLException;

        /** Adds keys that a query gives, of rows that may not travel any more; returns how many. */
        long touch(Table table, String select) throws SQLException;

        /** Adds keys of carried rows. */
        void carry(Table table, BucketRows rows) throws SQLException;

        /** Lets the database know how many keys of carried rows there are. */
        void analyzeCarried(List<Table> tables) throws SQLException;

        /** The same for keys of rows that may be gone. */
        void analyzeTouched(Table table) throws SQLException;

        long count(String query) throws SQLException;

        void forEach(Table table, String query, KeyReader reader) throws SQLException, IOException;
    }

    /** Makes the temporary tables; the connection is in autocommit. */
    public static ChangedKeys prepare(
            Database database, Connection connection, Catalog catalog, List<TableChoice> choices, VisibleXids seen)
            throws SQLException {
        ParentRows parents = ParentRows.of(catalog, choices);
        List<Table> touched = TableChoice.followed(choices)
                .filter(c -> c.strategy().touches() || c.table().policy().holdsRowsBack())
                .map(TableChoice::table)
                .toList();
        KeyTables keys = KeyTables.create(database, connection, parents.parentsFirst(), touched);
        return new ChangedKeys(choices, seen, parents, keys);
    }

    /**
     * Fills the tables from the current transaction's snapshot with what the strategies tell.
     *
     * @param replaced tables that travel anew, whatever changed
     * @param all tables of which all rows travel, whatever changed
     */
    public ChangeStrategy.Answer collect(ChangeStrategy.Span span, Set<TableName> replaced, Set<TableName> all)
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
            if (replaced.contains(choice.table().name()) && !isAnew(choice.table())) {
                anew(choice.table());
            } else if (all.contains(choice.table().name())) {
                whole.add(choice.table().name());
                carry(choice.table(), "true");
            }
        }
        for (Table table : parents.parentsFirst()) {
            touchTied(table);
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
                keys,
                carried().stream().map(this::carriedRows).toList());
        return new ChangeStrategy.Answer.Told();
    }

    @Override
    public String notSeenBy(String alias, Position since) {
        return RowVersion.notSeenBy(alias, since, seen.at(since));
    }

    @Override
    public Connection connection() {
        return keys.connection();
    }

    @Override
    public List<String> column(String query) throws SQLException {
        return keys.column(query);
    }

    @Override
    public Database database() {
        return keys.database();
    }

    /** A changed row that does not meet the policy's condition may have met it before. */
    @Override
    public void changed(Table table, String condition) throws SQLException {
        carry(table, condition);
        if (table.policy().holdsRowsBack() && !isAnew(table)) {
            gone.add(table.name());
            keys.touch(table, keys.queries().heldBack(table, condition));
        }
    }

    /** Rows that refer to a row which stays or travels since its last change do so too, although nobody wrote them. */
    private void touchTied(Table table) throws SQLException {
        boolean followed =
                TableChoice.followed(choices).anyMatch(choice -> choice.table().equals(table));
        if (!followed || table.policy().ties().isEmpty() || isAnew(table)) {
            return;
        }
        long further;
        do {
            further = 0;
            for (ForeignKey key : parents.references()) {
                if (key.table().equals(table.name()) && isChanged(parents.parent(key))) {
                    long added = keys.touch(table, keys.queries().referring(table, key, parents.parent(key)));
                    touched.add(table.name());
                    gone.add(table.name());
                    further += parents.parent(key).equals(table) ? added : 0;
                }
            }
        } while (further > 0);
    }

    private boolean isChanged(Table parent) {
        return parent.policy().holdsRowsBack() && (count(parent) > 0 || gone.contains(parent.name()));
    }

    private void carry(Table table, String condition) throws SQLException {
        keys.add(table, keys.queries().changed(table, condition, keys.count(table) > 0));
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
        carry(table, "true");
    }

    /** Whether partials carry the table. */
    public boolean takes(Table table) {
        return keys.queries().takes(table);
    }

    /** Adds all rows of some buckets, before {@link #collect}; the keys are of the current transaction. */
    public void repair(Table table, BucketRows rows, RepairEntry entry) throws SQLException {
        keys.carry(table, rows);
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
            keys.add(table, keys.queries().touchedRows(table));
        }
        deleted.put(table.name(), keys.count("SELECT count(*) FROM (" + deletedKeys(table) + ") k"));
    }

    /** A query for the keys of rows that are gone, each once. */
    public String deletedKeys(Table table) {
        return keys.queries().deletedKeys(table);
    }

    /** Takes a key, as text. */
    public interface KeyReader {
        void take(List<String> key) throws IOException;
    }

    /** Gives the keys of the table's rows that are carried. */
    public void forEachKey(Table table, KeyReader reader) throws SQLException, IOException {
        keys.forEach(table, keys.queries().carriedKeys(table), reader);
    }

    /** Whether nothing was found. */
    public boolean isEmpty() {
        return carried().isEmpty();
    }

    /** The tables with something to carry, parents before children. One without rows may have other columns than before. */
    public List<Table> carried() {
        return parents.parentsFirst().stream()
                .filter(t -> count(t) > 0 || deleted(t) > 0 || extent(t) != null || repair(t) != null)
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

    /** Whether the rows to carry are all that there are; null if they are changed ones. */
    public @Nullable Extent extent(Table table) {
        return isAnew(table) ? Extent.REPLACING : whole.contains(table.name()) ? Extent.ALL : null;
    }

    /** Whether receivers replace the table by what is carried. */
    public boolean isAnew(Table table) {
        return anew.contains(table.name());
    }

    /** {@code FROM} and {@code JOIN} that give the carried rows of the table as {@code t}. */
    public String carriedRows(Table table) {
        return keys.queries().carriedRows(table);
    }

    public static String from(Table table) {
        return table.rowsSql();
    }
}
