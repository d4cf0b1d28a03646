package io.dbferry.postgres.log;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A publication: which tables' changes the log tells. What of the catalog is not the same in all versions is read as
 * JSON, where what a version does not have is null.
 */
public final class Publication {
    /** Partitions are told as their tables, so that the log knows those that come later too. */
    private static final String OPTIONS = " WITH (publish_via_partition_root = true)";

    private static final String OPERATIONS = """
            SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate FROM pg_publication WHERE pubname = ?""";

    /**
     * Of each table of the publication, its members' rows of the catalog, with the transactions that wrote them: they
     * differ as soon as somebody takes it out and puts it in again. The second part is what tells that rows may have
     * changed without the log's telling, or that all of them have: columns, partitions with their replica identities, and
     * the files that hold the rows, which TRUNCATE replaces. With publish_via_partition_root, truncating a partition is told by nothing else.
     */
    private static final String COVERAGE = """
            WITH member (relid, how) AS (
              SELECT r.prrelid, r.oid || ':' || r.xmin FROM pg_publication_rel r
                JOIN pg_publication p ON p.oid = r.prpubid WHERE p.pubname = ?
              UNION ALL %s
              SELECT c.oid, 'all' FROM pg_class c, pg_publication p WHERE p.pubname = ? AND p.puballtables)
            SELECT c.oid::bigint, (SELECT p.oid || ':' || p.xmin FROM pg_publication p WHERE p.pubname = ?) || ' '
                     || (SELECT string_agg(m.how, ' ' ORDER BY m.how) FROM member m WHERE m.relid = c.oid),
                   md5((SELECT string_agg(concat_ws(':', a.attnum, a.attname, a.atttypid, a.atttypmod), ' ' ORDER BY a.attnum)
                        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
                     || ' ' || (SELECT md5(string_agg(concat_ws(':', f.oid, f.relfilenode, f.relreplident), ' ' ORDER BY f.oid)) FROM pg_class f
                                WHERE f.oid = c.oid OR f.oid IN (SELECT relid FROM pg_partition_tree(c.oid)))
            FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
              AND c.oid >= 16384 AND c.oid IN (SELECT relid FROM member)""";

    /** Since PostgreSQL 15. */
    private static final String SCHEMAS = """
              SELECT c.oid, n.oid || ':' || n.xmin FROM pg_publication_namespace n JOIN pg_class c ON c.relnamespace = n.pnnspid
                JOIN pg_publication p ON p.oid = n.pnpubid WHERE p.pubname = ?
              UNION ALL """;

    private static final String NARROWED = """
            SELECT r.prrelid::bigint FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
            WHERE p.pubname = ? AND (to_jsonb(r) ->> 'prqual' IS NOT NULL OR to_jsonb(r) ->> 'prattrs' IS NOT NULL)""";

    /** A deferrable primary key is no identity; any other index is one for us if it has all columns of the key. */
    private static final String WITHOUT_IDENTITY = """
            SELECT format('ALTER TABLE %I.%I REPLICA IDENTITY %s', n.nspname, c.relname, CASE WHEN EXISTS (
                     SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate
                       AND ARRAY(SELECT a.attname::text FROM pg_attribute a
                                 WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)) @> ?) THEN 'DEFAULT' ELSE 'FULL' END)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND (c.oid = ?::bigint::oid OR c.oid IN (SELECT relid FROM pg_partition_tree(?::bigint::oid)))
              AND c.relreplident <> 'f' AND NOT EXISTS (
                SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indimmediate
                  AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END
                  AND ARRAY(SELECT a.attname::text FROM pg_attribute a
                            WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)) @> ?)
            ORDER BY 1""";

    private final String name;

    public Publication(String name) {
        this.name = name;
    }

    /**
     * How far the log can be relied on for a table. Two that are equal, with one position for each, say: all changes
     * of the table between these positions are in the log.
     *
     * @param membership changes when the table is put into the publication anew, or the publication itself changes
     * @param storage changes with what the log does not tell
     */
    public record Coverage(String membership, String storage) {}

    public String name() {
        return name;
    }

    public boolean exists(Connection connection) throws SQLException {
        return operations(connection).isPresent();
    }

