package io.dbferry.postgres.catalog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The strongly connected components of a graph of tables, each after all that it leads to: Tarjan's algorithm.
 *
 * @see <a href="https://doi.org/10.1137/0201010">Depth-first search and linear graph algorithms, 1972</a>
 */
final class TableOrder {
    private final Map<TableName, Set<TableName>> edges;
    private final Map<TableName, Integer> place = new HashMap<>();
    private final Map<TableName, Integer> lowest = new HashMap<>();
    private final Deque<TableName> open = new ArrayDeque<>();
    private final Set<TableName> stillOpen = new TreeSet<>();
    private final List<List<TableName>> components = new ArrayList<>();

    private TableOrder(Map<TableName, Set<TableName>> edges) {
        this.edges = edges;
    }

    /**
     * Groups the tables so that rows of a group's tables need those of earlier groups at most, and each other: parents
     * before children as far as possible, and tables in one group only if a circle of keys that cannot wait, or a
     * value that such a key reads outside the parent's primary key, ties them together.
     */
    static List<List<TableName>> groups(Collection<TableName> tables, Collection<ForeignKey> keys, Catalog catalog) {
        List<List<TableName>> groups = new ArrayList<>();
        for (List<TableName> circle : components(tables, edges(tables, keys, catalog, false))) {
            groups.addAll(components(circle, edges(circle, keys, catalog, true)));
        }
        return groups;
    }

    private static Map<TableName, Set<TableName>> edges(
            Collection<TableName> tables, Collection<ForeignKey> keys, Catalog catalog, boolean onlyImmediate) {
        Set<TableName> among = new TreeSet<>(tables);
        Map<TableName, Set<TableName>> edges = new TreeMap<>();
        among.forEach(table -> edges.put(table, new TreeSet<>()));
        for (ForeignKey key : keys) {
            Set<TableName> ofChild = edges.get(key.table());
            Set<TableName> ofParent = edges.get(key.parent());
            if (ofChild == null || ofParent == null || onlyImmediate && key.deferrable()) {
                continue;
            }
            ofChild.add(key.parent());
            boolean mayChange = catalog.find(key.parent())
                    .map(parent -> !parent.key().containsAll(key.parentColumns()))
                    .orElse(true);
            if (mayChange && !key.deferrable()) {
                ofParent.add(key.table());
            }
        }
        return edges;
    }

    private static List<List<TableName>> components(
            Collection<TableName> tables, Map<TableName, Set<TableName>> edges) {
        TableOrder order = new TableOrder(edges);
        for (TableName table : new TreeSet<>(tables)) {
            if (!order.place.containsKey(table)) {
                order.visit(table);
            }
        }
        return order.components;
    }

    private void visit(TableName table) {
        int here = place.size();
        place.put(table, here);
        int low = here;
        open.push(table);
        stillOpen.add(table);
        for (TableName next : edges.getOrDefault(table, Set.of())) {
            if (!place.containsKey(next)) {
                visit(next);
                low = Math.min(low, lowest.getOrDefault(next, here));
            } else if (stillOpen.contains(next)) {
                low = Math.min(low, place.getOrDefault(next, here));
            }
        }
        lowest.put(table, low);
        if (low == here) {
            close(table);
        }
    }

    private void close(TableName root) {
        List<TableName> component = new ArrayList<>();
        TableName last;
        do {
            last = open.pop();
            stillOpen.remove(last);
            component.add(0, last);
        } while (!last.equals(root));
        components.add(component);
    }
}
