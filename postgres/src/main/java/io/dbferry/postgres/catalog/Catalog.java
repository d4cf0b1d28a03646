package io.dbferry.postgres.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables of a database, in the order of their names, and the foreign keys between them. */
public final class Catalog {
    private final Map<TableName, Table> tables;
    private final List<ForeignKey> foreignKeys;

    public Catalog(List<Table> tables, List<ForeignKey> foreignKeys) {
        this.tables = tables.stream()
                .collect(Collectors.toMap(Table::name, Function.identity(), (a, b) -> a, java.util.TreeMap::new));
        this.foreignKeys = List.copyOf(foreignKeys);
    }

    public Collection<Table> tables() {
        return tables.values();
    }

    public Optional<Table> find(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    public List<ForeignKey> foreignKeys() {
        return foreignKeys;
    }

    public List<ForeignKey> foreignKeysOf(TableName table) {
        return foreignKeys.stream().filter(k -> k.table().equals(table)).toList();
    }

    /**
     * The tables in groups, parents before children. Rows of a group's tables can only be written together, in one
     * statement: foreign keys that cannot be deferred tie them to each other.
     */
    public List<List<Table>> groups(Collection<TableName> wanted) {
        return TableOrder.groups(wanted, foreignKeys, this).stream()
                .map(group ->
                        group.stream().flatMap(name -> find(name).stream()).toList())
                .filter(group -> !group.isEmpty())
                .toList();
    }

    /**
     * The tables with parents before children. Where foreign keys form a circle, its tables come in the order in
     * which the circle was entered: such keys hold only if they are deferrable or the rows are already there.
     */
    public List<Table> parentsFirst(Collection<TableName> wanted) {
        Set<TableName> done = new LinkedHashSet<>();
        Set<TableName> entered = new LinkedHashSet<>();
        Set<TableName> among = Set.copyOf(wanted);
        wanted.stream().sorted().forEach(name -> visit(name, among, entered, done));
        List<Table> ordered = new ArrayList<>();
        done.forEach(name -> find(name).ifPresent(ordered::add));
        return ordered;
    }

    private void visit(TableName name, Set<TableName> wanted, Set<TableName> entered, Set<TableName> done) {
        if (!wanted.contains(name) || !entered.add(name)) {
            return;
        }
        for (ForeignKey key : foreignKeysOf(name)) {
            visit(key.parent(), wanted, entered, done);
        }
        done.add(name);
    }
}
