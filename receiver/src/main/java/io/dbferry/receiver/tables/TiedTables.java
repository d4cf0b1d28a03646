package io.dbferry.receiver.tables;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.TableName;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tables that cannot get rows while others stand still: those whose foreign keys here refer to them, to any depth. Their new rows
 * may refer to rows that have not come.
 */
public final class TiedTables {
    private TiedTables() {}

    /** Those tables and all that refer to them, each with the one that holds it back, or with itself. */
    public static Map<TableName, TableName> with(Collection<TableName> still, Catalog catalog) {
        Map<TableName, TableName> tied = new LinkedHashMap<>();
        Deque<TableName> next = new ArrayDeque<>();
        for (TableName table : still) {
            tied.put(table, table);
            next.add(table);
        }
        for (TableName parent = next.poll(); parent != null; parent = next.poll()) {
            for (ForeignKey key : catalog.foreignKeys()) {
                if (key.parent().equals(parent) && !tied.containsKey(key.table())) {
                    tied.put(key.table(), tied.getOrDefault(parent, parent));
                    next.add(key.table());
                }
            }
        }
        return tied;
    }
}
