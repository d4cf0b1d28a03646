package io.dbferry.postgres.catalog;

import io.dbferry.postgres.catalog.Column.Generated;
import io.dbferry.postgres.catalog.Column.Identity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the {@link Catalog} in eight queries, whatever the number of tables. PostgreSQL's own schemas and
 * {@code dbferry} are left out.
 */
public final class CatalogReader {
    private static final String OURS_AND_SYSTEM =
            " n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'dbferry') ";

    private static final String TABLES = """
            SELECT c.oid, n.nspname, c.relname, c.relkind = 'p',
                   c.relpersistence = 'u' OR c.relkind = 'p' AND EXISTS (
                     SELECT FROM pg_partition_tree(c.oid) p JOIN pg_class l ON l.oid = p.relid WHERE l.relpersistence = 'u'),
                   c.relispartition,
                   CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::oid END,
                   pg_has_role(c.relowner, 'USAGE')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND""" + OURS_AND_SYSTEM + "ORDER BY n.nspname, c.relname";

    /**
     * Operators are looked up, as nothing but PostgreSQL's own is found by its name alone. A column of the key has
     * that index's operator; others have their type's, from its default operator class. Types that borrow another's
     * class (varchar, enums, arrays, ranges) have PostgreSQL's own.
     */
    private static final String COLUMNS =
            "WITH RECURSIVE key_index AS (" + RowKey.INDEXES + """
            ),
            base(type, below) AS (
              SELECT oid, oid FROM pg_type WHERE typtype <> 'd'
              UNION ALL SELECT t.oid, base.below FROM base JOIN pg_type t ON t.typbasetype = base.type AND t.typtype = 'd'),
            equal(class, type, preset, operator) AS (
              SELECT p.oid, p.opcintype, p.opcdefault, format('OPERATOR(%I.%s)', n.nspname, o.oprname)
              FROM pg_opclass p JOIN pg_am m ON m.oid = p.opcmethod AND m.amname = 'btree'
              JOIN pg_amop e ON e.amopfamily = p.opcfamily AND e.amopstrategy = 3
                            AND e.amoplefttype = p.opcintype AND e.amoprighttype = p.opcintype
              JOIN pg_operator o ON o.oid = e.amopopr JOIN pg_namespace n ON n.oid = o.oprnamespace),
            in_key(relation, num, operator) AS (
              SELECT i.indrelid, u.num, equal.operator
              FROM key_index JOIN pg_index i ON i.indexrelid = key_index.index
              CROSS JOIN unnest(i.indkey::int2[], i.indclass::oid[]) u(num, class)
              JOIN equal ON equal.class = u.class)
            SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                   pg_get_expr(d.adbin, d.adrelid), a.attgenerated, a.attidentity,
                   CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0
                        THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END,
                   coalesce(k.operator, equal.operator, 'OPERATOR(pg_catalog.=)'), a.attnum
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN pg_collation co ON co.oid = a.attcollation
            LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
            LEFT JOIN in_key k ON k.relation = a.attrelid AND k.num = a.attnum
            LEFT JOIN base ON base.type = a.atttypid LEFT JOIN equal ON equal.type = base.below AND equal.preset
            WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND""" + OURS_AND_SYSTEM + "ORDER BY a.attrelid, a.attnum";

    /**
     * With the operators by which the indexes themselves find equal values. Whether nulls are distinct can be chosen since
     * PostgreSQL 15.
     */
    private static final String UNIQUE = """
            SELECT i.indrelid, x.relname,
                   CASE WHEN i.indexprs IS NULL AND NOT i.indisexclusion THEN
                        ARRAY(SELECT a.attname::text
                              FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY u(num, place)
                              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num ORDER BY place)
                        ELSE '{}' END,
                   ARRAY(SELECT CASE WHEN o.oid IS NULL THEN 'OPERATOR(pg_catalog.=)'
                                     ELSE format('OPERATOR(%I.%s)', s.nspname, o.oprname) END
                         FROM unnest(i.indclass::oid[]) WITH ORDINALITY u(class, place)
                         JOIN pg_opclass p ON p.oid = u.class JOIN pg_am m ON m.oid = p.opcmethod
                         LEFT JOIN pg_amop e ON m.amname = 'btree' AND e.amopfamily = p.opcfamily AND e.amopstrategy = 3
                                            AND e.amoplefttype = p.opcintype AND e.amoprighttype = p.opcintype
                         LEFT JOIN pg_operator o ON o.oid = e.amopopr LEFT JOIN pg_namespace s ON s.oid = o.oprnamespace
                         ORDER BY place),
                   coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
                   CASE WHEN i.indisexclusion THEN
                             (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
                              WHERE k.conindid = i.indexrelid AND k.contype IN ('x', 'p', 'u') LIMIT 1)
                        WHEN i.indexprs IS NOT NULL OR i.indpred IS NOT NULL THEN
                             (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, false), ', ' ORDER BY n)
                              FROM generate_series(1, i.indnkeyatts::int) n)
                             || coalesce(' WHERE ' || pg_get_expr(i.indpred, i.indrelid), '') END
            FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE (i.indisunique OR i.indisexclusion) AND i.indisvalid AND""" + OURS_AND_SYSTEM + "ORDER BY x.relname";

