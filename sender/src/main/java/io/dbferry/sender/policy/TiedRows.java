package io.dbferry.sender.policy;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.Table.Tie;
import io.dbferry.postgres.catalog.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Holds back the rows that refer to rows that are held back, to any depth: a receiver with the foreign key could not take them.
 * A table may refer to itself; several that refer to each other in a circle may not have conditions.
 */
final class TiedRows {
    private final Catalog catalog;
    private final Predicate<Table> shipped;
    private final Map<TableName, Table> tied = new HashMap<>();
    private final Set<TableName> entered = new HashSet<>();
    private final List<ForeignKey> circular = new ArrayList<>();

    private TiedRows(Catalog catalog, Predicate<Table> shipped) {
        this.catalog = catalog;
        this.shipped = shipped;
    }

    /**
     * The catalog with the ties in its tables.
     *
     * @throws DbferryException if keys of rows that stay would show something, or tables refer to each other in a circle
     */
    static Catalog in(Catalog catalog, Predicate<Table> shipped) {
        if (catalog.tables().stream().noneMatch(table -> table.policy().holdsRowsBack())) {
            return catalog;
        }
        TiedRows rows = new TiedRows(catalog, shipped);
        List<Table> tables = catalog.tables().stream().map(rows::tied).toList();
        rows.requireNoCircle();
        return new Catalog(tables, catalog.foreignKeys());
    }

    private Table tied(Table table) {
        Table known = tied.get(table.name());
        if (known != null || !shipped.test(table)) {
            return known != null ? known : table;
        }
        entered.add(table.name());
        List<ForeignKey> own = new ArrayList<>();
        List<Tie> ties = new ArrayList<>();
        for (ForeignKey key : catalog.foreignKeysOf(table.name())) {
            Table parent = catalog.find(key.parent()).filter(shipped).orElse(null);
            if (parent == null) {
                continue;
            }
            if (parent.name().equals(table.name())) {
                own.add(key);
            } else if (entered.contains(parent.name()) && !tied.containsKey(parent.name())) {
                circular.add(key);
            } else if (tied(parent).policy().holdsRowsBack()) {
                ties.add(new Tie(parent.name(), refersToNone(tied(parent).heldBackSql(), key)));
            }
        }
        Table done = TablePolicy.tied(table, ties);
        if (!own.isEmpty() && done.policy().holdsRowsBack()) {
            String held = below(done, own);
            own.forEach(key -> ties.add(new Tie(table.name(), refersToNone(held, key))));
            done = TablePolicy.tied(table, ties);
        }
        tied.put(table.name(), done);
        return done;
    }

    private static String refersToNone(String held, ForeignKey key) {
        return "NOT EXISTS (SELECT FROM " + held + " p WHERE " + key.refers("p", "t") + ")";
    }

    /** What rows of the table refer to that stay for their own sake, or because they refer to such rows of the same table. */
    private static String below(Table table, List<ForeignKey> own) {
        String columns = Sql.list(
                "t",
                own.stream()
                        .flatMap(key -> key.parentColumns().stream())
                        .distinct()
                        .toList());
        String refers =
                own.stream().map(key -> "(" + key.refers("p", "t") + ")").collect(Collectors.joining(" OR "));
        return "(WITH RECURSIVE held AS (SELECT " + columns + " FROM " + table.heldBackSql() + " t UNION SELECT "
                + columns + " FROM " + table.relationSql() + " t JOIN held p ON " + refers + ") SELECT * FROM held)";
    }

    private void requireNoCircle() {
        for (ForeignKey key : circular) {
            Table parent = tied.get(key.parent());
            if (parent != null && parent.policy().holdsRowsBack()) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot apply policy.rows: foreign key '" + key.name() + "' of '" + key.table()
                                + "' closes a circle of tables, and rows of '" + key.parent() + "' are held back",
                        "Let " + String.join(", ", key.columns()) + " of '" + key.table()
                                + "' be null or omitted with policy.columns, or remove the condition",
                        null);
            }
        }
    }
}
