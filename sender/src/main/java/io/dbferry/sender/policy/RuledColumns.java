package io.dbferry.sender.policy;

import io.dbferry.config.policy.ColumnRule;
import io.dbferry.config.policy.ColumnRule.Kind;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.TableName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What travels in place of a column's value, as SQL of the column's own type: a receiver's column takes it as it is, and all
 * columns of one type have the same hash for the same value.
 *
 * @param key empty if the config has none
 */
record RuledColumns(TableName table, Optional<HashKey> key) {
    private static final int DIGITS_OF_BIGINT = 16;

    private static final Pattern TEXT = Pattern.compile("text|character(?: varying)?(?:\\((\\d+)\\))?");

    /** The column under a rule other than keep and omit. */
    Column of(Column column, ColumnRule rule) {
        boolean text =
                rule.kind() == Kind.HASH && isRoomy(column) && !column.type().startsWith("character(");
        return column.travellingAs(sql(column, rule), text ? key.orElseThrow()::digits : null);
    }

    private String sql(Column column, ColumnRule rule) {
        String value = Sql.quote(column.name());
        String sql =
                switch (rule.kind()) {
                    case NULL -> "NULL";
                    case CONSTANT -> Sql.literal(rule.argument());
                    case EXPRESSION -> expression(column, rule.argument());
                    case MASK -> mask(column, rule.shape(), value);
                    case HASH -> hash(column, value);
                    case KEEP, OMIT -> throw new IllegalArgumentException(rule.describe());
                };
        return "CAST(" + sql + " AS " + column.type() + ")";
    }

    private String expression(Column column, String written) {
        return SqlPiece.of(written)
                .orElseThrow(() -> refused(
                        column,
                        "the expression is not one piece of SQL",
                        "Write an expression with all its brackets and quotes closed, without comments and ';'"));
    }

    /** Nothing but characters of the shape is left, whatever a locale takes for a letter. */
    private String mask(Column column, ColumnRule.Shape shape, String value) {
        if (!TEXT.matcher(column.type()).matches()) {
            throw refused(
                    column, "a mask is for text, not for " + column.type(), "Use null, omit, constant or expression");
        }
        return switch (shape) {
            case EMAIL -> "regexp_replace(" + value + "::text, '[^@.]', 'x', 'g')";
            case PHONE -> "regexp_replace(" + value + "::text, '[^-+() ./]', '0', 'g')";
            case DIGITS -> "regexp_replace(" + value + "::text, '\\d', '0', 'g')";
        };
    }

    private String hash(Column column, String value) {
        HashKey secret = key.orElseThrow();
        String hash = secret.sql(column.type().equals("bytea") ? value : "convert_to(" + value + "::text, 'UTF8')");
        String digits = "encode(" + hash + ", 'hex')";
        if (isRoomy(column) || column.type().equals("uuid")) {
            return "left(" + digits + ", " + HashKey.DIGITS + ")";
        }
        return switch (column.type()) {
            case "bytea" -> hash;
            case "bigint" -> "('x' || left(" + digits + ", " + DIGITS_OF_BIGINT + "))::bit(64)::bigint";
            default ->
                throw refused(
                        column,
                        "a hash does not fit into " + column.type(),
                        "Hash text of at least " + HashKey.DIGITS
                                + " characters, uuid, bigint or bytea; for others use null, omit,"
                                + " constant or expression");
        };
    }

    /** Whether it takes text as long as a hash; {@code character(n)} fills up with blanks. */
    private static boolean isRoomy(Column column) {
        Matcher text = TEXT.matcher(column.type());
        return text.matches()
                && (text.group(1) == null ? !column.type().equals("character") : length(text) >= HashKey.DIGITS);
    }

    private static int length(Matcher text) {
        return Integer.parseInt(text.group(1));
    }

    private DbferryException refused(Column column, String cause, String hint) {
        return new DbferryException(
                Failure.CONFIG,
                "cannot apply policy.columns to '" + table + "." + column.name() + "': " + cause,
                hint,
                null);
    }
}