    private static final String FOREIGN_KEYS = """
            SELECT k.conname, k.conrelid, k.confrelid, k.condeferrable, pg_get_constraintdef(k.oid),
                   ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(num, place)
                         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY place),
                   ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(num, place)
                         JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY place),
                   ARRAY(SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname)
                         FROM unnest(k.conpfeqop) WITH ORDINALITY u(operator, place)
                         JOIN pg_operator o ON o.oid = u.operator JOIN pg_namespace n ON n.oid = o.oprnamespace
                         ORDER BY place)
            FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY k.conname, k.conrelid""";

    private final Connection connection;

    public CatalogReader(Connection connection) {
        this.connection = connection;
    }

    private record Relation(
            long oid, TableName name, boolean partitioned, boolean unlogged, long root, boolean owner) {}

    public Catalog read() throws SQLException {
        Map<Long, Relation> relations = relations();
        Map<Long, List<Column>> columns = columns();
        Map<Long, RowKey> keys = RowKey.read(connection);
        Map<Long, List<UniqueIndex>> unique = unique();
        Map<Long, List<TypeDefinition>> types = TypeReader.read(connection);
        Map<Long, Obstacle> obstacles = Obstacle.read(connection);
        Map<Long, List<TableName>> leaves = new HashMap<>();
        relations.values().stream()
                .filter(r -> r.root() != 0 && !r.partitioned())
                .forEach(r -> leaves.computeIfAbsent(r.root(), oid -> new ArrayList<>())
                        .add(r.name()));
        List<Table> tables = relations.values().stream()
                .filter(r -> r.root() == 0)
                .map(r -> new Table(
                        r.name(),
                        r.oid(),
                        r.partitioned(),
                        r.unlogged(),
                        columns.getOrDefault(r.oid(), List.of()),
                        keys.getOrDefault(r.oid(), RowKey.NONE),
                        leaves.getOrDefault(r.oid(), List.of()),
                        unique.getOrDefault(r.oid(), List.of()),
                        types.getOrDefault(r.oid(), List.of()),
                        r.owner(),
                        obstacles.get(r.oid())))
                .toList();
        return new Catalog(tables, foreignKeys(relations));
    }

    private Map<Long, Relation> relations() throws SQLException {
        Map<Long, Relation> relations = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TABLES);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                TableName name = new TableName(row.getString(2), row.getString(3));
                Relation relation = new Relation(
                        row.getLong(1), name, row.getBoolean(4), row.getBoolean(5), row.getLong(7), row.getBoolean(8));
                relations.put(relation.oid(), relation);
            }
        }
        return relations;
    }

    private Map<Long, List<Column>> columns() throws SQLException {
        Map<Long, List<Column>> columns = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                columns.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                        .add(new Column(
                                row.getString(2),
                                row.getInt(10),
                                row.getString(3),
                                row.getBoolean(4),
                                row.getString(5),
                                generated(row.getString(6)),
                                identity(row.getString(7)),
                                row.getString(9),
                                row.getString(8)));
            }
        }
        return columns;
    }

    private static Generated generated(String code) {
        return switch (code) {
            case "s" -> Generated.STORED;
            case "v" -> Generated.VIRTUAL;
            default -> Generated.NO;
        };
    }

    private static Identity identity(String code) {
        return switch (code) {
            case "a" -> Identity.ALWAYS;
            case "d" -> Identity.BY_DEFAULT;
            default -> Identity.NO;
        };
    }

    private Map<Long, List<UniqueIndex>> unique() throws SQLException {
        Map<Long, List<UniqueIndex>> unique = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(UNIQUE);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                unique.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                        .add(new UniqueIndex(
                                row.getString(2), names(row, 3), names(row, 4), row.getBoolean(5), row.getString(6)));
            }
        }
        return unique;
    }

    private List<ForeignKey> foreignKeys(Map<Long, Relation> relations) throws SQLException {
        List<ForeignKey> keys = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(FOREIGN_KEYS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Relation table = relations.get(row.getLong(2));
                Relation parent = relations.get(row.getLong(3));
                if (table == null || parent == null) {
                    continue;
                }
                keys.add(new ForeignKey(
                        row.getString(1),
                        table.name(),
                        names(row, 6),
                        parent.name(),
                        names(row, 7),
                        names(row, 8),
                        row.getBoolean(4),
                        row.getString(5)));
            }
        }
        return keys;
    }

    private static List<String> names(ResultSet row, int column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }
}
