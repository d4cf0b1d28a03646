package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rows that carried rows refer to by foreign key, to any depth: a receiver may lack them.
 *
 * @param parentsFirst the tables whose rows may be carried
 * @param references between these
 */
record ParentRows(List<Table> parentsFirst, List<ForeignKey> references) {
    /** Of the tables that are followed, and of those that they refer to, as far as these are shipped and have keys. */
    static ParentRows of(Catalog catalog, List<TableChoice> choices) {
        Set<TableName> keyed = choices.stream()
                .map(TableChoice::table)
                .filter(t -> !t.key().isEmpty())
                .map(Table::name)
                .collect(Collectors.toSet());
        Set<TableName> involved = new HashSet<>();
        TableChoice.followed(choices).forEach(c -> withParents(c.table().name(), catalog, keyed, involved));
        List<ForeignKey> references = catalog.foreignKeys().stream()
                .filter(k -> involved.contains(k.table()) && involved.contains(k.parent()))
                .toList();
        return new ParentRows(catalog.parentsFirst(involved), references);
    }

    private static void withParents(TableName table, Catalog catalog, Set<TableName> keyed, Set<TableName> found) {
        if (keyed.contains(table) && found.add(table)) {
            catalog.foreignKeysOf(table).forEach(key -> withParents(key.parent(), catalog, keyed, found));
        }
    }

    /** Where the keys of carried rows are collected. */
    interface Keys {
        KeyQueries queries();

        /** Keys of the table's rows so far. */
        long count(Table table);

        /** Adds the keys that a query gives and that are not there yet; returns how many. */
        long add(Table table, String select) throws SQLException;
    }

    /** Children first, so that one pass reaches every depth; again only while a circle of keys still adds rows. */
    void addTo(Keys keys) throws SQLException {
        List<Table> childrenFirst = new ArrayList<>(parentsFirst);
        Collections.reverse(childrenFirst);
        long added;
        do {
            added = 0;
            for (Table child : childrenFirst) {
                for (ForeignKey key : references) {
                    if (key.table().equals(child.name()) && keys.count(child) > 0) {
                        long parents = keys.add(parent(key), parentsOf(child, key, keys.queries()));
                        added += isCircular(key) ? parents : 0;
                    }
                }
            }
        } while (added > 0);
    }

    /** Whether the parent comes before the child in a pass, so that a row of it may come too late. */
    boolean isCircular(ForeignKey key) {
        return place(key.parent()) >= place(key.table());
    }

    private int place(TableName name) {
        return parentsFirst.stream().map(Table::name).toList().indexOf(name);
    }

    Table parent(ForeignKey key) {
        return parentsFirst.get(place(key.parent()));
    }

    /** The keys of rows that carried rows of the child refer to, and that are not carried yet. */
    String parentsOf(Table child, ForeignKey key, KeyQueries keys) {
        Table parent = parent(key);
        return "SELECT DISTINCT " + Sql.list("p", parent.key()) + " FROM " + keys.carried(child) + " k JOIN "
                + child.rowsSql() + " c ON " + child.equal("c", "k", child.key()) + " JOIN " + parent.rowsSql()
                + " p ON " + key.refers("p", "c") + " WHERE NOT " + keys.has(parent, "p");
    }
}
