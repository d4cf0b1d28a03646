package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Asks PostgreSQL for lines of SQL about some tables: every parameter of a query is the array of their oids. Where a query has
 * {@link #OMITTED} or {@link #RULED}, rows of tables' oids and columns' names come: of those that a policy does not let travel,
 * and of all with a rule.
 */
final class SqlLines {
    static final String OMITTED = "@omitted";
    static final String RULED = "@ruled";

    private final Connection connection;
    private final List<Table> tables;

    SqlLines(Connection connection, List<Table> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    SqlLines of(Table table) {
        return new SqlLines(connection, List.of(table));
    }

    private String columns(Predicate<String> rule) {
        List<String> columns = new ArrayList<>();
        for (Table table : tables) {
            table.policy().rules().forEach((name, word) -> {
                if (rule.test(word)) {
                    columns.add("(" + table.oid() + "::oid, " + Sql.literal(name) + "::text)");
                }
            });
        }
        return columns.isEmpty() ? "SELECT 0::oid, ''::text WHERE false" : "VALUES " + String.join(", ", columns);
    }

    List<String> read(String query, String... more) throws SQLException {
        List<String> lines = new ArrayList<>();
        Array oids =
                connection.createArrayOf("oid", tables.stream().map(Table::oid).toArray());
        try (PreparedStatement statement = connection.prepareStatement(
                query.replace(OMITTED, columns("omit"::equals)).replace(RULED, columns(rule -> true)))) {
            int parameters = statement.getParameterMetaData().getParameterCount();
            for (int i = 1; i <= parameters - more.length; i++) {
                statement.setArray(i, oids);
            }
            for (int i = 0; i < more.length; i++) {
                statement.setString(parameters - more.length + 1 + i, more[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String line = row.getString(1);
                    if (line != null) {
                        lines.add(line);
                    }
                }
            }
        }
        return lines;
    }

    String one(String query, String... more) throws SQLException {
        List<String> lines = read(query, more);
        if (lines.isEmpty()) {
            throw new SQLException("the catalog changed while it was read");
        }
        return lines.get(0);
    }
}