    private Optional<Boolean> operations(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OPERATIONS)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBoolean(1)) : Optional.empty();
            }
        }
    }

    /** Of each table that the publication covers with all its partitions, by oid, as the current snapshot has it. */
    public Map<Long, Coverage> coverage(Connection connection) throws SQLException {
        boolean schemas = connection.getMetaData().getDatabaseMajorVersion() >= 15;
        String query = COVERAGE.formatted(schemas ? SCHEMAS : "");
        Map<Long, Coverage> coverage = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 1; i <= (schemas ? 4 : 3); i++) {
                statement.setString(i, name);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    coverage.put(row.getLong(1), new Coverage(row.getString(2), row.getString(3)));
                }
            }
        }
        return coverage;
    }

    /**
     * By table, what keeps the log from telling its changes, where it could tell those of others. Empty if there is no
     * publication.
     */
    public Map<TableName, LogSetupProblem> problemsByTable(Connection connection, List<Table> tables)
            throws SQLException {
        Map<TableName, LogSetupProblem> byTable = new HashMap<>();
        if (exists(connection)) {
            for (LogSetupProblem problem : problems(connection, tables)) {
                problem.table().ifPresent(table -> byTable.putIfAbsent(table, problem));
            }
        }
        return byTable;
    }

    /** What is to be fixed before the log tells all changes of the tables. */
    public List<LogSetupProblem> problems(Connection connection, List<Table> tables) throws SQLException {
        Map<TableName, List<String>> withoutIdentity = new HashMap<>();
        for (Table table : tables) {
            withoutIdentity.put(table.name(), withoutIdentity(connection, table));
        }
        Optional<Boolean> operations = operations(connection);
        return operations.isEmpty()
                ? new Found(withoutIdentity, operations, Set.of(), Set.of()).problems(this, tables)
                : new Found(withoutIdentity, operations, coverage(connection).keySet(), narrowed(connection))
                        .problems(this, tables);
    }

    /**
     * What the catalog has of the publication and of some tables.
     *
     * @param withoutIdentity by table, the statements that give it and its partitions a replica identity with the key
     * @param operations whether all operations are published; empty if there is no publication
     * @param covered tables that it has, by their oids
     * @param narrowed those of which it has only some rows or columns
     */
    record Found(
            Map<TableName, List<String>> withoutIdentity,
            Optional<Boolean> operations,
            Set<Long> covered,
            Set<Long> narrowed) {
        List<LogSetupProblem> problems(Publication publication, List<Table> tables) {
            List<LogSetupProblem> problems = new ArrayList<>();
            for (Table table : tables) {
                for (String statement : withoutIdentity.getOrDefault(table.name(), List.of())) {
                    problems.add(identity(table, statement));
                }
            }
            if (operations.isEmpty()) {
                problems.add(changed(
                        "there is no publication '" + publication.name + "'",
                        publication.createSql(identified(tables))));
                return problems;
            }
            if (!operations.get()) {
                problems.add(changed(
                        "publication '" + publication.name + "' skips some operations",
                        publication.alter() + " SET (publish = 'insert, update, delete, truncate')"));
            }
            identified(tables).forEach(table -> member(publication, table).ifPresent(problems::add));
            return problems;
        }

        /** In a publication, PostgreSQL would refuse the application's updates of the others. */
        private List<Table> identified(List<Table> tables) {
            return tables.stream()
                    .filter(table -> withoutIdentity
                            .getOrDefault(table.name(), List.of())
                            .isEmpty())
                    .toList();
        }

        private Optional<LogSetupProblem> member(Publication publication, Table table) {
            String named = "publication '" + publication.name + "' ";
            if (!covered.contains(table.oid())) {
                return Optional.of(changed(
                        table, named + "does not have table '" + table.name() + "'", publication.addSql(table)));
            }
            return narrowed.contains(table.oid())
                    ? Optional.of(changed(
                            table,
                            named + "has only some rows or columns of table '" + table.name() + "'",
                            publication.alter() + " DROP TABLE " + table.name().sql() + "; "
                                    + publication.addSql(table)))
                    : Optional.empty();
        }
    }

    private static LogSetupProblem changed(String text, String sql) {
        return LogSetupProblem.ofAll(text, new LogFix.ChangePublication(sql));
    }

    private static LogSetupProblem changed(Table table, String text, String sql) {
        return LogSetupProblem.of(table.name(), text, new LogFix.ChangePublication(sql));
    }

    private static LogSetupProblem identity(Table table, String statement) {
        return LogSetupProblem.of(
                table.name(),
                "the replica identity of table '" + table.name() + "' does not have its "
                        + (table.rowKey().primary() ? "primary key" : "unique key"),
                new LogFix.ByHand(statement));
    }

    private static List<String> withoutIdentity(Connection connection, Table table) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(WITHOUT_IDENTITY)) {
            Array key = connection.createArrayOf("text", table.key().toArray());
            statement.setArray(1, key);
            statement.setLong(2, table.oid());
            statement.setLong(3, table.oid());
            statement.setArray(4, key);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    statements.add(row.getString(1));
                }
            }
        }
        return statements;
    }

    private Set<Long> narrowed(Connection connection) throws SQLException {
        Set<Long> narrowed = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(NARROWED)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    narrowed.add(row.getLong(1));
                }
            }
        }
        return narrowed;
    }

    /** The statement that makes it, for the owner of the tables and a role that may create in the database. */
    public String createSql(List<Table> tables) {
        String members = tables.stream().map(Publication::member).collect(Collectors.joining(", "));
        return "CREATE PUBLICATION " + Sql.quote(name) + (members.isEmpty() ? "" : " FOR TABLE " + members) + OPTIONS;
    }

    private String addSql(Table table) {
        return alter() + " ADD TABLE " + member(table);
    }

    private static String member(Table table) {
        return (table.partitioned() ? "" : "ONLY ") + table.name().sql();
    }

    private String alter() {
        return "ALTER PUBLICATION " + Sql.quote(name);
    }
}
