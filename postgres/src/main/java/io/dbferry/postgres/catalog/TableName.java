package io.dbferry.postgres.catalog;

/** A table's schema and name, exactly as PostgreSQL holds them. */
public record TableName(String schema, String name) implements Comparable<TableName> {
    public TableName {
        if (schema.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("a table needs a schema and a name");
        }
    }

    /** The name as the config writes it: {@code Table} in the schema public, else {@code schema.Table}. */
    public static TableName written(String text) {
        int dot = text.indexOf('.');
        return dot < 1 || dot == text.length() - 1
                ? new TableName("public", text)
                : new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    /** What {@link #sql} wrote. */
    public static TableName ofSql(String sql) {
        int end = 1;
        while (!sql.startsWith("\".\"", end)) {
            end += sql.startsWith("\"\"", end) ? 2 : 1;
        }
        return new TableName(unquoted(sql.substring(1, end)), unquoted(sql.substring(end + 3, sql.length() - 1)));
    }

    private static String unquoted(String text) {
        return text.replace("\"\"", "\"");
    }

    public String sql() {
        return Sql.quote(schema) + "." + Sql.quote(name);
    }

    @Override
    public int compareTo(TableName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** As {@link #written} takes it; for messages. */
    @Override
    public String toString() {
        return schema.equals("public") ? name : schema + "." + name;
    }
}
