package io.dbferry.postgres.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A column.
 *
 * @param type as {@code format_type} writes it, qualified unless of pg_catalog: {@code character varying(100)}
 * @param defaultSql the default's or the generating expression, as {@code pg_get_expr} writes it
 * @param equality the operator by which the primary key's index, or else an index of the type, finds equal values, as
 *     SQL: {@code OPERATOR(public.=)}
 * @param collation qualified and quoted, where it is not the type's own
 */
public record Column(
        String name,
        String type,
        boolean notNull,
        @Nullable String defaultSql,
        Generated generated,
        Identity identity,
        String equality,
        @Nullable String collation) {

    /** Whether the column is computed from others. */
    public enum Generated {
        NO,
        STORED,
        VIRTUAL
    }

    /** Whether the column numbers itself. */
    public enum Identity {
        NO,
        BY_DEFAULT,
        ALWAYS
    }

    /** Whether rows carry a value of it; a generated column is computed anew on the other side. */
    public boolean carried() {
        return generated == Generated.NO;
    }

    public boolean isJson() {
        return type.equals("json") || type.equals("jsonb");
    }
}
