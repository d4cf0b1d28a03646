package io.dbferry.sender.build.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The SQL that a dump of a schema lacks beside the rows: values of sequences, contents of materialized views. */
public final class WholeDatabase {
    /** Those of extensions are theirs; one that the role may not read starts where it was made to start. */
    private static final String SEQUENCES = """
            SELECT format('SELECT format(''SELECT pg_catalog.setval(%%L, %%s, %%L);'', %L, last_value, is_called) FROM %I.%I',
                          format('%I.%I', n.nspname, c.relname), n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND n.nspname <> 'dbferry'
              AND has_schema_privilege(n.oid, 'USAGE') AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'SELECT') END
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                              AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e')
            ORDER BY n.nspname, c.relname""";

    /** A view that reads another is younger. */
    private static final String REFRESHES = """
            SELECT format('REFRESH MATERIALIZED VIEW %I.%I;', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'm' AND c.relispopulated AND n.nspname <> 'dbferry'
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                              AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e')
            ORDER BY c.oid""";

    private final Connection connection;

    public WholeDatabase(Connection connection) {
        this.connection = connection;
    }

    /** Statements that set all sequences. Sequences stand outside transactions: a value is at least what the snapshot's rows use. */
    public String sequenceValues() throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String query : lines(SEQUENCES)) {
            lines.addAll(lines(query));
        }
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** Statements that fill the views that were filled; in their order. */
    public String refreshes() throws SQLException {
        List<String> lines = lines(REFRESHES);
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private List<String> lines(String query) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        }
        return lines;
    }
}
