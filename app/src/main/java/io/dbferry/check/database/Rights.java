package io.dbferry.check.database;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the connected role may do, asked of PostgreSQL. */
public final class Rights {
    /** By oid: a name in a schema that the role may not use would be an error. */
    private static final String OF_RELATION =
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?";

    private final Connection connection;

    public Rights(Connection connection) {
        this.connection = connection;
    }

    /** The role, quoted for a GRANT. */
    String role() throws SQLException {
        return Sql.quote(text("SELECT current_user"));
    }

    /** The database, quoted for a GRANT. */
    String database() throws SQLException {
        return Sql.quote(text("SELECT current_database()"));
    }

    boolean onDatabase(String right) throws SQLException {
        return is("SELECT has_database_privilege(current_database(), ?::text)", right);
    }

    boolean schemaExists(String schema) throws SQLException {
        return is("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = ?)", schema);
    }

    boolean onSchema(String schema, String right) throws SQLException {
        return is("SELECT has_schema_privilege(?::text, ?::text)", schema, right);
    }

    boolean onTable(TableName table, String right) throws SQLException {
        return is("SELECT has_table_privilege(c.oid, ?::text)" + OF_RELATION, right, table.schema(), table.name());
    }

    boolean onSequence(TableName sequence, String right) throws SQLException {
        return is(
                "SELECT has_sequence_privilege(c.oid, ?::text)" + OF_RELATION,
                right,
                sequence.schema(),
                sequence.name());
    }

    boolean inRecovery() throws SQLException {
        return is("SELECT pg_is_in_recovery()");
    }

    /** Whether the role sees only some of the table's rows. */
    boolean seesSomeRowsOnly(TableName table) throws SQLException {
        return is("SELECT row_security_active(c.oid)" + OF_RELATION, table.schema(), table.name());
    }

    /** The sequences that number the table's columns. */
    List<TableName> sequences(long table) throws SQLException {
        return names("""
                SELECT n.nspname, c.relname FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                  AND d.deptype IN ('a', 'i') AND d.refobjid = %d ORDER BY 1, 2""".formatted(table));
    }

    /** The tables of a schema. */
    List<TableName> tables(String schema) throws SQLException {
        return names("""
                SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = '%s' AND c.relkind IN ('r', 'p') ORDER BY 2""".formatted(schema.replace("'", "''")));
    }

    /** The statements that give the role a schema with all that is in it. */
    List<String> giveSchema(String schema) throws SQLException {
        List<String> statements = new ArrayList<>();
        statements.add("ALTER SCHEMA " + Sql.quote(schema) + " OWNER TO " + role());
        try (PreparedStatement statement = prepared("""
                        SELECT what || ' OWNER TO ' || quote_ident(current_user) FROM (
                          SELECT format('ALTER %s %I.%I', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                                        n.nspname, c.relname), c.relowner, 1, c.oid
                          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                          WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'S') AND NOT EXISTS (
                            SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
                          UNION ALL
                          SELECT format('ALTER FUNCTION %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
                                 p.proowner, 2, p.oid
                          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ?
                        ) s (what, owner, kind, oid)
                        WHERE NOT pg_has_role(owner, 'USAGE') ORDER BY kind, oid""", schema, schema);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                statements.add(row.getString(1));
            }
        }
        return statements;
    }

    /** The roles that own these, quoted for a GRANT, each once. */
    List<String> owners(List<Long> tables) throws SQLException {
        List<String> owners = new ArrayList<>();
        String oids = tables.stream().map(String::valueOf).collect(Collectors.joining(", "));
        try (PreparedStatement statement =
                        prepared("SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE oid IN (" + oids
                                + ") ORDER BY 1");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                owners.add(Sql.quote(row.getString(1)));
            }
        }
        return owners;
    }

    List<TableName> foreignTables() throws SQLException {
        return names("""
                SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'f' ORDER BY 1, 2""");
    }

    /** Tables that inherit, other than as partitions. */
    List<TableName> inheriting() throws SQLException {
        return names("""
                SELECT DISTINCT n.nspname, c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND NOT c.relispartition ORDER BY 1, 2""");
    }

    List<TableName> withRowSecurity() throws SQLException {
        return names("""
                SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relrowsecurity ORDER BY 1, 2""");
    }

    private List<TableName> names(String sql) throws SQLException {
        List<TableName> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                names.add(new TableName(row.getString(1), row.getString(2)));
            }
        }
        return names;
    }

    private boolean is(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private String text(String sql) throws SQLException {
        try (PreparedStatement statement = prepared(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private PreparedStatement prepared(String sql, String... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setString(i + 1, parameters[i]);
        }
        return statement;
    }
}
