package io.dbferry.postgres.catalog;

import io.dbferry.postgres.catalog.TypeDefinition.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the definitions of the types that tables use, directly or within arrays, domains, ranges and composite types. */
final class TypeReader {
    private static final String TYPES = """
            WITH RECURSIVE own AS (
              SELECT t.* FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
              WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'),
            part (whole, oid) AS (
              SELECT t.oid, t.typelem FROM own t WHERE t.typcategory = 'A' AND t.typelem <> 0
              UNION ALL SELECT t.oid, t.typbasetype FROM own t WHERE t.typtype = 'd'
              UNION ALL SELECT t.oid, a.atttypid FROM own t JOIN pg_attribute a ON a.attrelid = t.typrelid
                        WHERE t.typtype = 'c' AND a.attnum > 0 AND NOT a.attisdropped
              UNION ALL SELECT t.oid, r.rngsubtype FROM own t JOIN pg_range r ON t.oid IN (r.rngtypid, r.rngmultitypid)),
            used (relation, oid) AS (
              SELECT a.attrelid, a.atttypid FROM pg_attribute a JOIN own t ON t.oid = a.atttypid
              JOIN pg_class c ON c.oid = a.attrelid
              WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
              UNION
              SELECT u.relation, p.oid FROM used u JOIN part p ON p.whole = u.oid)
            SELECT u.relation, format_type(t.oid, NULL), t.typtype,
                   CASE t.typtype
                        WHEN 'e' THEN ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = t.oid
                                            ORDER BY enumsortorder)
                        WHEN 'c' THEN ARRAY(SELECT quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                                            FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0
                                              AND NOT a.attisdropped ORDER BY a.attnum)
                        WHEN 'd' THEN ARRAY[format_type(t.typbasetype, t.typtypmod)]
                        ELSE ARRAY(SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid) END
            FROM used u JOIN own t ON t.oid = u.oid WHERE t.typtype IN ('e', 'c', 'd', 'r') ORDER BY 1, 2""";

    private TypeReader() {}

    /** The definitions by the table's oid. */
    static Map<Long, List<TypeDefinition>> read(Connection connection) throws SQLException {
        Map<Long, List<TypeDefinition>> types = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TYPES);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                List<String> parts = Arrays.asList((String[]) row.getArray(4).getArray());
                types.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                        .add(new TypeDefinition(row.getString(2), kind(row.getString(3)), parts));
            }
        }
        return types;
    }

    private static Kind kind(String code) {
        return switch (code) {
            case "e" -> Kind.ENUM;
            case "c" -> Kind.COMPOSITE;
            case "d" -> Kind.DOMAIN;
            default -> Kind.RANGE;
        };
    }
}
