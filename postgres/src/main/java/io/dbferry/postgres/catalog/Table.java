package io.dbferry.postgres.catalog;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * @param policy what of its rows may leave the sender
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
        @Nullable Obstacle obstacle,
        Policy policy) {

    /**
     * What of a table's rows may leave the sender. Columns that may not are none of {@link #columns}; others say themselves
     * what travels in their place.
     *
     * @param condition for rows that may, as SQL on the table's own columns; null for all
     * @param ties of rows to rows that may not leave
     * @param rules by column, in words and without what a constant or an expression is; those of columns that do not travel
     *     among them
     */
    public record Policy(@Nullable String condition, List<Tie> ties, Map<String, String> rules) {
        public static final Policy NONE = new Policy(null, List.of(), Map.of());

        public Policy {
            ties = List.copyOf(ties);
            rules = Collections.unmodifiableMap(new TreeMap<>(rules));
        }

        /** Whether all rows travel as they are. */
        public boolean isNone() {
            return !holdsRowsBack() && rules.isEmpty();
        }

        /** Whether some rows may not travel. */
        public boolean holdsRowsBack() {
            return condition != null || !ties.isEmpty();
        }

        /** What a row {@code t} of the table must meet to travel, as SQL. */
        public String rowsSql() {
            return Stream.concat(Stream.ofNullable(condition), ties.stream().map(Tie::sql))
                    .collect(Collectors.joining(" AND "));
        }
    }

    /**
     * Rows that refer to a row that may not leave may not either: a receiver with the foreign key could not take them.
     *
     * @param sql what a row {@code t} meets that refers to none such
     */
    public record Tie(TableName parent, String sql) {}

    public Table withObstacle(@Nullable Obstacle other) {
        return new Table(
                name, oid, partitioned, unlogged, columns, rowKey, partitions, unique, types, owner, other, policy);
    }

    /** A table whose rows travel as they are. */
    public Table(
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
        this(
                name,
                oid,
                partitioned,
                unlogged,
                columns,
                rowKey,
                partitions,
                unique,
                types,
                owner,
                obstacle,
                Policy.NONE);
    }

    public Table {
        columns = List.copyOf(columns);
        partitions = List.copyOf(partitions);
        unique = List.copyOf(unique);
        types = List.copyOf(types);
    }

    /** The same table by another name, with columns by other names; its unique indexes are left out. */
    public Table named(TableName other, UnaryOperator<String> columnNames) {
        return new Table(
                other,
                oid,
                partitioned,
                unlogged,
                columns.stream()
                        .map(column -> column.named(columnNames.apply(column.name())))
                        .toList(),
                new RowKey(rowKey.columns().stream().map(columnNames).toList(), rowKey.primary(), rowKey.inLog()),
                partitions,
                List.of(),
                types,
                owner,
                obstacle,
                policy);
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

    /**
     * The table's rows that may travel, as SQL names them in FROM before an alias: with their own values, for conditions and
     * joins, and with {@code tableoid}, {@code ctid} and {@code xmin}. What leaves the sender is read by {@link #travelling}.
     */
    public String rowsSql() {
        return policy.holdsRowsBack()
                ? "(SELECT t.tableoid, t.ctid, t.xmin, t.* FROM " + relationSql() + " t WHERE " + policy.rowsSql() + ")"
                : relationSql();
    }

    /**
     * The rows that may not travel, as {@link #rowsSql} has the others. There are none where the policy holds none back.
     */
    public String heldBackSql() {
        return "(SELECT t.tableoid, t.ctid, t.xmin, t.* FROM " + relationSql() + " t WHERE "
                + (policy.holdsRowsBack() ? "(" + policy.rowsSql() + ") IS NOT TRUE" : "false") + ")";
    }

    /** The table itself as SQL names it, with all rows; rows of tables that inherit from it are those tables' own. */
    public String relationSql() {
        return (partitioned ? "" : "ONLY ") + name.sql();
    }

    /**
     * What a shipment carries of rows: all columns by their names.
     *
     * @param rows what stands in FROM and gives rows or keys of the table as {@code t}
     * @return what stands in FROM and gives their values, as {@code t}
     */
    public String travelling(String rows) {
        return travelling(columns.stream().map(Column::name).toList(), rows);
    }

    /** The same of the key's columns alone, from keys of rows. */
    public String travellingKey(String keys) {
        return travelling(key(), keys);
    }

    private String travelling(List<String> names, String rows) {
        return hasValueRules() ? "(SELECT " + valuesSql(names) + " FROM (SELECT t.* FROM " + rows + ") t) t" : rows;
    }

    /** What a shipment carries of the columns, as a select list on the table's own rows. */
    public String valuesSql(List<String> names) {
        return names.stream()
                .map(name -> column(name).map(Column::valueSql).orElse(Sql.quote(name)))
                .collect(Collectors.joining(", "));
    }

    /** The same, with the values of columns that {@link Column#textTravelsAs} is for: they may not leave so. */
    public String valuesBeforeTextRules(List<String> names) {
        return names.stream()
                .map(name -> column(name)
                        .filter(column -> column.textTravelsAs() == null)
                        .map(Column::valueSql)
                        .orElse(Sql.quote(name)))
                .collect(Collectors.joining(", "));
    }

    /** Whether something else than the value travels of a column. */
    public boolean hasValueRules() {
        return columns.stream().anyMatch(column -> column.travelsAs() != null);
    }

    /** Whether something else than the value travels of the key. */
    public boolean hasKeyRules() {
        return key().stream().anyMatch(policy.rules()::containsKey);
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
