package io.dbferry.postgres.catalog;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A column.
 *
 * @param number of it in its table, which a new name does not change and no other column ever gets
 * @param type as {@code format_type} writes it, qualified unless of pg_catalog: {@code character varying(100)}
 * @param defaultSql the default's or the generating expression, as {@code pg_get_expr} writes it
 * @param equality the operator by which the primary key's index, or else an index of the type, finds equal values, as
 *     SQL: {@code OPERATOR(public.=)}
 * @param collation qualified and quoted, where it is not the type's own
 * @param travelsAs what a shipment carries in place of the value, as SQL on the table's own columns; null for the value
 * @param textTravelsAs the same of a value's text in UTF-8, where that is cheaper than to have the server compute it: letters and digits
 */
public record Column(
        String name,
        int number,
        String type,
        boolean notNull,
        @Nullable String defaultSql,
        Generated generated,
        Identity identity,
        String equality,
        @Nullable String collation,
        @Nullable String travelsAs,
        @Nullable UnaryOperator<byte[]> textTravelsAs) {

    /** A column whose values travel as they are. */
    public Column(
            String name,
            int number,
            String type,
            boolean notNull,
            @Nullable String defaultSql,
            Generated generated,
            Identity identity,
            String equality,
            @Nullable String collation) {
        this(name, number, type, notNull, defaultSql, generated, identity, equality, collation, null, null);
    }

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

    /**
     * The same column under a rule. It numbers nothing at a receiver and has no default there, which could show a value.
     */
    public Column travellingAs(String sql, @Nullable UnaryOperator<byte[]> ofText) {
        return new Column(name, number, type, notNull, null, generated, Identity.NO, equality, collation, sql, ofText);
    }

    /** What a shipment carries of it, as an item of a select list: the column, or an expression under its name. */
    String valueSql() {
        return travelsAs == null ? Sql.quote(name) : travelsAs + " AS " + Sql.quote(name);
    }

    /** The same column by another name. */
    public Column named(String other) {
        return new Column(
                other,
                number,
                type,
                notNull,
                defaultSql,
                generated,
                identity,
                equality,
                collation,
                travelsAs,
                textTravelsAs);
    }

    public boolean isJson() {
        return type.equals("json") || type.equals("jsonb");
    }
}
