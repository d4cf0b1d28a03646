package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.receiver.tables.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The foreign keys, shipped or the receiver's own, by which a row that is deleted changes or hinders others. */
final class References {
    /** All but NO ACTION, which only looks whether a row of that key is there once the statement has ended. */
    private static final String FOLLOWING = """
            SELECT CASE WHEN c.relkind = 'p' THEN '' ELSE 'ONLY ' END || format('%I.%I', n.nspname, c.relname), has_table_privilege(c.oid, 'SELECT'),
                   ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(num, place)
                         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY place),
                   ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(num, place)
                         JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY place),
                   ARRAY(SELECT format('OPERATOR(%I.%s)', ns.nspname, o.oprname)
                         FROM unnest(k.conpfeqop) WITH ORDINALITY u(operator, place)
                         JOIN pg_operator o ON o.oid = u.operator JOIN pg_namespace ns ON ns.oid = o.oprnamespace
                         ORDER BY place)
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid = ? AND k.confdeltype <> 'a'""";

    private static final String PASSED_ON = """
            SELECT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND confdeltype IN ('c', 'n', 'd')
                           AND conrelid = ANY (?::oid[]) AND confrelid = ANY (?::oid[]))""";

    private final Connection connection;

    References(Connection connection) {
        this.connection = connection;
    }

    /** Whether deleting a row of one of these tables may change rows of another of them. */
    boolean passOn(List<TargetTable> among) throws SQLException {
        Object[] tables = among.stream().map(t -> t.table().oid()).toArray();
        try (PreparedStatement statement = connection.prepareStatement(PASSED_ON)) {
            statement.setArray(1, connection.createArrayOf("oid", tables));
            statement.setArray(2, connection.createArrayOf("oid", tables));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /**
     * Whether rows would follow if rows of the stage's table were deleted, even for a moment.
     *
     * @param rows {@code FROM} and what is behind it, giving the rows as {@code t}
     */
    boolean follow(StagingTable stage, String rows) throws SQLException {
        List<String> queries = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(FOLLOWING)) {
            statement.setLong(1, stage.target().table().oid());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    queries.add(row.getBoolean(2) ? referring(row).query(rows) : "SELECT true");
                }
            }
        }
        for (String query : queries) {
            if (StagingTable.isTrue(connection, query)) {
                return true;
            }
        }
        return false;
    }

    private static Referring referring(ResultSet row) throws SQLException {
        return new Referring(
                row.getString(1),
                Arrays.asList((String[]) row.getArray(3).getArray()),
                Arrays.asList((String[]) row.getArray(4).getArray()),
                Arrays.asList((String[]) row.getArray(5).getArray()));
    }

    /**
     * A foreign key.
     *
     * @param child the rows that have it, as SQL
     * @param operators parent on the left
     */
    record Referring(String child, List<String> columns, List<String> parentColumns, List<String> operators) {
        /** A query whether a row refers to one of those that {@code rows} gives as {@code t}. */
        String query(String rows) {
            List<String> pairs = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                pairs.add(Sql.quoted("t", parentColumns.get(i)) + " " + operators.get(i) + " "
                        + Sql.quoted("c", columns.get(i)));
            }
            return "SELECT EXISTS (SELECT " + rows + " AND EXISTS (SELECT FROM " + child + " c WHERE "
                    + String.join(" AND ", pairs) + "))";
        }
    }
}
