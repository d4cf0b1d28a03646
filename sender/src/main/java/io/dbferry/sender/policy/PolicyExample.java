package io.dbferry.sender.policy;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One row of a table, as it is and as it travels: by column, without those that are null.
 *
 * @param after of columns that travel
 */
record PolicyExample(Map<String, String> before, Map<String, String> after) {
    static final PolicyExample NONE = new PolicyExample(Map.of(), Map.of());

    /** Of a value in a report. */
    private static final int SHOWN = 60;

    /** Reads the first row that there is; of the rows that travel, none if there is none. */
    static PolicyExample read(Connection connection, Table own, Table ruled) throws SQLException {
        List<String> names = own.columns().stream().map(Column::name).toList();
        List<String> travelling = ruled.columns().stream().map(Column::name).toList();
        String query = "SELECT " + text(names) + (travelling.isEmpty() ? "" : ", " + values(ruled, travelling))
                + " FROM " + ruled.rowsSql() + " t LIMIT 1";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            if (!row.next()) {
                return NONE;
            }
            return new PolicyExample(read(row, names, 1), read(row, travelling, 1 + names.size()));
        }
    }

    private static String text(List<String> names) {
        return names.stream().map(name -> shown(Sql.quoted("t", name))).collect(Collectors.joining(", "));
    }

    private static String values(Table ruled, List<String> names) {
        List<String> values = new ArrayList<>();
        for (String name : names) {
            String sql = ruled.column(name).map(Column::travelsAs).orElse(null);
            values.add(shown(sql == null ? Sql.quoted("t", name) : sql));
        }
        return String.join(", ", values);
    }

    private static String shown(String sql) {
        return "left((" + sql + ")::text, " + SHOWN + ")";
    }

    private static Map<String, String> read(ResultSet row, List<String> names, int first) throws SQLException {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String value = row.getString(first + i);
            if (value != null) {
                values.put(names.get(i), value);
            }
        }
        return values;
    }
}
