package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.copy.KeyCopy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Temporary tables for keys of shipped tables. Where there are thousands of tables, some whose keys have the same types share
 * one: each temporary table is locked until the transaction's end and leaves rows behind in the source's catalog.
 */
final class SharedKeyTables {
    /** Of keys of the same types. */
    private static final int TEMPORARY_TABLES = 100;

    private static final String NUMBER = "number";

    private final Connection connection;
    private final String prefix;
    private final Map<TableName, Part> parts = new HashMap<>();
    private final Map<String, List<String>> byTypes = new HashMap<>();
    private final Map<String, Integer> members = new HashMap<>();

    /** @param prefix of the temporary tables' names */
    SharedKeyTables(Connection connection, String prefix) {
        this.connection = connection;
        this.prefix = prefix;
    }

    /** @param number of the table among those that share the temporary one */
    private record Part(String temporary, int number) {}

    /** Makes room for the table's keys; in autocommit. */
    void add(Table table) throws SQLException {
        String types = table.key().stream()
                .map(name -> type(table.column(name).orElseThrow()))
                .collect(Collectors.joining(", "));
        List<String> temporary = byTypes.computeIfAbsent(types, t -> new ArrayList<>());
        int number = members.merge(types, 1, Integer::sum) - 1;
        if (temporary.size() < TEMPORARY_TABLES) {
            temporary.add(create(table));
        }
        parts.put(table.name(), new Part(temporary.get(number % temporary.size()), number));
    }

    private static String type(Column column) {
        return column.type() + " " + column.collation();
    }

    private String create(Table table) throws SQLException {
        String name =
                prefix + "_" + byTypes.values().stream().mapToInt(List::size).sum();
        execute("CREATE TEMPORARY TABLE " + name + " AS SELECT 0 AS " + NUMBER + ", " + named(table, "t") + " FROM "
                + table.name().sql() + " t WITH NO DATA");
        return "pg_temp." + name;
    }

    private static String place(int i) {
        return "k" + i;
    }

    private static String named(Table table, String alias) {
        return IntStream.range(0, table.key().size())
                .mapToObj(i -> Sql.quoted(alias, table.key().get(i)) + " AS " + place(i))
                .collect(Collectors.joining(", "));
    }

    private static List<String> places(Table table) {
        return IntStream.range(0, table.key().size())
                .mapToObj(SharedKeyTables::place)
                .toList();
    }

    /** The table's keys under their own names, as what stands in FROM before an alias. */
    String keys(Table table) {
        Part part = part(table);
        String columns = IntStream.range(0, table.key().size())
                .mapToObj(i -> place(i) + " AS " + Sql.quote(table.key().get(i)))
                .collect(Collectors.joining(", "));
        return "(SELECT " + columns + " FROM " + part.temporary() + " WHERE " + NUMBER + " = " + part.number() + ")";
    }

    /** Adds the keys that the query gives, and returns how many. */
    long insert(Table table, String select) throws SQLException {
        Part part = part(table);
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate("INSERT INTO " + part.temporary() + " (" + NUMBER + ", "
                    + String.join(", ", places(table)) + ") SELECT " + part.number() + ", n.* FROM (" + select + ") n");
        }
    }

    /** Adds keys, each a line of COPY text. */
    void copy(Table table, Iterable<byte[]> keys) throws SQLException {
        Part part = part(table);
        List<String> columns = new ArrayList<>(List.of(NUMBER));
        columns.addAll(places(table));
        KeyCopy.into(connection, part.temporary(), columns, String.valueOf(part.number()), keys);
    }

    boolean has(Table table) {
        return parts.containsKey(table.name());
    }

    void analyze(List<Table> tables) throws SQLException {
        for (String temporary :
                tables.stream().map(t -> part(t).temporary()).distinct().toList()) {
            execute("ANALYZE " + temporary);
        }
    }

    private Part part(Table table) {
        Part part = parts.get(table.name());
        if (part == null) {
            throw new IllegalArgumentException("no keys are collected for " + table.name());
        }
        return part;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
