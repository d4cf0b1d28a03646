package io.dbferry.sender.build.schema;

import io.dbferry.postgres.catalog.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The SQL that a dump of a schema lacks beside the rows: values of sequences, contents of materialized views. */
public final class WholeDatabase {
    /** Those of extensions are theirs. */
    private static final String ALL_SEQUENCES = """
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND n.nspname <> 'dbferry'
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                              AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e')
            """;

    private static final String SEQUENCES = """
            SELECT format('SELECT format(''SELECT pg_catalog.setval(%%L, %%s, %%L);'', %L, last_value, is_called) FROM %I.%I',
                          format('%I.%I', n.nspname, c.relname), n.nspname, c.relname)
            """ + ALL_SEQUENCES + "ORDER BY n.nspname, c.relname";

    private static final String UNREADABLE = "SELECT n.nspname, c.relname " + ALL_SEQUENCES
            + "AND NOT (has_schema_privilege(n.oid, 'USAGE') AND CASE WHEN c.relkind = 'S'"
            + " THEN has_sequence_privilege(c.oid, 'SELECT') END) ORDER BY n.nspname, c.relname LIMIT 1";

    /**
     * A view comes behind all that it reads, by itself or through other views: it reads more of them than each of those does.
     * As in pg_dump, a view stays empty that reads an empty one.
     */
    private static final String REFRESHES = """
            WITH RECURSIVE view AS (SELECT oid, relkind, relispopulated FROM pg_class WHERE relkind IN ('v', 'm')),
            direct(view, other) AS (
              SELECT DISTINCT r.ev_class, d.refobjid
              FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                AND d.refclassid = 'pg_class'::regclass
              JOIN view v ON v.oid = r.ev_class JOIN view o ON o.oid = d.refobjid
              WHERE d.refobjid <> r.ev_class),
            reads(view, other) AS (
              SELECT view, other FROM direct
              UNION SELECT r.view, d.other FROM reads r JOIN direct d ON d.view = r.other)
            SELECT format('REFRESH MATERIALIZED VIEW %I.%I;', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'm' AND c.relispopulated AND n.nspname <> 'dbferry'
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                              AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e')
              AND NOT EXISTS (SELECT FROM reads r JOIN view o ON o.oid = r.other
                              WHERE r.view = c.oid AND o.relkind = 'm' AND NOT o.relispopulated)
            ORDER BY (SELECT count(*) FROM reads r WHERE r.view = c.oid), n.nspname, c.relname""";

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

    /** A sequence whose value the role may not read; empty if it may read all. */
    Optional<TableName> unreadableSequence() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(UNREADABLE)) {
            return row.next() ? Optional.of(new TableName(row.getString(1), row.getString(2))) : Optional.empty();
        }
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
