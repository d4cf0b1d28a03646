package io.dbferry.init.find;

import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a database showed.
 *
 * @param powerful whether the role may do far more than its task needs: a superuser, or an owner of tables
 */
public record FoundDatabase(String version, String role, boolean powerful, List<FoundTable> tables) {
    private static final String OF_TABLE = """
            SELECT coalesce(sum(CASE WHEN c.reltuples >= 0 THEN c.reltuples ELSE coalesce(s.n_live_tup, 0) END), 0)::bigint,
                   coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint,
                   (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = ?)
            FROM (SELECT ?::oid AS relid UNION SELECT relid FROM pg_partition_tree(?::oid::regclass)) t
            JOIN pg_class c ON c.oid = t.relid LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid""";

    private static final String INDEXED = """
            SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            WHERE i.indrelid = ? AND i.indpred IS NULL""";

    private static final String SEQUENCES = """
            SELECT format('%I.%I', n.nspname, s.relname) FROM pg_depend d
            JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_namespace n ON n.oid = s.relnamespace
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = ?
              AND d.deptype IN ('a', 'i') ORDER BY 1""";

    public FoundDatabase {
        tables = List.copyOf(tables);
    }

    public static FoundDatabase read(Connection connection) throws SQLException {
        List<FoundTable> tables = new ArrayList<>();
        for (Table table : new CatalogReader(connection).read().tables()) {
            tables.add(table(connection, table));
        }
        boolean superuser;
        String role;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")) {
            row.next();
            role = row.getString(1);
            superuser = row.getBoolean(2);
        }
        boolean owner = tables.stream().anyMatch(t -> t.table().owner());
        String version = connection.getMetaData().getDatabaseProductVersion().replaceFirst(" .*", "");
        return new FoundDatabase(version, role, superuser || owner, tables);
    }

    private static FoundTable table(Connection connection, Table table) throws SQLException {
        Set<String> indexed = new HashSet<>(names(connection, INDEXED, table));
        List<FoundTable.Timestamp> timestamps = table.columns().stream()
                .filter(FoundDatabase::isTimestamp)
                .map(c -> new FoundTable.Timestamp(c.name(), indexed.contains(c.name())))
                .toList();
        try (PreparedStatement statement = connection.prepareStatement(OF_TABLE)) {
            statement.setLong(1, table.oid());
            statement.setLong(2, table.oid());
            statement.setLong(3, table.oid());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new FoundTable(
                        table,
                        row.getLong(1),
                        row.getLong(2),
                        timestamps,
                        row.getString(3),
                        names(connection, SEQUENCES, table));
            }
        }
    }

    private static List<String> names(Connection connection, String query, Table table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setLong(1, table.oid());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }

    private static boolean isTimestamp(Column column) {
        return column.type().toLowerCase(Locale.ROOT).startsWith("timestamp");
    }

    /** The same with these tables alone. */
    public FoundDatabase only(List<FoundTable> some) {
        return new FoundDatabase(version, role, powerful, some);
    }
}
