package io.dbferry.postgres.catalog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table; a partitioned one stands for all its partitions.
 *
 * @param rowKey the columns that tell its rows apart
 * @param unlogged whether the log has no changes of it, or of one of its partitions
 * @param partitions the leaves that hold the rows; empty unless partitioned
 * @param unique its valid unique indexes, the primary key's included, and its exclusion constraints
 * @param types that its columns use and that the database's users made
 * @param obstacle why its rows cannot be carried; null if they can
 * @param owner whether the connected role may do what only an owner may
 */
public record Table(
        TableName name,
        long oid,
        boolean partitioned,
        boolean unlogged,
        List<Column> columns,
        RowKey rowKey,
        List<TableName> partitions,
        List<UniqueIndex> unique,
        List<TypeDefinition> types,
        boolean owner,
        @Nullable Obstacle obstacle) {

    public Table {
        columns = List.copyOf(columns);
        partitions = List.copyOf(partitions);
        unique = List.copyOf(unique);
        types = List.copyOf(types);
    }

    /** The columns that tell its rows apart, in the key's order; empty if there are none. */
    public List<String> key() {
        return rowKey.columns();
    }

    /** The key, if rows carry all of it; else empty, as if there were none. */
    public List<String> carriedKey() {
        return generatedKey().isEmpty() ? key() : List.of();
    }

    /** The columns of the key that the database computes from others. */
    public List<Column> generatedKey() {
        return key().stream()
                .flatMap(name -> column(name).stream())
                .filter(column -> !column.carried())
                .toList();
    }

    public Optional<Column> column(String columnName) {
        return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }

    /** The columns that rows carry, in order. */
    public List<Column> carried() {
        return columns.stream().filter(Column::carried).toList();
    }

    public List<String> carriedNames() {
        return carried().stream().map(Column::name).toList();
    }

    /** The table's rows as SQL names them; rows of tables that inherit from it are those tables' own. */
    public String rowsSql() {
        return (partitioned ? "" : "ONLY ") + name.sql();
    }

    /** The condition for rows of two row variables that are equal in these columns, as a key's index has it. */
    public String equal(String left, String right, List<String> names) {
        return names.stream()
                .map(name -> Sql.quoted(left, name) + " "
                        + column(name).orElseThrow().equality() + " " + Sql.quoted(right, name))
                .collect(Collectors.joining(" AND "));
    }

    /** The relations that hold rows. */
    public List<TableName> heaps() {
        return partitioned ? partitions : List.of(name);
    }
}
