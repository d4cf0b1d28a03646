package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The queries on a run's temporary tables of keys.
 *
 * @param carriedKeys gives the keys of rows that are carried, as what stands in FROM before an alias
 * @param touchedKeys the same of rows that may be gone
 * @param taken whether keys of a table's rows are collected
 * @param watched whether keys of rows that may be gone are
 */
record KeyQueries(
        Function<Table, String> carriedKeys,
        Function<Table, String> touchedKeys,
        Predicate<Table> taken,
        Predicate<Table> watched) {
    String carried(Table table) {
        return carriedKeys.apply(table);
    }

    String touched(Table table) {
        return touchedKeys.apply(table);
    }

    /** Whether keys of the table's rows are collected. */
    boolean takes(Table table) {
        return taken.test(table);
    }

    /** The condition that the row of that alias is carried already. */
    String has(Table table, String alias) {
        return "EXISTS (SELECT FROM " + carried(table) + " had WHERE " + equal(table, "had", alias) + ")";
    }

    private static String equal(Table table, String left, String right) {
        return table.equal(left, right, table.key());
    }

    /**
     * The keys of rows that meet a condition on {@code t}.
     *
     * @param some whether keys of the table are there already, which are not given again
     */
    String changed(Table table, String condition, boolean some) {
        return "SELECT " + Sql.list("t", table.key()) + " FROM " + table.rowsSql() + " t WHERE " + condition
                + (some ? " AND NOT " + has(table, "t") : "");
    }

    /** The keys of rows that meet a condition on {@code t}, and may not travel. */
    String heldBack(Table table, String condition) {
        return "SELECT " + Sql.list("t", table.key()) + " FROM " + table.heldBackSql() + " t WHERE " + condition;
    }

    /** The keys of rows that refer to a carried or touched row of the parent, and are not touched yet. */
    String referring(Table child, ForeignKey key, Table parent) {
        String changed = has(parent, "p") + (watched.test(parent) ? " OR " + isTouched(parent, "p") : "");
        return "SELECT DISTINCT " + Sql.list("c", child.key()) + " FROM " + child.relationSql() + " c JOIN "
                + parent.relationSql() + " p ON " + key.refers("p", "c") + " WHERE (" + changed + ") AND NOT "
                + isTouched(child, "c");
    }

    private String isTouched(Table table, String alias) {
        return "EXISTS (SELECT FROM " + touched(table) + " was WHERE " + equal(table, "was", alias) + ")";
    }

    /** The keys of touched rows that are in the snapshot and not carried yet. */
    String touchedRows(Table table) {
        return "SELECT DISTINCT " + Sql.list("t", table.key()) + " FROM " + touched(table) + " k JOIN "
                + table.rowsSql() + " t ON " + equal(table, "t", "k") + " WHERE NOT " + has(table, "t");
    }

    /** The keys of rows that are gone, each once. */
    String deletedKeys(Table table) {
        return "SELECT DISTINCT " + Sql.list("k", table.key()) + " FROM " + touched(table)
                + " k WHERE NOT EXISTS (SELECT FROM " + table.rowsSql() + " t WHERE " + equal(table, "t", "k") + ")";
    }

    /** {@code FROM} and {@code JOIN} that give the carried rows of the table as {@code t}. */
    String carriedRows(Table table) {
        return table.rowsSql() + " t JOIN " + carried(table) + " k ON " + equal(table, "t", "k");
    }

    /** All carried keys, as text. */
    String carriedKeys(Table table) {
        return "SELECT " + new KeyComparator(table).texts("k") + " FROM " + carried(table) + " k";
    }
}
