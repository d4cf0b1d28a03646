package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.receiver.tables.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Queries that read one table's rows and keys from lines of a partial's JSON. {@code json_to_record} gives each value to its type's
 * input function, as COPY does; a cast from text might be somebody's own.
 */
final class JsonValues {
    private final TargetTable target;

    JsonValues(TargetTable target) {
        this.target = target;
    }

    /** A query for rows, in the order of the columns, from a table with the objects in its column {@code j}. */
    String rows(String lines) {
        List<String> values = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (Column column : target.columns()) {
            int inKey = target.key().indexOf(column.name());
            if (inKey >= 0) {
                values.add(key(column, "l.j -> 'pk'", inKey, keys));
            } else {
                values.add(field(column, fields));
            }
        }
        return "SELECT " + String.join(", ", values) + from(lines, "l.j -> 'pk'", keys)
                + record("l.j -> 'fields'", "f", fields);
    }

    /** A query for keys, in the order of the key, from a table with them in its column {@code j}. */
    String keys(String lines) {
        List<String> values = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < target.key().size(); i++) {
            values.add(key(target.column(target.key().get(i)), "l.j", i, keys));
        }
        return "SELECT " + String.join(", ", values) + from(lines, "l.j", keys);
    }

    private String from(String lines, String pk, List<String> keys) {
        // Of several columns pk is an array, whose values get names here.
        String named = target.key().stream()
                .map(name ->
                        Sql.literal(name) + ", " + keyValue(pk, target.key().indexOf(name)))
                .collect(Collectors.joining(", "));
        return " FROM " + lines + " l" + record("json_build_object(" + named + ")", "k", keys);
    }

    private static String record(String object, String alias, List<String> columns) {
        return columns.isEmpty()
                ? ""
                : " CROSS JOIN LATERAL json_to_record(" + object + ") AS " + alias + "(" + String.join(", ", columns)
                        + ")";
    }

    private String keyValue(String pk, int place) {
        return target.key().size() == 1 ? pk : pk + " -> " + place;
    }

    /** @param keys columns of the record, to add to */
    private String key(Column column, String pk, int place, List<String> keys) {
        if (column.isJson()) {
            return "(" + keyValue(pk, place) + ")::" + column.type();
        }
        return ofRecord(column, "k", keys);
    }

    /**
     * JSON is taken by {@code ->}, which keeps its text; json_to_record would write strings anew.
     *
     * @param fields columns of the record, to add to
     */
    private String field(Column column, List<String> fields) {
        if (!column.isJson()) {
            return ofRecord(column, "f", fields);
        }
        String name = Sql.literal(column.name());
        String value = "l.j -> 'fields' -> " + name;
        return "CASE WHEN jsonb_exists((l.j -> 'json_null')::jsonb, " + name + ") THEN 'null'::" + column.type()
                + " WHEN jsonb_exists((l.j -> 'json_text')::jsonb, " + name + ") THEN (l.j -> 'fields' ->> " + name
                + ")::" + column.type() + " WHEN json_typeof(" + value + ") <> 'null' THEN (" + value + ")::"
                + column.type() + " END";
    }

    /**
     * Of a domain as its base type: json_to_record takes no domain over a type that has no binary form. A base type json would
     * take a string for a JSON string, so that one is read from its text.
     */
    private String ofRecord(Column column, String alias, List<String> columns) {
        String name = Sql.quote(column.name());
        String base = base(column.type());
        columns.add(name + " " + (base.equals("json") || base.equals("jsonb") ? "text" : base));
        return alias + "." + name + (base.equals(column.type()) ? "" : "::" + column.type());
    }

    private String base(String type) {
        return target.table().types().stream()
                .filter(t -> t.kind() == TypeDefinition.Kind.DOMAIN && t.name().equals(type))
                .findFirst()
                .map(domain -> base(domain.parts().get(0)))
                .orElse(type);
    }
}
