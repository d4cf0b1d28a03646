package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.LockRelease;
import io.dbferry.stream.format.manifest.SequenceEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A sequence that numbers a shipped column, and how far it is. Sequences stand outside transactions: the value is at
 * least what the snapshot's rows use.
 */
record SourceSequence(TableName name, TableName table, String column, long value, boolean called) {
    private static final String SEQUENCES = """
            SELECT DISTINCT sn.nspname, s.relname, d.refobjid, a.attname
            FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
            JOIN pg_namespace sn ON sn.oid = s.relnamespace
            JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
              AND d.refobjid = ANY (?) ORDER BY 1, 2""";

    static List<SourceSequence> read(Connection connection, List<Table> tables) throws SQLException {
        Map<Long, TableName> names = tables.stream().collect(Collectors.toMap(Table::oid, Table::name));
        List<SourceSequence> sequences = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SEQUENCES)) {
            statement.setArray(1, connection.createArrayOf("oid", names.keySet().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    TableName name = new TableName(row.getString(1), row.getString(2));
                    TableName table = names.get(row.getLong(3));
                    if (table != null && numbers(tables, row.getLong(3), row.getString(4))) {
                        sequences.add(new SourceSequence(name, table, row.getString(4), 0, false));
                    }
                }
            }
        }
        List<SourceSequence> read = new ArrayList<>();
        for (SourceSequence sequence : sequences) {
            read.add(LockRelease.afterQuery(connection, () -> sequence.withValue(connection)));
        }
        return read;
    }

    /** Whether the column's values travel as they are: of others, the sequence would tell. */
    private static boolean numbers(List<Table> tables, long oid, String column) {
        return tables.stream()
                .filter(table -> table.oid() == oid)
                .flatMap(table -> table.column(column).stream())
                .anyMatch(found -> found.travelsAs() == null);
    }

    private SourceSequence withValue(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT last_value, is_called FROM " + name.sql());
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new SourceSequence(name, table, column, row.getLong(1), row.getBoolean(2));
        }
    }

    /** The sequences of one table, as its manifest lists them. */
    static List<SequenceEntry> entries(List<SourceSequence> all, TableName table) {
        return all.stream()
                .filter(s -> s.table().equals(table))
                .map(s -> new SequenceEntry(s.column(), s.value(), s.called()))
                .toList();
    }
}
